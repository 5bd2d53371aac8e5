package media

import (
	"context"
	"fmt"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Routes returns the module's interfaces.
func (r *Module) Routes() []edge.Route {
	return []edge.Route{
		edge.Serve(weixin.UploadTempMedia, r.upload),
		edge.Serve(weixin.GetTempMedia, r.get),
	}
}

func (r *Module) upload(ctx context.Context, call *edge.Call, req weixin.UploadTempMediaRequest) (weixin.UploadTempMediaResponse, error) {
	none := weixin.UploadTempMediaResponse{}
	content, ok := req.Media.Content.(store.Staged)
	if !ok {
		return none, fmt.Errorf("media: an upload in a %T, which keeps nothing", req.Media.Content)
	}
	m, err := r.Add(ctx, Upload{call.Caller.AppID, req.Type, req.Media.Name, content, call.At})
	if err != nil {
		return none, err
	}
	answer := weixin.UploadTempMediaResponse{
		Type: m.Type, MediaID: weixin.MediaID(m.ID), CreatedAt: call.At.Unix(),
	}
	if m.Type == "thumb" {
		answer.ThumbMediaID = answer.MediaID
	}
	return answer, nil
}

func (r *Module) get(ctx context.Context, call *edge.Call, req weixin.GetTempMediaRequest) (weixin.TempMedia, error) {
	if req.MediaID == "" {
		return weixin.TempMedia{}, edge.Refuse(weixin.MediaIDMissing, "no media_id")
	}
	m, none, err := r.live(ctx, call.Caller.AppID, req.MediaID, call.At)
	if err != nil {
		return weixin.TempMedia{}, err
	}
	if none != "" {
		return weixin.TempMedia{}, edge.Refuse(weixin.InvalidMediaID, "%s", none)
	}
	if m.Type == "video" {
		return weixin.TempMedia{VideoURL: call.BaseURL() + videoPath(m)}, nil
	}
	file, err := r.file(ctx, m)
	return weixin.TempMedia{File: file}, err
}

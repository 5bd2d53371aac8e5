package media

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Routes returns the room's interfaces.
func (r *Room) Routes() []edge.Route {
	return []edge.Route{
		edge.Serve(weixin.UploadTempMedia, r.upload),
		edge.Serve(weixin.GetTempMedia, r.get),
	}
}

func (r *Room) upload(ctx context.Context, call *edge.Call, req weixin.UploadTempMediaRequest) (weixin.UploadTempMediaResponse, error) {
	none := weixin.UploadTempMediaResponse{}
	defer req.Media.Content.Close()
	content, ok := req.Media.Content.(io.ReadSeeker)
	if !ok {
		return none, errors.New("media: an upload that cannot be read twice")
	}
	m, err := r.Add(ctx, call.Caller.AppID, req.Type, req.Media.Size, content, call.At)
	if err != nil {
		return none, err
	}
	answer := weixin.UploadTempMediaResponse{
		Type: m.Type, MediaID: weixin.MediaID(m.ID), CreatedAt: call.At.Unix(), Item: []struct{}{},
	}
	if m.Type == "thumb" {
		answer.ThumbMediaID = answer.MediaID
	}
	return answer, nil
}

func (r *Room) get(ctx context.Context, call *edge.Call, req weixin.GetTempMediaRequest) (weixin.TempMedia, error) {
	if req.MediaID == "" {
		return weixin.TempMedia{}, edge.Refuse(weixin.MediaIDMissing, "no media_id")
	}
	m, err := r.live(ctx, call.Caller.AppID, req.MediaID, call.At)
	if errors.Is(err, store.ErrNotFound) {
		return weixin.TempMedia{}, edge.Refuse(weixin.InvalidMediaID, "no live media of this account has the id")
	}
	if err != nil {
		return weixin.TempMedia{}, fmt.Errorf("media: %w", err)
	}
	if m.Type == "video" {
		return weixin.TempMedia{VideoURL: call.BaseURL() + videoPath(m)}, nil
	}
	file, err := r.file(ctx, m)
	return weixin.TempMedia{File: file}, err
}

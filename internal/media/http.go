package media

import (
	"context"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Routes returns the module's interfaces.
func (r *Module) Routes() []edge.Route {
	return []edge.Route{
		edge.Serve(weixin.UploadTempMedia, r.upload),
		edge.Serve(weixin.GetTempMedia, r.get),
		edge.Serve(weixin.UploadImage, r.uploadImage),
	}
}

func (r *Module) upload(ctx context.Context, call *edge.Call, req weixin.UploadTempMediaRequest) (weixin.UploadTempMediaResponse, error) {
	content, err := staged(req.Media)
	if err != nil {
		return weixin.UploadTempMediaResponse{}, err
	}
	m, err := r.Add(ctx, Upload{call.Caller.AppID, req.Type, req.Media.Name, content, call.At})
	if err != nil {
		return weixin.UploadTempMediaResponse{}, err
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

func (r *Module) uploadImage(ctx context.Context, call *edge.Call, req weixin.UploadImageRequest) (weixin.UploadImageResponse, error) {
	content, err := staged(req.Media)
	if err != nil {
		return weixin.UploadImageResponse{}, err
	}
	address, err := r.KeepPicture(ctx, call.BaseURL(), req.Media.Name, content, call.At)
	if err != nil {
		return weixin.UploadImageResponse{}, err
	}
	return weixin.UploadImageResponse{URL: address, Status: weixin.Success()}, nil
}

// staged is what has arrived of a file.
func staged(f *weixin.File) (store.Staged, error) {
	content, ok := f.Content.(store.Staged)
	if !ok {
		return nil, said.Errorf("media: an upload in a %T, which keeps nothing", f.Content)
	}
	return content, nil
}

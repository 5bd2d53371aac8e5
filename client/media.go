package client

import (
	"context"
	"io"
	"os"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// UploadTempMedia uploads what r holds as a temporary medium of a type (image,
// voice, video, thumb), usable for weixin.TempMediaLife. A name without
// an extension that Weixin takes gets that of the content. More than
// weixin.MaxMediaSize bytes are refused with ErrTooLarge before anything is
// sent. The page is that of weixin.UploadTempMedia.
func (c *Client) UploadTempMedia(ctx context.Context, typ, name string, r io.Reader) (weixin.UploadTempMediaResponse, error) {
	return c.upload(ctx, typ, &weixin.File{Name: name, Content: io.NopCloser(r)})
}

// UploadTempMediaFile is UploadTempMedia of the file at a path.
func (c *Client) UploadTempMediaFile(ctx context.Context, typ, path string) (weixin.UploadTempMediaResponse, error) {
	file, err := OpenFile(path)
	if err != nil {
		return weixin.UploadTempMediaResponse{}, err
	}
	return c.upload(ctx, typ, file)
}

// OpenFile opens the file at a path for a request. It refuses what is not a
// regular file.
func OpenFile(path string) (*weixin.File, error) {
	info, err := os.Stat(path) // before opening: to open a pipe may block
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, said.Errorf("%s is not a regular file", path)
	}
	content, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return &weixin.File{Name: info.Name(), Size: info.Size(), Content: content}, nil
}

func (c *Client) upload(ctx context.Context, typ string, file *weixin.File) (weixin.UploadTempMediaResponse, error) {
	resp, err := Do(ctx, c, weixin.UploadTempMedia, weixin.UploadTempMediaRequest{Type: typ, Media: file})
	if err == nil && resp.MediaID == "" && resp.ThumbMediaID == "" {
		err = said.Errorf("the answer to the upload has no media id")
	}
	return resp, err
}

// UploadImage keeps the picture that r holds, a JPEG or PNG of up to 1 MiB, for good and
// returns its address, for stores and places. A name without an extension that Weixin
// takes gets that of the content. The page is that of weixin.UploadImage.
func (c *Client) UploadImage(ctx context.Context, name string, r io.Reader) (address string, err error) {
	return c.uploadImage(ctx, &weixin.File{Name: name, Content: io.NopCloser(r)})
}

// UploadImageFile is UploadImage of the file at a path.
func (c *Client) UploadImageFile(ctx context.Context, path string) (address string, err error) {
	file, err := OpenFile(path)
	if err != nil {
		return "", err
	}
	return c.uploadImage(ctx, file)
}

func (c *Client) uploadImage(ctx context.Context, file *weixin.File) (string, error) {
	resp, err := Do(ctx, c, weixin.UploadImage, weixin.UploadImageRequest{Media: file})
	if err == nil && resp.URL == "" {
		err = said.Errorf("the answer to the upload has no url")
	}
	return resp.URL, err
}

// GetTempMedia fetches a temporary medium: a File, whose Content the caller
// reads within the life of ctx and closes, or for a video its VideoURL. The
// File's Size is -1 if the service does not tell it. The page is that of
// weixin.GetTempMedia.
func (c *Client) GetTempMedia(ctx context.Context, id weixin.MediaID) (weixin.TempMedia, error) {
	return Do(ctx, c, weixin.GetTempMedia, weixin.GetTempMediaRequest{MediaID: string(id)})
}

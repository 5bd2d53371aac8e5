package media

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/random"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Port is what the module needs of the store.
type Port interface {
	store.Writer
	store.Media
	store.Settings
}

// Module holds what the module needs.
type Module struct {
	Store  Port
	Blobs  store.Blobs
	Random random.Source
	// PictureURL is the scheme and host of the addresses of pictures; "" is what fits
	// how the client called.
	PictureURL string
	// Intercepted reports whether a host is one of Weixin's whose calls come here.
	Intercepted func(host string) bool

	// decoding is held while a picture is decoded whole.
	decoding sync.Mutex
}

// Upload is what is to become a temporary medium.
type Upload struct {
	AppID string
	// Type is image, voice, video or thumb.
	Type string
	// Name is the file's; "" where there is none to be looked at.
	Name    string
	Content store.Staged
	At      time.Time
}

// Add keeps an upload as a temporary medium of an account, or refuses it.
func (r *Module) Add(ctx context.Context, u Upload) (store.Medium, error) {
	kind, ok := weixin.MediaTypeNamed(u.Type)
	if !ok {
		return store.Medium{}, edge.Refuse(weixin.InvalidMediaType, "type is %.20q", u.Type)
	}
	format, err := check(kind, weixin.InvalidMediaSize, u.Content.Size(), u.Content)
	if err != nil {
		return store.Medium{}, err
	}
	if u.Name != "" {
		if err := checkName(kind, u.Name); err != nil {
			return store.Medium{}, err
		}
	}
	m := store.Medium{
		AppID: u.AppID, ID: r.newID(u.AppID, u.At), Type: kind.Name, ContentType: format,
		Blob: u.Content.Hash(), Size: u.Content.Size(), CreatedAt: u.At, ExpiresAt: u.At.Add(weixin.TempMediaLife),
	}
	err = r.keep(ctx, u.Content, func() error { return Put(ctx, r.Store, m) })
	if err != nil {
		return store.Medium{}, said.Errorf("media: %w", err)
	}
	return m, nil
}

// keep keeps the bytes of an upload that has passed the check, and records them with
// put. Whether they are there is asked outside of that write, which others wait for: it
// may be a question to a bucket.
func (r *Module) keep(ctx context.Context, content store.Staged, put func() error) error {
	if err := content.Keep(ctx); err != nil {
		return err
	}
	if err := put(); err != nil {
		return err
	}
	switch there, err := r.Blobs.Has(ctx, content.Hash()); {
	case err != nil:
		return err
	case there:
		return nil
	}
	// They were there from before and were collected before they were named again; what
	// was staged can still be read. What is named now is not collected.
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, _, err := r.Blobs.Put(ctx, content)
	return err
}

// live returns a medium that has not expired, or why there is none.
func (r *Module) live(ctx context.Context, appID, id string, at time.Time) (m store.Medium, none string, err error) {
	if _, ok := parseID(id); !ok {
		return store.Medium{}, missing(appID, id, at), nil
	}
	m, err = r.Store.Medium(ctx, appID, id)
	if errors.Is(err, store.ErrNotFound) {
		return store.Medium{}, missing(appID, id, at), nil
	}
	if err != nil {
		return store.Medium{}, "", said.Errorf("media: %w", err)
	}
	return m, why(m, at), nil
}

// file is the content of a medium on its way to a client.
func (r *Module) file(ctx context.Context, m store.Medium) (*weixin.File, error) {
	content, err := r.Blobs.Open(ctx, m.Blob)
	if err != nil {
		return nil, said.Errorf("media: open %s: %w", m.ID, err)
	}
	return &weixin.File{Name: m.ID + extension(m.ContentType), ContentType: m.ContentType, Size: m.Size, Content: content}, nil
}

package media

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Room holds what the room needs.
type Room struct {
	Store store.Media
	Blobs store.Blobs
	// Random fills bytes that nobody can guess; nil is crypto/rand.
	Random func([]byte)
}

// putAttempts is how often an upload is put anew when its bytes, there from an
// earlier upload, are collected in the moment before they are named again.
const putAttempts = 3

// Add keeps an upload of a type (image, voice, video, thumb) as a temporary
// media of an account, or refuses it.
func (r *Room) Add(ctx context.Context, appID, typ string, size int64, content io.ReadSeeker, at time.Time) (store.Medium, error) {
	kind, ok := weixin.MediaTypeNamed(typ)
	if !ok {
		return store.Medium{}, edge.Refuse(weixin.InvalidMediaType, "type is %.20q", typ)
	}
	format, err := check(kind, size, content)
	if err != nil {
		return store.Medium{}, err
	}
	m := store.Medium{
		AppID: appID, ID: r.newID(), Type: kind.Name, ContentType: format,
		CreatedAt: at, ExpiresAt: at.Add(weixin.TempMediaLife),
	}
	return r.add(ctx, m, content)
}

// add keeps an upload that has passed the check.
func (r *Room) add(ctx context.Context, m store.Medium, content io.ReadSeeker) (store.Medium, error) {
	var err error
	for range putAttempts {
		if _, err = content.Seek(0, io.SeekStart); err != nil {
			return store.Medium{}, fmt.Errorf("media: %w", err)
		}
		if m.Blob, m.Size, err = r.Blobs.Put(ctx, content); err != nil {
			return store.Medium{}, fmt.Errorf("media: %w", err)
		}
		if err = r.Store.PutMedium(ctx, m, r.Blobs.Has); !errors.Is(err, store.ErrConflict) {
			break
		}
	}
	if err != nil {
		return store.Medium{}, fmt.Errorf("media: %w", err)
	}
	return m, nil
}

// live returns a medium that has not expired, or store.ErrNotFound.
func (r *Room) live(ctx context.Context, appID, id string, at time.Time) (store.Medium, error) {
	if !validID(id) {
		return store.Medium{}, store.ErrNotFound
	}
	m, err := r.Store.Medium(ctx, appID, id)
	if err != nil {
		return store.Medium{}, err
	}
	if !at.Before(m.ExpiresAt) {
		return store.Medium{}, store.ErrNotFound
	}
	return m, nil
}

// Picture returns the blob of a live temporary image of the account, and
// whether there is one.
func (r *Room) Picture(ctx context.Context, appID, id string, at time.Time) (store.Hash, bool, error) {
	m, err := r.live(ctx, appID, id, at)
	if errors.Is(err, store.ErrNotFound) || err == nil && m.Type != "image" {
		return store.Hash{}, false, nil
	}
	return m.Blob, err == nil, err
}

// newID returns a media id that nobody can guess, as long as Weixin's.
//
//fidelity:observed uploadtempmedia media-id | 64 base64url characters | community
func (r *Room) newID() string {
	b := make([]byte, 48)
	if r.Random != nil {
		r.Random(b)
	} else {
		rand.Read(b)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// validID reports whether s has the form of a media id.
func validID(s string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(b) == 48
}

// file is the content of a medium on its way to a client.
func (r *Room) file(ctx context.Context, m store.Medium) (*weixin.File, error) {
	content, err := r.Blobs.Open(ctx, m.Blob)
	if err != nil {
		return nil, fmt.Errorf("media: open %s: %w", m.ID, err)
	}
	return &weixin.File{Name: m.ID + extension(m.ContentType), ContentType: m.ContentType, Size: m.Size, Content: content}, nil
}

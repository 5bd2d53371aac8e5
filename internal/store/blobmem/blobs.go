package blobmem

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/wait"
)

// Blobs is a store.Blobs in memory. Its zero value holds nothing and is ready
// for use.
type Blobs struct {
	mu    sync.RWMutex
	blobs map[store.Hash]blob
}

// blob is the bytes of one hash. They never change.
type blob struct {
	content []byte
	put     time.Time
}

var _ store.Blobs = (*Blobs)(nil)

// Stage reads the bytes that r yields.
func (b *Blobs) Stage(ctx context.Context, r io.Reader) (store.Staged, error) {
	content, err := io.ReadAll(wait.Reader(ctx, r))
	if err != nil {
		return nil, said.Errorf("blobmem: stage blob: %w", err)
	}
	return &staged{reading{bytes.NewReader(content)}, b, content, sha256.Sum256(content)}, nil
}

// staged is bytes that are not kept yet.
type staged struct {
	reading
	blobs   *Blobs
	content []byte
	hash    store.Hash
}

func (s *staged) Hash() store.Hash { return s.hash }

func (s *staged) Size() int64 { return int64(len(s.content)) }

func (s *staged) Keep(context.Context) error {
	b := s.blobs
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.blobs == nil {
		b.blobs = make(map[store.Hash]blob)
	}
	b.blobs[s.hash] = blob{s.content, time.Now()}
	return nil
}

// Put keeps the bytes that r yields.
func (b *Blobs) Put(ctx context.Context, r io.Reader) (store.Hash, int64, error) {
	s, err := b.Stage(ctx, r)
	if err != nil {
		return store.Hash{}, 0, err
	}
	return s.Hash(), s.Size(), errors.Join(s.Keep(ctx), s.Close())
}

// Open returns the bytes, or store.ErrNotFound. They stay readable when they
// are removed meanwhile.
func (b *Blobs) Open(ctx context.Context, h store.Hash) (io.ReadSeekCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	found, ok := b.blobs[h]
	if !ok {
		return nil, said.Errorf("blobmem: blob %s: %w", h, store.ErrNotFound)
	}
	return reading{bytes.NewReader(found.content)}, nil
}

// reading is a reader of bytes that needs no closing.
type reading struct{ *bytes.Reader }

func (reading) Close() error { return nil }

// Has reports whether the bytes are there.
func (b *Blobs) Has(_ context.Context, h store.Hash) (bool, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	_, ok := b.blobs[h]
	return ok, nil
}

// Remove deletes the bytes. Removing what is not there is not an error.
func (b *Blobs) Remove(_ context.Context, h store.Hash) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.blobs, h)
	return nil
}

// Old calls f for every blob whose bytes were last put before the time, until f
// returns an error, which comes back as it is.
func (b *Blobs) Old(ctx context.Context, before time.Time, f func(store.Hash) error) error {
	for _, h := range b.putBefore(before) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f(h); err != nil {
			return err
		}
	}
	return nil
}

// putBefore lists them, so that f is called without the lock and may remove.
func (b *Blobs) putBefore(before time.Time) []store.Hash {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var old []store.Hash
	for h, kept := range b.blobs {
		if kept.put.Before(before) {
			old = append(old, h)
		}
	}
	return old
}

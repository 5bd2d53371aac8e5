package blobs3

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/minio/minio-go/v7"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// Stage takes the bytes that r yields into the spool.
func (b *Bucket) Stage(ctx context.Context, r io.Reader) (store.Staged, error) {
	f, err := b.spool(ctx, r)
	if err != nil {
		return nil, said.Errorf("blobs3: stage blob: %w", err)
	}
	return f, nil
}

// Keep returns when the server has stored the bytes. Bytes that are there are
// put again: that makes them young, whole if they were not, and asks for no lock
// against who collects them.
func (s *spooled) Keep(ctx context.Context) error {
	b := s.bucket
	err := b.try(ctx, b.config.Timeout, func(ctx context.Context) error {
		// The hash goes into the signature, so the server checks the bytes. An
		// attempt that failed may still be reading: each has a reader of its own.
		_, err := b.client.PutObject(ctx, b.config.Bucket, b.key(s.hash), io.NewSectionReader(s, 0, s.size), s.size,
			"", s.hash.String(), minio.PutObjectOptions{ContentType: "application/octet-stream", DisableContentSha256: true})
		return err
	})
	if err != nil {
		return said.Errorf("blobs3: keep blob: %w", err)
	}
	return nil
}

// Put keeps the bytes that r yields and returns their hash and number when the
// server has stored them.
func (b *Bucket) Put(ctx context.Context, r io.Reader) (store.Hash, int64, error) {
	s, err := b.Stage(ctx, r)
	if err != nil {
		return store.Hash{}, 0, err
	}
	err = s.Keep(ctx)
	// What is stored is stored, whatever becomes of the spool.
	closeErr := s.Close()
	if err == nil {
		err = closeErr
	}
	if err != nil {
		return store.Hash{}, 0, err
	}
	return s.Hash(), s.Size(), nil
}

// Open returns the bytes, or store.ErrNotFound. All have arrived by then, and
// have the hash. The caller closes them.
func (b *Bucket) Open(ctx context.Context, h store.Hash) (io.ReadSeekCloser, error) {
	var f *spooled
	err := b.try(ctx, b.config.Timeout, func(ctx context.Context) error {
		var err error
		f, err = b.fetch(ctx, h)
		return err
	})
	if isMissing(err) {
		return nil, said.Errorf("blobs3: blob %s: %w", h, store.ErrNotFound)
	}
	if err != nil {
		return nil, said.Errorf("blobs3: open blob %s: %w", h, err)
	}
	return f, nil
}

// fetch reads the object once.
func (b *Bucket) fetch(ctx context.Context, h store.Hash) (*spooled, error) {
	body, info, _, err := b.client.GetObject(ctx, b.config.Bucket, b.key(h), minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	defer body.Close()
	f, err := b.spool(ctx, body)
	if err != nil {
		return nil, err
	}
	if f.hash != h {
		return nil, errors.Join(damagedError{key: b.key(h), size: info.Size}, f.Close())
	}
	return f, nil
}

// damagedError says that the object is not what was put under its name.
type damagedError struct {
	key  string
	size int64
}

func (e damagedError) Error() string {
	return fmt.Sprintf("the object %s of %d bytes is damaged: it does not have the SHA-256 that it is named for", e.key, e.size)
}

// Unwrap marks it as damage for the check of the records.
func (e damagedError) Unwrap() error { return store.Damage(e.Error()) }

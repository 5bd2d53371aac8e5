package metrics

import (
	"context"
	"io"

	"github.com/wxastore/wxastore/internal/store"
)

// CountBlobs returns blobs of which the bytes that are put are counted.
func (m *Metrics) CountBlobs(blobs store.Blobs) store.Blobs { return countedBlobs{blobs, m} }

// countedBlobs counts the bytes that are put.
type countedBlobs struct {
	store.Blobs
	metrics *Metrics
}

func (b countedBlobs) Stage(ctx context.Context, r io.Reader) (store.Staged, error) {
	staged, err := b.Blobs.Stage(ctx, r)
	if err != nil {
		return nil, err
	}
	return countedStaged{staged, b.metrics}, nil
}

// countedStaged counts the bytes if they are kept.
type countedStaged struct {
	store.Staged
	metrics *Metrics
}

func (s countedStaged) Keep(ctx context.Context) error {
	err := s.Staged.Keep(ctx)
	if err == nil {
		s.metrics.MediaBytes.Add(s.Size())
	}
	return err
}

func (b countedBlobs) Put(ctx context.Context, r io.Reader) (store.Hash, int64, error) {
	hash, size, err := b.Blobs.Put(ctx, r)
	if err == nil {
		b.metrics.MediaBytes.Add(size)
	}
	return hash, size, err
}

package app

import (
	"context"
	"io"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/metrics"
	"github.com/wxastore/wxastore/internal/store"
)

// measure makes the metrics, and counts the media that are put from here on.
func (a *App) measure() *metrics.Metrics {
	measured, _ := a.store.(store.Measured)
	m := metrics.New(metrics.Sources{Store: measured, JournalWaiting: a.journal.Waiting, JournalLost: a.journal.Lost})
	a.blobs = countedBlobs{a.blobs, m}
	a.media.Blobs = a.blobs
	return m
}

// observe counts a call.
func (a *App) observe(o edge.Observed) {
	if o.Gone {
		a.metrics.ObserveGone(o.Interface)
		return
	}
	a.metrics.Observe(o.Interface, o.Code, o.Status, o.Took)
}

// countedBlobs counts the bytes that are put.
type countedBlobs struct {
	store.Blobs
	metrics *metrics.Metrics
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
	metrics *metrics.Metrics
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

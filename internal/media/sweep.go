package media

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

const (
	// keptExpired is how long the record of an expired media is kept.
	keptExpired = 24 * time.Hour
	// orphanAge is how old bytes must be before they can be taken for those of
	// an upload that never ended.
	orphanAge = time.Hour
	// sweepBatch bounds how long one write of the sweep can take.
	sweepBatch = 500
)

// Sweep forgets expired media and collects the bytes that nothing names: those
// of expired media, and those of uploads that a crash cut off. It returns how
// many blobs it removed.
func (r *Room) Sweep(ctx context.Context, now time.Time) (int, error) {
	for {
		n, err := r.Store.DropMedia(ctx, now.Add(-keptExpired), sweepBatch)
		if err != nil {
			return 0, err
		}
		if n < sweepBatch {
			break
		}
	}
	removed := 0
	for {
		n, err := r.Store.DropBlobs(ctx, sweepBatch, r.Blobs.Remove)
		removed += n
		if err != nil {
			return removed, err
		}
		if n < sweepBatch {
			break
		}
	}
	// The age of bytes is told by the disk's clock, not by the service's.
	err := r.Blobs.Old(ctx, time.Now().Add(-orphanAge), func(h store.Hash) error {
		known, err := r.Store.HasBlob(ctx, h)
		if err != nil || known {
			return err
		}
		removed++
		return r.Blobs.Remove(h)
	})
	return removed, err
}

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
)

// Sweep forgets expired media and collects the bytes that nothing names: those
// of expired media, and those of uploads that a crash cut off. It returns how
// many blobs it removed.
func (r *Module) Sweep(ctx context.Context, now time.Time) (int, error) {
	if _, err := store.Sweep(ctx, func(ctx context.Context, limit int) (int, error) {
		return r.Store.DropMedia(ctx, now.Add(-keptExpired), limit)
	}); err != nil {
		return 0, err
	}
	removed, err := store.Sweep(ctx, func(ctx context.Context, limit int) (int, error) {
		return r.Store.DropBlobs(ctx, limit, r.Blobs.Remove)
	})
	if err != nil {
		return removed, err
	}
	// The age of bytes is told by the disk's clock, not by the service's.
	err = r.Blobs.Old(ctx, time.Now().Add(-orphanAge), func(h store.Hash) error {
		known, err := r.Store.HasBlob(ctx, h)
		if err != nil || known {
			return err
		}
		removed++
		return r.Blobs.Remove(h)
	})
	return removed, err
}

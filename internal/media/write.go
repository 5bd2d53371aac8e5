package media

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/internal/store"
)

// Put adds a medium and records its blob. present is asked inside the write
// whether the blob's bytes are there; if not, Put returns store.ErrConflict, the
// bytes having been collected in between; so it does if the account already has a
// medium of the id.
func Put(ctx context.Context, w store.Writer, m store.Medium, present func(store.Hash) (bool, error)) error {
	return w.Write(ctx, []store.Key{store.BlobKey(m.Blob)}, func(tx store.Tx) error {
		// The blob is locked by now, so its bytes stay if they are there.
		switch there, err := present(m.Blob); {
		case err != nil:
			return err
		case !there:
			return store.ErrConflict
		}
		tx.AddMedium(m)
		_, err := tx.Blob(m.Blob)
		if errors.Is(err, store.ErrNotFound) {
			tx.PutBlob(store.RecordedBlob{Hash: m.Blob, Size: m.Size, CreatedAt: m.CreatedAt})
			return nil
		}
		return err
	})
}

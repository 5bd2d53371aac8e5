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
		tx.AddMedium(m)
		return record(tx, store.RecordedBlob{Hash: m.Blob, Size: m.Size, CreatedAt: m.CreatedAt}, present)
	})
}

// record records a blob, one of the keys of the write.
func record(tx store.Tx, blob store.RecordedBlob, present func(store.Hash) (bool, error)) error {
	// The blob is locked by now, so its bytes stay if they are there.
	switch there, err := present(blob.Hash); {
	case err != nil:
		return err
	case !there:
		return store.ErrConflict
	}
	known, err := tx.Blob(blob.Hash)
	switch {
	case errors.Is(err, store.ErrNotFound):
		tx.PutBlob(blob)
		return nil
	case err == nil && blob.Kept && !known.Kept:
		known.Kept = true
		tx.PutBlob(known)
	}
	return err
}

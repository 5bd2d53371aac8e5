package media

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/internal/store"
)

// Put adds a medium and records its blob, whose bytes were put before. They may have been
// collected in between, so the caller looks whether they are there once Put has returned:
// from then on they stay, for the medium names them. If the account already has a medium
// of the id, Put returns store.ErrConflict.
func Put(ctx context.Context, w store.Writer, m store.Medium) error {
	return w.Write(ctx, []store.Key{store.BlobKey(m.Blob)}, func(tx store.Tx) error {
		tx.AddMedium(m)
		return record(tx, store.RecordedBlob{Hash: m.Blob, Size: m.Size, CreatedAt: m.CreatedAt})
	})
}

// record records a blob, one of the keys of the write.
func record(tx store.Tx, blob store.RecordedBlob) error {
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

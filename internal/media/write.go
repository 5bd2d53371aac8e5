package media

import (
	"context"
	"errors"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/wait"
)

// Put adds a medium and records its blob, whose bytes were put before. They may have been
// collected in between, so the caller looks whether they are there once Put has returned:
// from then on they stay, for the medium names them. If the account already has a medium
// of the id, Put returns store.ErrConflict.
func Put(ctx context.Context, w store.Writer, m store.Medium) error {
	return record(ctx, w, store.RecordedBlob{Hash: m.Blob, Size: m.Size, CreatedAt: m.CreatedAt}, func(tx store.Tx) { tx.AddMedium(m) })
}

// removingPause is between two looks at whether bytes are still being removed.
const removingPause = 50 * time.Millisecond

// record records a blob in a write with what names it. While its bytes are being removed,
// because nothing named them, it waits: bytes that are put after that stay.
func record(ctx context.Context, w store.Writer, blob store.RecordedBlob, name func(store.Tx)) error {
	for {
		err := w.Write(ctx, []store.Key{store.BlobKey(blob.Hash)}, func(tx store.Tx) error {
			known, err := tx.Blob(blob.Hash)
			switch {
			case errors.Is(err, store.ErrNotFound):
				tx.PutBlob(blob)
			case err != nil:
				return err
			case blob.Kept && !known.Kept:
				known.Kept = true
				tx.PutBlob(known)
			}
			name(tx)
			return nil
		})
		if !errors.Is(err, store.ErrRemoving) {
			return err
		}
		if err := wait.For(ctx, removingPause); err != nil {
			return err
		}
	}
}

package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const selectLooseBlobs = `SELECT b.hash FROM blobs AS b WHERE b.kept = FALSE
	AND NOT EXISTS (SELECT 1 FROM media AS m WHERE m.blob = b.hash) LIMIT ?1`

const selectLooseBlob = `SELECT b.hash FROM blobs AS b WHERE b.hash = ?1 AND b.kept = FALSE
	AND NOT EXISTS (SELECT 1 FROM media AS m WHERE m.blob = b.hash)`

const deleteBlob = `DELETE FROM blobs WHERE hash = ?1`

// removeTime is about how long a write removes bytes, which may be requests to a bucket:
// other writes wait for it.
const removeTime = 50 * time.Millisecond

// DropBlobs forgets up to limit blobs that no medium names and that are not kept for
// good, and calls remove for each inside a write, of which there are as many as keep each
// of them short. It returns how many it forgot. An error of remove comes back as it is;
// what its write has removed is not forgotten, and will be dropped by a later call.
func (s *Store) DropBlobs(ctx context.Context, limit int, remove func(store.Hash) error) (int, error) {
	if limit <= 0 {
		return 0, nil
	}
	// To find them may take a while, as most blobs that are not kept are named
	// by a medium. So that is done on a reader, and the write looks only at
	// what was found.
	var candidates []store.Hash
	err := s.db.Rows(ctx, selectLooseBlobs, []any{limit}, func(rows sqldb.Row) error {
		var h store.Hash
		if err := rows.Scan(hashColumn{&h}); err != nil {
			return err
		}
		candidates = append(candidates, h)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("store: find blobs to drop: %w", err)
	}
	if len(candidates) == 0 {
		return 0, nil
	}
	var forgotten int
	for left := candidates; len(left) > 0; {
		keys := make([]store.Key, len(left))
		for i, h := range left {
			keys[i] = store.BlobKey(h)
		}
		var dropped, looked int
		err := s.change(ctx, keys, "drop", "blobs", func(ctx context.Context, t *sqldb.Tx) (err error) {
			// A medium that is put later in the batch records its blob again.
			defer s.unit.forget(declared.blobs.Name)
			dropped, looked, err = dropLoose(ctx, t, left, remove)
			return err
		})
		if err != nil {
			return forgotten, err
		}
		forgotten, left = forgotten+dropped, left[looked:]
	}
	return forgotten, nil
}

// dropLoose removes the bytes before it deletes any row, so that remove can
// fail before something was written. A row without bytes does no harm: a new
// medium asks for the bytes first. It returns how many candidates it dropped, and how
// many it looked at.
func dropLoose(ctx context.Context, t *sqldb.Tx, candidates []store.Hash, remove func(store.Hash) error) (dropped, looked int, err error) {
	var removed []store.Hash
	for begun := time.Now(); looked < len(candidates) && (looked == 0 || time.Since(begun) < removeTime); looked++ {
		h := candidates[looked]
		var again store.Hash
		loose, err := t.Row(ctx, selectLooseBlob, []any{h[:]}, hashColumn{&again})
		if err != nil {
			return 0, 0, err
		}
		if !loose {
			continue
		}
		if err := remove(h); err != nil {
			return 0, 0, sqldb.Refuse(err)
		}
		removed = append(removed, h)
	}
	for _, h := range removed {
		if _, err := t.Exec(ctx, deleteBlob, h[:]); err != nil {
			return 0, 0, err
		}
	}
	return len(removed), looked, nil
}

// HasBlob reports whether the blob is recorded.
func (s *Store) HasBlob(ctx context.Context, h store.Hash) (bool, error) {
	var b store.RecordedBlob
	found, err := s.db.Row(ctx, declared.blobs.selectOne, []any{h[:]}, declared.blobs.dest(&b)...)
	if err != nil {
		return false, fmt.Errorf("store: look for blob %s: %w", h, err)
	}
	return found, nil
}

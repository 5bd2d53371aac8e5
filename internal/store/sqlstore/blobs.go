package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// loose says of a blob b that nothing needs it and that nobody removes it at a time, the
// second parameter.
const loose = `b.kept = FALSE AND b.removing_until <= ?2 AND NOT EXISTS (SELECT 1 FROM media AS m WHERE m.blob = b.hash)`

const (
	selectLooseBlobs = `SELECT b.hash FROM blobs AS b WHERE ` + loose + ` LIMIT ?1`
	markLooseBlob    = `UPDATE blobs AS b SET removing_until = ?3 WHERE b.hash = ?1 AND ` + loose
	unmarkBlob       = `UPDATE blobs SET removing_until = 0 WHERE hash = ?1 AND removing_until = ?2`
	deleteBlob       = `DELETE FROM blobs WHERE hash = ?1 AND removing_until = ?2`
)

const (
	// markedTogether is how many blobs are marked in a write, and their bytes then removed.
	markedTogether = 50
	// removeTime is how long bytes are removed after that, which may be requests to a
	// bucket. A mark holds longer: the last of them ends before it does.
	removeTime, markTime = 30 * time.Second, time.Minute
)

// DropBlobs forgets up to limit blobs that no medium names and that are not kept for
// good. It marks some, calls remove for each outside of writes, and deletes the rows of
// those that were removed. It returns how many it forgot. An error of remove comes back
// as it is; that blob stays marked, because its bytes may still be on their way out.
func (s *Store) DropBlobs(ctx context.Context, limit int, remove func(context.Context, store.Hash) error) (forgotten int, err error) {
	if limit <= 0 {
		return 0, nil
	}
	// To find them may take a while, as most blobs that are not kept are named
	// by a medium. So that is done on a reader, and the write looks only at
	// what was found.
	var candidates []store.Hash
	err = s.db.Rows(ctx, selectLooseBlobs, []any{limit, time.Now().UnixMilli()}, func(rows sqldb.Row) error {
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
	for some := range slices.Chunk(candidates, markedTogether) {
		n, err := s.dropMarked(ctx, some, remove)
		if forgotten += n; err != nil {
			return forgotten, err
		}
	}
	return forgotten, nil
}

// dropMarked drops those of some candidates that are still loose.
func (s *Store) dropMarked(ctx context.Context, candidates []store.Hash, remove func(context.Context, store.Hash) error) (forgotten int, err error) {
	begun := time.Now()
	until := begun.Add(markTime).UnixMilli()
	var marked []store.Hash
	err = s.changeBlobs(ctx, candidates, func(ctx context.Context, t *sqldb.Tx) error {
		marked = nil
		for _, h := range candidates {
			n, err := t.Exec(ctx, markLooseBlob, h[:], begun.UnixMilli(), until)
			if err != nil {
				return err
			}
			if n > 0 {
				marked = append(marked, h)
			}
		}
		return nil
	})
	if err != nil || len(marked) == 0 {
		return 0, err
	}
	removed, tried := 0, 0
	for ; removed == tried && tried < len(marked) && time.Since(begun) < removeTime; tried++ {
		if err = remove(ctx, marked[tried]); err == nil {
			removed++
		}
	}
	// Also when the caller has gone: others wait for the marks.
	wrote := s.changeBlobs(context.WithoutCancel(ctx), marked, func(ctx context.Context, t *sqldb.Tx) error {
		for i, h := range marked {
			statement := deleteBlob
			switch {
			case i >= tried:
				statement = unmarkBlob
			case i >= removed:
				continue
			}
			if _, err := t.Exec(ctx, statement, h[:], until); err != nil {
				return err
			}
		}
		return nil
	})
	if wrote != nil {
		return 0, wrote
	}
	return removed, err
}

// changeBlobs runs a function that changes the rows of some blobs.
func (s *Store) changeBlobs(ctx context.Context, blobs []store.Hash, run func(context.Context, *sqldb.Tx) error) error {
	keys := make([]store.Key, len(blobs))
	for i, h := range blobs {
		keys[i] = store.BlobKey(h)
	}
	return s.change(ctx, keys, "drop", "blobs", func(ctx context.Context, t *sqldb.Tx) error {
		// A medium that is put later in the batch reads its blob again.
		defer s.unit.forget(declared.blobs.Name)
		return run(ctx, t)
	})
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

package sqlstore

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/wxastore/wxastore/internal/store"
)

// Where replicas share the database, the key of a change is what shards. Elsewhere
// changes lie in the order in which they were made, and a history is followed from
// the merchant's last change back, by marks as far as these are not beyond the
// wanted versions.
var (
	selectLatestChanges = `SELECT ` + declared.changes.list + ` FROM merchant_changes AS t
	WHERE t.app_id = ?1 AND t.version > ?2 AND t.version < ?3 ORDER BY t.version DESC LIMIT ?4`
	followLatestChanges = `WITH RECURSIVE back (seq, found) AS (
		SELECT m.last_change, 0 FROM merchants AS m WHERE m.app_id = ?1
		UNION ALL
		SELECT iif((SELECT k.version FROM merchant_changes AS k WHERE k.seq = c.mark) >= ?3 - 1, c.mark, c.prev), found + (c.version < ?3)
		FROM back CROSS JOIN merchant_changes AS c
		WHERE c.seq = back.seq AND c.version > ?2 + 1 AND found + (c.version < ?3) < ?4
	)
	SELECT ` + declared.changes.list + ` FROM back CROSS JOIN merchant_changes AS t
	WHERE t.seq = back.seq AND t.version > ?2 AND t.version < ?3`
)

// History returns up to limit changes with a version greater than after, in
// order.
func (s *Store) History(ctx context.Context, appID string, after int64, limit int) ([]store.Change, error) {
	below := int64(math.MaxInt64)
	if after < below-int64(limit) {
		below = after + int64(limit) + 1
	}
	changes, err := s.changes(ctx, appID, after, below, limit)
	slices.Reverse(changes)
	return changes, err
}

// LatestChanges returns up to limit changes with a version below before, or of
// all if before is 0, the newest first.
func (s *Store) LatestChanges(ctx context.Context, appID string, before int64, limit int) ([]store.Change, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	return s.changes(ctx, appID, 0, before, limit)
}

// changes returns changes with a version between two, the newest first.
func (s *Store) changes(ctx context.Context, appID string, above, below int64, limit int) ([]store.Change, error) {
	if limit <= 0 {
		return nil, nil
	}
	query := followLatestChanges
	if s.db.Arrays() {
		query = selectLatestChanges
	}
	changes, err := readList(ctx, s.db, declared.changes, query, appID, above, below, limit)
	if err != nil {
		return nil, fmt.Errorf("store: read history of %s: %w", appID, err)
	}
	return changes, nil
}

package sqlstore

import (
	"context"
	"fmt"
	"math"

	"github.com/wxastore/wxastore/internal/store"
)

var (
	selectChanges = `SELECT ` + declared.changes.list + ` FROM merchant_changes AS t
	WHERE t.app_id = ?1 AND t.version > ?2 ORDER BY t.version LIMIT ?3`
	selectLatestChanges = `SELECT ` + declared.changes.list + ` FROM merchant_changes AS t
	WHERE t.app_id = ?1 AND t.version < ?2 ORDER BY t.version DESC LIMIT ?3`
)

// History returns up to limit changes with a version greater than after, in
// order.
func (s *Store) History(ctx context.Context, appID string, after int64, limit int) ([]store.Change, error) {
	return s.changes(ctx, selectChanges, appID, after, limit)
}

// LatestChanges returns up to limit changes with a version below before, or of
// all if before is 0, the newest first.
func (s *Store) LatestChanges(ctx context.Context, appID string, before int64, limit int) ([]store.Change, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	return s.changes(ctx, selectLatestChanges, appID, before, limit)
}

func (s *Store) changes(ctx context.Context, query, appID string, version int64, limit int) ([]store.Change, error) {
	if limit <= 0 {
		return nil, nil
	}
	changes, err := readList(ctx, s.db, declared.changes, query, appID, version, limit)
	if err != nil {
		return nil, fmt.Errorf("store: read history of %s: %w", appID, err)
	}
	return changes, nil
}

package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// componentColumns end in the account's name.
var componentColumns = `SELECT ` + declared.components.list + `, a.name FROM components AS t JOIN accounts AS a ON a.app_id = t.app_id `

func componentDest(c *store.Component) []any { return append(declared.components.dest(c), &c.Name) }

var selectComponent = componentColumns + `WHERE t.app_id = ?1`

// Component returns the platform, or store.ErrNotFound.
func (s *Store) Component(ctx context.Context, appID string) (store.Component, error) {
	var c store.Component
	found, err := s.db.Row(ctx, selectComponent, []any{appID}, componentDest(&c)...)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Component{}, fmt.Errorf("store: read component %s: %w", appID, err)
	}
	return c, nil
}

var selectComponents = componentColumns + `WHERE t.app_id > ?1 ORDER BY t.app_id LIMIT ?2`

// Components returns up to limit platforms whose app id is greater than after,
// in order.
func (s *Store) Components(ctx context.Context, after string, limit int) ([]store.Component, error) {
	if limit <= 0 {
		return nil, nil
	}
	var list []store.Component
	err := s.db.Rows(ctx, selectComponents, []any{after, limit}, func(row sqldb.Row) error {
		var c store.Component
		err := row.Scan(componentDest(&c)...)
		list = append(list, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: list components: %w", err)
	}
	return list, nil
}

// selectExpiredCodes has one order for all replicas. A code that is found has
// expired for good, so nothing is looked at again before it is deleted; a rule
// that has read it meanwhile marks no row as used.
const selectExpiredCodes = `SELECT app_id, hash FROM component_codes WHERE expires_at < ?2
	ORDER BY expires_at, app_id, hash LIMIT ?1`

const deleteCode = `DELETE FROM component_codes WHERE app_id = ?1 AND hash = ?2`

// DropCodes deletes up to limit codes that expired before the time and returns
// how many it deleted.
func (s *Store) DropCodes(ctx context.Context, expiredBefore time.Time, limit int) (int, error) {
	return s.drop(ctx, "expired codes", declared.codes, selectExpiredCodes, deleteCode, limit, expiredBefore.UnixMilli())
}

package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// componentColumns are the columns that scanComponent has destinations for.
const componentColumns = `a.name, c.event_url, c.token, c.aes_key, c.previous_aes_key, c.redirect_domain, c.permission_sets,
	c.push_tickets, c.ticket_at FROM components AS c JOIN accounts AS a ON a.app_id = c.app_id`

func scanComponent(c *store.Component) []any {
	return []any{
		&c.Name, &c.EventURL, &c.Token, &c.EncodingAESKey, &c.PreviousEncodingAESKey, &c.RedirectDomain,
		setsColumn{&c.PermissionSets}, &c.PushTickets, timeColumn{&c.TicketAt},
	}
}

const selectComponent = `SELECT ` + componentColumns + ` WHERE c.app_id = ?1`

// Component returns the platform, or store.ErrNotFound.
func (s *Store) Component(ctx context.Context, appID string) (store.Component, error) {
	c := store.Component{AppID: appID}
	found, err := s.db.Row(ctx, selectComponent, []any{appID}, scanComponent(&c)...)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Component{}, fmt.Errorf("store: read component %s: %w", appID, err)
	}
	return c, nil
}

const selectComponents = `SELECT c.app_id, ` + componentColumns + ` WHERE c.app_id > ?1 ORDER BY c.app_id LIMIT ?2`

// Components returns up to limit platforms whose app id is greater than after,
// in order.
func (s *Store) Components(ctx context.Context, after string, limit int) ([]store.Component, error) {
	if limit <= 0 {
		return nil, nil
	}
	var list []store.Component
	err := s.db.Rows(ctx, selectComponents, []any{after, limit}, func(rows sqldb.Row) error {
		var c store.Component
		if err := rows.Scan(append([]any{&c.AppID}, scanComponent(&c)...)...); err != nil {
			return err
		}
		list = append(list, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: list components: %w", err)
	}
	return list, nil
}

const selectCode = `SELECT kind, authorizer, expires_at, used_at, used_from FROM component_codes WHERE app_id = ?1 AND hash = ?2`

func scanCode(c *store.Code) []any {
	return []any{&c.Kind, &c.Authorizer, timeColumn{&c.ExpiresAt}, timeColumn{&c.UsedAt}, &c.UsedFrom}
}

// Code returns the platform's code of a hash, or store.ErrNotFound.
func (s *Store) Code(ctx context.Context, component string, hash store.Hash) (store.Code, error) {
	c := store.Code{AppID: component, Hash: hash}
	found, err := s.db.Row(ctx, selectCode, []any{component, hash[:]}, scanCode(&c)...)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Code{}, fmt.Errorf("store: read code of %s: %w", component, err)
	}
	return c, nil
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
	return s.drop(ctx, "expired codes", selectExpiredCodes, deleteCode, 2, limit, expiredBefore.UnixMilli())
}

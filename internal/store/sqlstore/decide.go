package sqlstore

import (
	"context"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const selectAuthorizer = `SELECT kind FROM accounts WHERE app_id = ?1 AND kind <> 'component'`

// Decide runs the rule on the platform, on what the account grants it and on
// the code, and keeps what the rule decides, in one write.
func (s *Store) Decide(ctx context.Context, component, authorizer string, code store.Hash, rule func(store.Standing) (store.Decision, error)) error {
	// The platform's key holds its codes as well, and it is mostly the platform
	// that events are for; another target is locked when an event is queued.
	k := keys{accounts: []string{component}, targets: []string{component}}
	if authorizer != "" {
		k.accounts = append(k.accounts, authorizer)
	}
	return s.change(ctx, k, "decide about component", component, func(ctx context.Context, t *sqldb.Tx) error {
		standing, err := readStanding(ctx, t, component, authorizer, code)
		if err != nil {
			return err
		}
		decision, err := rule(standing)
		if err != nil {
			return sqldb.Refuse(err)
		}
		s.note("components", component)
		return keepDecision(ctx, t, standing, decision)
	})
}

func readStanding(ctx context.Context, t *sqldb.Tx, component, authorizer string, code store.Hash) (store.Standing, error) {
	s := store.Standing{
		Component:     store.Component{AppID: component},
		Authorization: store.Authorization{AppID: authorizer, Component: component},
		Code:          store.Code{AppID: component, Hash: code},
	}
	found, err := t.Row(ctx, selectComponent, []any{component}, scanComponent(&s.Component)...)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	if err != nil {
		return s, err
	}
	if authorizer != "" {
		var kind string
		found, err := t.Row(ctx, selectAuthorizer, []any{authorizer}, &kind)
		if err == nil && !found {
			err = fmt.Errorf("account %s: %w", authorizer, store.ErrNotFound)
		}
		if err != nil {
			return s, err
		}
		if _, err := t.Row(ctx, selectAuthorization, []any{authorizer, component}, scanAuthorization(&s.Authorization)...); err != nil {
			return s, err
		}
	}
	if !code.IsZero() {
		if _, err := t.Row(ctx, selectCode, []any{component, code[:]}, scanCode(&s.Code)...); err != nil {
			return s, err
		}
	}
	return s, nil
}

const updateComponent = `UPDATE components SET push_tickets = ?2, ticket_at = ?3 WHERE app_id = ?1`

const insertCode = `INSERT INTO component_codes (app_id, hash, kind, authorizer, expires_at, used_at, used_from)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING`

const useCode = `UPDATE component_codes SET used_at = ?3, used_from = ?4 WHERE app_id = ?1 AND hash = ?2`

// keepDecision writes a decision. The one statement that can refuse it comes
// first, so that a refusal does not cost others their shared commit.
func keepDecision(ctx context.Context, t *sqldb.Tx, s store.Standing, d store.Decision) error {
	component := s.Component.AppID
	if c := d.Minted; c != nil {
		added, err := t.Exec(ctx, insertCode, component, c.Hash[:], string(c.Kind), c.Authorizer, c.ExpiresAt.UnixMilli(), c.UsedAt.UnixMilli(), c.UsedFrom)
		if err == nil && added == 0 {
			err = store.ErrConflict
		}
		if err != nil {
			return err
		}
	}
	if c := d.Component; c != nil {
		if _, err := t.Exec(ctx, updateComponent, component, c.PushTickets, c.TicketAt.UnixMilli()); err != nil {
			return err
		}
	}
	if !d.UseCode.IsZero() {
		if _, err := t.Exec(ctx, useCode, component, s.Code.Hash[:], d.UseCode.UnixMilli(), d.UseFrom); err != nil {
			return err
		}
	}
	if d.Authorization != nil {
		if err := putAuthorization(ctx, t, *d.Authorization); err != nil {
			return err
		}
	}
	for _, d := range d.Deliveries {
		if err := enqueue(ctx, t, d); err != nil {
			return err
		}
	}
	return nil
}

package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// The condition at the end leaves a platform alone that is already as the seed
// says, so that it is not counted.
const seedComponent = `INSERT INTO components
	(app_id, event_url, token, aes_key, previous_aes_key, redirect_domain, permission_sets, push_tickets, ticket_at)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
	ON CONFLICT (app_id) DO UPDATE SET event_url = excluded.event_url, token = excluded.token, aes_key = excluded.aes_key,
	previous_aes_key = excluded.previous_aes_key, redirect_domain = excluded.redirect_domain,
	permission_sets = excluded.permission_sets, push_tickets = components.push_tickets OR excluded.push_tickets
	WHERE components.event_url <> excluded.event_url OR components.token <> excluded.token
	OR components.aes_key <> excluded.aes_key OR components.previous_aes_key <> excluded.previous_aes_key
	OR components.redirect_domain <> excluded.redirect_domain OR components.permission_sets <> excluded.permission_sets
	OR components.push_tickets < excluded.push_tickets`

// seedComponentAccount leaves an account alone that is of another kind.
const seedComponentAccount = upsertAccount + `accounts.kind = excluded.kind AND ` + accountDiffers

const selectKind = `SELECT kind FROM accounts WHERE app_id = ?1`

// SeedComponents declares platforms with their accounts, in one write, and
// returns how many records it added or changed. It returns store.ErrConflict
// for an app id that is an account's.
func (s *Store) SeedComponents(ctx context.Context, seeds []store.ComponentSeed) (int, error) {
	if len(seeds) == 0 {
		return 0, nil
	}
	var changed int64
	var k keys
	for _, seed := range seeds {
		k.accounts = append(k.accounts, seed.Component.AppID)
	}
	what := fmt.Sprintf("%d components from %s on", len(seeds), seeds[0].Component.AppID)
	err := s.change(ctx, k, "seed", what, func(ctx context.Context, t *sqldb.Tx) error {
		changed = 0
		for _, seed := range seeds {
			n, err := s.seedOneComponent(ctx, t, seed)
			if err != nil {
				return fmt.Errorf("component %s: %w", seed.Component.AppID, err)
			}
			changed += n
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return int(changed), nil
}

func (s *Store) seedOneComponent(ctx context.Context, t *sqldb.Tx, seed store.ComponentSeed) (int64, error) {
	c, account := seed.Component, seed.Account
	account.AppID, account.Kind = c.AppID, store.KindComponent
	n, err := s.declareAccount(ctx, t, seedComponentAccount, account)
	if err != nil {
		return 0, err
	}
	// Asked afterwards, because a row that was not there could not be locked, and
	// another replica may have added it as an account.
	var kind string
	if _, err := t.Row(ctx, selectKind, []any{c.AppID}, &kind); err != nil {
		return 0, err
	}
	if kind != store.KindComponent {
		return 0, fmt.Errorf("the app id is an account's: %w", store.ErrConflict)
	}
	sets, err := setsArg(c.PermissionSets)
	if err != nil {
		return 0, err
	}
	m, err := t.Exec(ctx, seedComponent, c.AppID, c.EventURL, c.Token, c.EncodingAESKey, c.PreviousEncodingAESKey,
		c.RedirectDomain, sets, c.PushTickets, c.TicketAt.UnixMilli())
	return n + m, err
}

// SeedAuthorizations declares authorizations, in one write, and returns how
// many it added or changed. One that is already there with the same state and
// permission sets stays as it is, unless only the declared one has a
// RefreshHash.
func (s *Store) SeedAuthorizations(ctx context.Context, seeds []store.Authorization) (int, error) {
	if len(seeds) == 0 {
		return 0, nil
	}
	changed := 0
	var k keys
	for _, seed := range seeds {
		k.accounts = append(k.accounts, seed.Component, seed.AppID)
	}
	what := fmt.Sprintf("%d authorizations from that by %s on", len(seeds), seeds[0].AppID)
	err := s.change(ctx, k, "seed", what, func(ctx context.Context, t *sqldb.Tx) error {
		changed = 0
		for _, seed := range seeds {
			standing, err := readStanding(ctx, t, seed.Component, seed.AppID, store.Hash{})
			if err != nil {
				return fmt.Errorf("authorization of %s by %s: %w", seed.Component, seed.AppID, err)
			}
			there := standing.Authorization
			handOut := there.RefreshHash.IsZero() && !seed.RefreshHash.IsZero()
			if there.State == seed.State && slices.Equal(there.PermissionSets, seed.PermissionSets) && !handOut {
				continue
			}
			if there.State == store.AuthorizationGranted { // its tokens go on
				seed.Salt, seed.AuthorizedAt = there.Salt, there.AuthorizedAt
				if !handOut {
					seed.RefreshHash = there.RefreshHash
				}
			}
			s.note("components", seed.Component)
			if err := putAuthorization(ctx, t, seed); err != nil {
				return err
			}
			changed++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return changed, nil
}

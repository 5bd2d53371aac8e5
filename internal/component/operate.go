package component

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// Add adds a platform in a write that adds its account.
func Add(tx store.Tx, c store.Component) error {
	if _, err := tx.Component(c.AppID); !errors.Is(err, store.ErrNotFound) {
		return errors.Join(err, store.ErrConflict)
	}
	tx.PutComponent(c)
	return nil
}

// Put changes what an operator says of a platform, its name included, but not the
// tickets that it has asked for. merge makes it of what is there. version is what was
// seen of it: if it is another by now, nothing is changed and Put returns
// store.ErrConflict with what would have been kept. It returns store.ErrNotFound for an
// unknown platform.
func (r *Module) Put(ctx context.Context, appID, version string, merge func(before store.Component) (store.Component, error)) (after store.Component, err error) {
	err = r.Store.Write(ctx, []store.Key{store.AccountKey(appID), store.ComponentKey(appID)}, func(tx store.Tx) error {
		account, err := tx.Account(appID)
		if err != nil {
			return err
		}
		before, err := tx.Component(appID)
		if err != nil {
			return err
		}
		if after, err = merge(before); err != nil {
			return err
		}
		after.AppID, after.PushTickets, after.TicketAt = appID, before.PushTickets, before.TicketAt
		if !store.Replaces(version, before.Version(), after.Version()) {
			return fmt.Errorf("platform %s: %w", appID, store.ErrConflict)
		}
		if account.Name != after.Name {
			account.Name = after.Name
			tx.PutAccount(account)
		}
		tx.PutComponent(after)
		return nil
	})
	return after, err
}

// OperatorToken returns a token with which a platform calls for an account, for the
// operator, who needs neither's secret. One that the account has withdrawn since is
// refused when it is used, as the platform's own would be.
func (r *Module) OperatorToken(ctx context.Context, component, appID string, now time.Time) (string, error) {
	a, err := r.Store.Authorization(ctx, appID, component)
	if errors.Is(err, store.ErrNotFound) {
		return "", store.Mistakef("account %s does not authorize platform %s", appID, component)
	}
	if err != nil {
		return "", fmt.Errorf("component: %w", err)
	}
	return r.Tokens.OperatorAuthorizerToken(ctx, appID, component, generation(a), now)
}

package component

import (
	"context"
	"errors"
	"fmt"

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

package seed

import (
	"context"
	"errors"
	"slices"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/component"
	"github.com/wxastore/wxastore/internal/merchant"
	"github.com/wxastore/wxastore/internal/review"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// Declare declares accounts, in one write, and returns how many accounts and
// merchants it added or changed. What a seed says of an account replaces what is
// there; a merchant that is there stays as it is.
func Declare(ctx context.Context, w store.Writer, seeds []store.Seed) (changed int, err error) {
	var keys []store.Key
	for _, s := range seeds {
		keys = append(keys, store.AccountKey(s.Account.AppID), store.ReviewerKey(s.Account.AppID))
		if s.Merchant != nil {
			keys = append(keys, store.MerchantKey(s.Account.AppID))
			if !s.Merchant.Headimg.IsZero() {
				keys = append(keys, store.BlobKey(s.Merchant.Headimg))
			}
		}
	}
	return inOneWrite(ctx, w, keys, seeds, func(tx store.Tx, s store.Seed) (int, error) {
		appID := s.Account.AppID
		n, err := count(account.Declare(tx, s.Account))
		if err == nil && s.Merchant != nil {
			m := *s.Merchant
			m.AppID = appID
			var added int
			added, err = count(merchant.Declare(tx, m, s.Review))
			n += added
		}
		if err == nil {
			var changed int
			changed, err = count(review.Declare(tx, appID, s.Rules))
			n += changed
		}
		if err == nil {
			var added int
			added, err = declareShops(tx, s)
			n += added
		}
		if err != nil {
			err = said.Errorf("account %s: %w", appID, err)
		}
		return n, err
	})
}

// DeclareComponents declares platforms with their accounts, in one write, and
// returns how many records it added or changed. It returns store.ErrConflict for an
// app id that is an account's.
func DeclareComponents(ctx context.Context, w store.Writer, seeds []store.ComponentSeed) (changed int, err error) {
	var keys []store.Key
	for _, s := range seeds {
		keys = append(keys, store.AccountKey(s.Component.AppID), store.ComponentKey(s.Component.AppID))
	}
	return inOneWrite(ctx, w, keys, seeds, func(tx store.Tx, s store.ComponentSeed) (int, error) {
		a, c := s.Account, s.Component
		a.AppID, a.Kind = c.AppID, store.KindComponent
		before, err := tx.Account(a.AppID)
		if err == nil && before.Kind != store.KindComponent {
			err = said.Errorf("the app id is an account's: %w", store.ErrConflict)
		} else if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		var n, m int
		if err == nil {
			n, err = count(account.Declare(tx, a))
		}
		if err == nil {
			m, err = count(component.Declare(tx, c))
		}
		if err != nil {
			err = said.Errorf("component %s: %w", c.AppID, err)
		}
		return n + m, err
	})
}

// DeclareAuthorizations declares authorizations, in one write, and returns how many
// it added or changed. No event is queued.
func DeclareAuthorizations(ctx context.Context, w store.Writer, seeds []store.Authorization) (changed int, err error) {
	var keys []store.Key
	for _, a := range seeds {
		keys = append(keys, store.AccountKey(a.Component), store.ComponentKey(a.Component), store.AccountKey(a.AppID), store.AuthorizationKey(a.AppID, a.Component))
	}
	return inOneWrite(ctx, w, keys, seeds, func(tx store.Tx, a store.Authorization) (int, error) {
		n, err := count(component.DeclareAuthorization(tx, a))
		if err != nil {
			err = said.Errorf("authorization of %s by %s: %w", a.Component, a.AppID, err)
		}
		return n, err
	})
}

// inBatches declares the records of seeds, many in a write, and returns how many records it
// added or changed.
func inBatches[S, R any](ctx context.Context, w store.Writer, seeds []S, record func(S) (R, error), declare func(context.Context, store.Writer, []R) (int, error)) (changed int, err error) {
	for part := range slices.Chunk(seeds, batch) {
		records := make([]R, len(part))
		for i, s := range part {
			if records[i], err = record(s); err != nil {
				return changed, err
			}
		}
		n, err := declare(ctx, w, records)
		if err != nil {
			return changed, err
		}
		changed += n
	}
	return changed, nil
}

func inOneWrite[T any](ctx context.Context, w store.Writer, keys []store.Key, seeds []T, declare func(store.Tx, T) (int, error)) (changed int, err error) {
	if len(seeds) == 0 {
		return 0, nil
	}
	err = w.Write(ctx, keys, func(tx store.Tx) error {
		changed = 0
		for _, s := range seeds {
			n, err := declare(tx, s)
			if err != nil {
				return err
			}
			changed += n
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return changed, nil
}

func count(changed bool, err error) (int, error) {
	if changed && err == nil {
		return 1, nil
	}
	return 0, err
}

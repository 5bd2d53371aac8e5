package sqlstore

import (
	"context"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// accountColumns are the columns that scanAccount has destinations for.
const accountColumns = `a.name, a.kind, a.individual, a.irregular, a.secret_hash, a.secret_frozen, a.message_url, a.ip_list,
	a.quotas, a.category_barred, a.forbidden_words, a.modify_per_month`

func scanAccount(a *store.Account) []any {
	return []any{
		&a.Name, &a.Kind, &a.Individual, &a.Irregular, hashColumn{&a.SecretHash}, &a.SecretFrozen, &a.MessageURL, listColumn{&a.IPList},
		quotasColumn{&a.Quotas}, &a.Policy.CategoryBarred, listColumn{&a.Policy.ForbiddenWords}, &a.Policy.ModifyPerMonth,
	}
}

const selectAccount = `SELECT ` + accountColumns + ` FROM accounts AS a WHERE a.app_id = ?1`

// Account returns the account, or store.ErrNotFound.
func (s *Store) Account(ctx context.Context, appID string) (store.Account, error) {
	a := store.Account{AppID: appID}
	found, err := s.db.Row(ctx, selectAccount, []any{appID}, scanAccount(&a)...)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Account{}, fmt.Errorf("store: read account %s: %w", appID, err)
	}
	return a, nil
}

// ChangeAccount runs the rule on an account, nil if there is none, and declares
// what it returns, if anything.
func (s *Store) ChangeAccount(ctx context.Context, appID string, rule func(*store.Account) (*store.Seed, error)) error {
	return s.change(ctx, ofAccount(appID), "change account", appID, func(ctx context.Context, t *sqldb.Tx) error {
		a := store.Account{AppID: appID}
		found, err := t.Row(ctx, selectAccount, []any{appID}, scanAccount(&a)...)
		if err != nil {
			return err
		}
		before := &a
		if !found {
			before = nil
		}
		seed, err := rule(before)
		if err != nil {
			return sqldb.Refuse(err)
		}
		if seed == nil {
			return nil
		}
		_, err = s.seedOne(ctx, t, *seed)
		return err
	})
}

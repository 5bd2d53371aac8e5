package sqlstore

import (
	"context"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const upsertAccount = `INSERT INTO accounts
	(app_id, name, kind, individual, irregular, secret_hash, secret_frozen, message_url, ip_list, quotas,
	category_barred, forbidden_words, modify_per_month)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
	ON CONFLICT (app_id) DO UPDATE SET name = excluded.name, kind = excluded.kind,
	individual = excluded.individual, irregular = excluded.irregular, secret_hash = excluded.secret_hash,
	secret_frozen = excluded.secret_frozen, message_url = excluded.message_url, ip_list = excluded.ip_list, quotas = excluded.quotas,
	category_barred = excluded.category_barred,
	forbidden_words = excluded.forbidden_words, modify_per_month = excluded.modify_per_month WHERE `

// accountDiffers leaves an account alone that is already as the seed says, so
// that it is not counted.
const accountDiffers = `(accounts.name <> excluded.name OR accounts.kind <> excluded.kind
	OR accounts.individual <> excluded.individual OR accounts.irregular <> excluded.irregular
	OR accounts.secret_frozen <> excluded.secret_frozen OR accounts.secret_hash IS DISTINCT FROM excluded.secret_hash
	OR accounts.message_url <> excluded.message_url OR accounts.ip_list <> excluded.ip_list OR accounts.quotas <> excluded.quotas
	OR accounts.category_barred <> excluded.category_barred
	OR accounts.forbidden_words <> excluded.forbidden_words
	OR accounts.modify_per_month <> excluded.modify_per_month)`

const seedAccount = upsertAccount + accountDiffers

const seedMerchant = insertMerchant + ` ON CONFLICT DO NOTHING`

const seedBlob = `INSERT INTO blobs (hash, size, kept, created_at) VALUES (?1, 0, TRUE, ?2)
	ON CONFLICT (hash) DO UPDATE SET kept = TRUE WHERE blobs.kept = FALSE`

// Seed declares accounts, in one write, and returns how many accounts and
// merchants it added or changed. The blob of a head image is recorded as kept;
// it does not count.
func (s *Store) Seed(ctx context.Context, seeds []store.Seed) (int, error) {
	if len(seeds) == 0 {
		return 0, nil
	}
	var changed int64
	var k keys
	for _, seed := range seeds {
		k.accounts = append(k.accounts, seed.Account.AppID)
	}
	what := fmt.Sprintf("%d accounts from %s on", len(seeds), seeds[0].Account.AppID)
	err := s.change(ctx, k, "seed", what, func(ctx context.Context, t *sqldb.Tx) error {
		changed = 0
		for _, seed := range seeds {
			n, err := s.seedOne(ctx, t, seed)
			if err != nil {
				return fmt.Errorf("account %s: %w", seed.Account.AppID, err)
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

func (s *Store) seedOne(ctx context.Context, t *sqldb.Tx, seed store.Seed) (int64, error) {
	changed, err := s.declareAccount(ctx, t, seedAccount, seed.Account)
	if err != nil || seed.Merchant == nil {
		return changed, err
	}
	s.merchants.invalidate(seed.Account.AppID)
	s.note("merchants", seed.Account.AppID)
	appID, m := seed.Account.AppID, seed.Merchant
	added, err := t.Exec(ctx, seedMerchant, appID, string(m.State), m.Nickname, m.Intro, hashArg(m.Headimg),
		m.Version, m.Month, m.MonthChanges, m.UpdatedAt.UnixMilli())
	if err != nil {
		return 0, err
	}
	if added > 0 && !m.Headimg.IsZero() {
		if _, err := t.Exec(ctx, seedBlob, m.Headimg[:], m.UpdatedAt.UnixMilli()); err != nil {
			return 0, err
		}
	}
	return changed + added, nil
}

func (s *Store) declareAccount(ctx context.Context, t *sqldb.Tx, query string, a store.Account) (int64, error) {
	s.accountChanged(a.AppID)
	ipList, err := listArg(a.IPList)
	if err != nil {
		return 0, err
	}
	words, err := listArg(a.Policy.ForbiddenWords)
	if err != nil {
		return 0, err
	}
	quotas, err := quotasArg(a.Quotas)
	if err != nil {
		return 0, err
	}
	return t.Exec(ctx, query, a.AppID, a.Name, a.Kind, a.Individual, a.Irregular, hashArg(a.SecretHash),
		a.SecretFrozen, a.MessageURL, ipList, quotas, a.Policy.CategoryBarred, words, a.Policy.ModifyPerMonth)
}

package quota

import (
	"context"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
)

// SpendStored runs a rule on the account's own limits for the interface and on what
// has been used in each of the spans, and adds what the rule takes, which may be
// negative, to the spans, one number for each. A count never falls below zero; to
// take 0 writes nothing. It returns store.ErrNotFound for an unknown account.
func SpendStored(ctx context.Context, w store.Writer, appID, iface string, spans []store.Span, rule func(own store.Quota, used []int) (take []int, err error)) error {
	keys := []store.Key{store.AccountKey(appID)}
	for _, span := range spans {
		keys = append(keys, store.UsedKey(appID, iface, span))
	}
	return w.Write(ctx, keys, func(tx store.Tx) error {
		account, err := tx.Account(appID)
		if err != nil {
			return err
		}
		used := make([]int, len(spans))
		for i, span := range spans {
			if used[i], err = tx.Used(appID, iface, span); err != nil {
				return err
			}
		}
		before := append([]int(nil), used...)
		take, err := rule(account.Quotas[iface], used)
		if err != nil {
			return err
		}
		if len(take) != len(spans) {
			return fmt.Errorf("the rule took %d numbers of %d spans", len(take), len(spans))
		}
		for i, span := range spans {
			if after := max(0, before[i]+take[i]); after != before[i] {
				tx.PutUsed(appID, iface, span, after)
			}
		}
		return nil
	})
}

// Clear runs a rule on how often the account cleared quotas in the month, all at
// once or of one interface; if it returns nil, Clear counts one more and deletes what
// was used in the day and its minutes. It returns store.ErrNotFound for an unknown
// account.
func Clear(ctx context.Context, w store.Writer, appID string, c store.Clearing, rule func(cleared int) error) error {
	kind := store.Clears
	if c.Only != "" {
		kind = store.ClearsOfOne
	}
	keys := []store.Key{store.AccountKey(appID), store.UsedKey(appID, kind, c.Month)}
	return w.Write(ctx, keys, func(tx store.Tx) error {
		if _, err := tx.Account(appID); err != nil {
			return err
		}
		cleared, err := tx.Used(appID, kind, c.Month)
		if err != nil {
			return err
		}
		if err := rule(cleared); err != nil {
			return err
		}
		tx.PutUsed(appID, kind, c.Month, cleared+1)
		return tx.DropUsed(appID, c)
	})
}

package storetest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

func exerciseObserve(t *testing.T, open opener) {
	t.Run("Changes", func(t *testing.T) { observeChanges(t, open(t)) })
}

// observeChanges follows one change after the other: each is told before the write
// that makes it returns, and what changes nothing is not told.
func observeChanges(t *testing.T, s Writes) {
	ctx := context.Background()
	var mu sync.Mutex
	var told []store.Changed
	s.Observe(func(changes []store.Changed) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, changes...)
	})
	want := func(what string, err error, want ...store.Changed) {
		t.Helper()
		mu.Lock()
		defer mu.Unlock()
		if got := slices.Compact(told); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, told of %+v, want %+v", what, err, got, want)
		}
		told = nil
	}
	_, err := s.Seed(ctx, []store.Seed{{Account: account("wx1")}})
	want("an account", err, store.Changed{Table: "accounts", AppID: "wx1"})
	err = s.ModifyMerchant(ctx, "wx1", func(_ store.Policy, before store.Merchant) (*store.Modification, error) {
		after := before
		after.State, after.Version, after.UpdatedAt = store.MerchantApproved, before.Version+1, time.UnixMilli(1)
		return &store.Modification{Merchant: after, Change: store.Change{Version: after.Version, At: after.UpdatedAt}}, nil
	})
	want("a change", err, store.Changed{Table: "merchants", AppID: "wx1"})
	want("no change", s.ModifyMerchant(ctx, "wx1", func(store.Policy, store.Merchant) (*store.Modification, error) { return nil, nil }))
	want("a fault", s.PutFault(ctx, fault("f")), store.Changed{Table: "faults"})
	err = s.Write(ctx, nil, func(tx store.Tx) error {
		tx.Enqueue(store.Delivery{Target: store.MessagesTarget("wx1"), ID: "1", Kind: "e", Body: []byte("<xml/>"), CreatedAt: time.UnixMilli(1)})
		return nil
	})
	want("an event", err, store.Changed{Table: "deliveries"})
	_, err = s.Account(ctx, "wx1")
	want("a read", err)
}

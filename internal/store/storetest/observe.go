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
	want("an account", err, store.Changed{Topic: store.TopicAccounts, AppID: "wx1"})
	err = s.ModifyMerchant(ctx, "wx1", func(_ store.Policy, before store.Merchant) (*store.Modification, error) {
		after := before
		after.State, after.Version, after.UpdatedAt = store.MerchantApproved, before.Version+1, time.UnixMilli(1)
		return &store.Modification{Merchant: after, Change: store.Change{Version: after.Version, At: after.UpdatedAt}}, nil
	})
	want("a change", err, store.Changed{Topic: store.TopicMerchants, AppID: "wx1"})
	want("no change", s.ModifyMerchant(ctx, "wx1", func(store.Policy, store.Merchant) (*store.Modification, error) { return nil, nil }))
	want("a fault", s.PutFault(ctx, fault("f")), store.Changed{Topic: store.TopicFaults})
	err = s.Write(ctx, nil, func(tx store.Tx) error {
		tx.Enqueue(store.Delivery{Target: store.MessagesTarget("wx1"), ID: "1", Kind: "e", Body: []byte("<xml/>"), CreatedAt: time.UnixMilli(1)})
		return nil
	})
	want("an event", err, store.Changed{Topic: store.TopicDeliveries})
	_, err = s.Account(ctx, "wx1")
	want("a read", err)
	observeSweeps(t, s, want)
	err = s.Write(ctx, []store.Key{store.AccountKey("wx1")}, func(tx store.Tx) error { return tx.DropAccount("wx1") })
	var all []store.Changed
	for _, topic := range []store.Topic{store.TopicMerchants, store.TopicReviews, store.TopicShops, store.TopicComponents, store.TopicAccounts} {
		all = append(all, store.Changed{Topic: topic, AppID: "wx1"})
	}
	want("an account that is deleted", err, all...)
}

// observeSweeps sweeps what expires: only tokens and codes are told of, as theirs.
func observeSweeps(t *testing.T, s Writes, want func(string, error, ...store.Changed)) {
	ctx := t.Context()
	at, later := time.UnixMilli(1), time.UnixMilli(1000)
	err := s.Write(ctx, []store.Key{store.AccountKey("wx1")}, func(tx store.Tx) error {
		tx.PutToken(store.Token{AppID: "wx1", Hash: store.Hash{1}, Kind: "k", IssuedAt: at, ExpiresAt: at})
		tx.PutCode(store.Code{AppID: "wx1", Hash: store.Hash{2}, Kind: store.CodePreAuth, ExpiresAt: at})
		return nil
	})
	want("a token and a code", err, store.Changed{Topic: store.TopicAccounts, AppID: "wx1"}, store.Changed{Topic: store.TopicComponents, AppID: "wx1"})
	err = s.Write(ctx, []store.Key{store.AccountKey("wx1")}, func(tx store.Tx) error {
		tx.PutUsed("wx1", "i", "1970-01-01", 1)
		return nil
	})
	want("calls that are counted", err)
	want("a medium", s.PutMedium(ctx, store.Medium{AppID: "wx1", ID: "m", Blob: store.Hash{3}, CreatedAt: at, ExpiresAt: at}))
	for _, sweep := range []struct {
		what string
		drop func() (int, error)
		told []store.Changed
	}{
		{"tokens", func() (int, error) { return s.DropTokens(ctx, later, 10) }, []store.Changed{{Topic: store.TopicAccounts, AppID: "wx1"}}},
		{"codes", func() (int, error) { return s.DropCodes(ctx, later, 10) }, []store.Changed{{Topic: store.TopicComponents, AppID: "wx1"}}},
		{"media", func() (int, error) { return s.DropMedia(ctx, later, 10) }, nil},
		{"quotas", func() (int, error) { return s.DropQuota(ctx, "1970-01-02", 10) }, nil},
	} {
		n, err := sweep.drop()
		want(sweep.what+" that are swept", err, sweep.told...)
		if n != 1 {
			t.Errorf("%d %s were swept, want 1", n, sweep.what)
		}
	}
}

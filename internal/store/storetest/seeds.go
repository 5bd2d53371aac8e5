package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

func exerciseSeeds(t *testing.T, open opener) {
	t.Run("Replace", func(t *testing.T) { reseed(t, open(t)) })
	t.Run("EveryField", func(t *testing.T) { reseedEveryField(t, open(t)) })
	t.Run("Many", func(t *testing.T) { seedMany(t, open(t)) })
}

func reseed(t *testing.T, s Writes) {
	ctx := context.Background()
	m := store.Merchant{
		AppID: "wx1", State: store.MerchantApproved, Nickname: "Dumplings", Intro: "饺子", Headimg: hashOf("picture"),
		UpdatedAt: noon(),
	}
	declared := []store.Seed{{Account: account("wx1"), Merchant: &m}, {Account: account("wx2")}}
	count := func(what string, want int) {
		t.Helper()
		if n, err := s.Seed(ctx, declared); n != want || err != nil {
			t.Errorf("Seed of %s = %d, %v, want %d", what, n, err, want)
		}
	}
	count("what is new", 3)
	count("what is there", 0)
	declared[1].Account.Name = "changed"
	count("a changed account", 1)
	declared[1].Merchant = &store.Merchant{AppID: "wx2"}
	count("an added merchant", 1)
	declared = append(declared, declared[0])
	declared[2].Account.Name = "the last one counts"
	count("an account twice", 1)
	declared = declared[2:]
	count("the last of two", 0)

	if n, err := s.Seed(ctx, nil); n != 0 || err != nil {
		t.Errorf("Seed of nothing = %d, %v, want 0", n, err)
	}
	got, err := s.Merchant(ctx, "wx1")
	want := m
	want.UpdatedAt = kept(want.UpdatedAt)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("the seeded merchant: %v, differs (-want +got):\n%s", err, diff)
	}
	if has, err := s.HasBlob(ctx, m.Headimg); !has || err != nil {
		t.Errorf("HasBlob of a seeded head image = %t, %v, want true", has, err)
	}
	if changes, err := s.History(ctx, "wx1", 0, 10); len(changes) != 0 || err != nil {
		t.Errorf("History of a seeded merchant = %v, %v, want none", changes, err)
	}

	// A merchant that is there stays as it is, and what the seed says of its
	// head image is of no concern.
	if err := s.ModifyMerchant(ctx, "wx1", change("changed", store.Hash{})); err != nil {
		t.Fatalf("ModifyMerchant: %v", err)
	}
	other := store.Merchant{AppID: "wx1", Intro: "other", Headimg: hashOf("other")}
	declared[0].Merchant = &other
	count("a merchant that is there", 0)
	if got, err := s.Merchant(ctx, "wx1"); err != nil || got.Intro != "changed" {
		t.Errorf("Merchant = %+v, %v, want it as it was changed", got, err)
	}
	if has, err := s.HasBlob(ctx, other.Headimg); has || err != nil {
		t.Errorf("HasBlob of a head image that was not taken = %t, %v, want false", has, err)
	}
}

func reseedEveryField(t *testing.T, s Writes) {
	ctx := context.Background()
	a := account("wx1")
	steps := []struct {
		field string
		set   func()
	}{
		{"nothing before", func() {}},
		{"Name", func() { a.Name = "other" }},
		{"Kind", func() { a.Kind = "official" }},
		{"Individual", func() { a.Individual = false }},
		{"Irregular", func() { a.Irregular = false }},
		{"SecretFrozen", func() { a.SecretFrozen = false }},
		{"Original", func() { a.Original = "" }},
		{"Messages.URL", func() { a.Messages.URL = "" }},
		{"Messages.Token", func() { a.Messages.Token = "" }},
		{"Messages.EncodingAESKey", func() { a.Messages.EncodingAESKey = "another" }},
		{"Messages.PreviousEncodingAESKey", func() { a.Messages.PreviousEncodingAESKey = "" }},
		{"Messages.Mode", func() { a.Messages.Mode = store.MessagesCompat }},
		{"SecretHash", func() { a.SecretHash = hashOf("other") }},
		{"SecretHash taken away", func() { a.SecretHash = store.Hash{} }},
		{"IPList", func() { a.IPList = []string{"192.0.2.7"} }},
		{"IPList taken away", func() { a.IPList = nil }},
		{"Quotas", func() { a.Quotas = map[string]store.Quota{"getAccessToken": {Daily: 2001, PerMinute: 30}} }},
		{"Quotas taken away", func() { a.Quotas = nil }},
		{"CategoryBarred", func() { a.Policy.CategoryBarred = false }},
		{"ForbiddenWords", func() { a.Policy.ForbiddenWords = append(a.Policy.ForbiddenWords, "new") }},
		{"ForbiddenWords taken away", func() { a.Policy.ForbiddenWords = nil }},
		{"ModifyPerMonth", func() { a.Policy.ModifyPerMonth = 0 }},
		{"TextCoordinates", func() { a.TextCoordinates = false }},
	}
	for _, step := range steps {
		step.set()
		if n, err := s.Seed(ctx, []store.Seed{{Account: a}}); n != 1 || err != nil {
			t.Errorf("Seed with another %s = %d, %v, want 1", step.field, n, err)
		}
		got, err := s.Account(ctx, "wx1")
		if diff := cmp.Diff(a, got); diff != "" || err != nil {
			t.Errorf("Account with another %s: %v, differs (-want +got):\n%s", step.field, err, diff)
		}
	}
}

func seedMany(t *testing.T, s Writes) {
	const many = 1000
	ctx := context.Background()
	var seeds []store.Seed
	for i := range many {
		appID := fmt.Sprintf("wx%016x", i)
		seeds = append(seeds, store.Seed{
			Account:  account(appID),
			Merchant: &store.Merchant{AppID: appID, State: store.MerchantApproved, Headimg: hashOf("the same picture")},
		})
	}
	for _, want := range []int{2 * many, 0} {
		if n, err := s.Seed(ctx, seeds); n != want || err != nil {
			t.Errorf("Seed = %d, %v, want %d", n, err, want)
		}
	}
	appID := seeds[many-1].Account.AppID
	if got, err := s.Account(ctx, appID); err != nil || got.Name == "" {
		t.Errorf("the last account = %+v, %v", got, err)
	}
	if got, err := s.Merchant(ctx, appID); err != nil || got.Headimg.IsZero() {
		t.Errorf("the last merchant = %+v, %v", got, err)
	}
}

package storetest

import (
	"context"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// Exercise holds a store to its contract. open returns a store without
// records, each time another; Exercise closes it.
func Exercise(t *testing.T, open func(t *testing.T) store.Store) {
	for _, part := range []struct {
		name string
		test func(*testing.T, opener)
	}{
		{"Accounts", exerciseAccounts},
		{"Tokens", exerciseTokens},
		{"Components", exerciseComponents},
		{"Pushes", exercisePushes},
		{"Media", exerciseMedia},
		{"Blobs", exerciseRecordedBlobs},
		{"Merchants", exerciseMerchants},
		{"Reviews", exerciseReviews},
		{"Shops", exerciseShops},
		{"Places", exercisePlaces},
		{"AuditLog", exerciseAuditLog},
		{"Rules", exerciseRules},
		{"Concurrency", exerciseConcurrency},
		{"Seeds", exerciseSeeds},
		{"Quotas", exerciseQuotas},
		{"Faults", exerciseFaults},
		{"Observe", exerciseObserve},
		{"Settings", exerciseSettings},
		{"Secrets", exerciseSecrets},
		{"Lists", exerciseLists},
		{"Copies", exerciseCopies},
		{"Replacements", exerciseReplacements},
		{"Histories", exerciseHistories},
		{"Contexts", exerciseContexts},
		{"Closing", exerciseClosing},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			part.test(t, func(t *testing.T) Writes {
				t.Helper()
				s := open(t)
				t.Cleanup(func() {
					if err := s.Close(); err != nil {
						t.Errorf("Close: %v", err)
					}
				})
				return With(s)
			})
		})
	}
}

// opener opens a store without records, which is closed when the test ends.
type opener func(t *testing.T) Writes

// noon is a time that is not a whole second, in a zone that is not UTC.
func noon() time.Time {
	return time.Date(2026, 3, 31, 12, 0, 0, 123_456_789, time.FixedZone("", 8*60*60))
}

// kept is what a store makes of a time.
func kept(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

func hashOf(s string) store.Hash { return sha256.Sum256([]byte(s)) }

// account is an account in which no field is zero.
func account(appID string) store.Account {
	return store.Account{
		AppID: appID, Name: "Dumplings 饺子 🥟 <&>", Kind: "service", Individual: true, Irregular: true,
		SecretHash: hashOf(appID), SecretFrozen: true, IPList: []string{"192.0.2.1", "2001:db8::/32"},
		Quotas:   map[string]store.Quota{"getAccessToken": {Daily: 2000, PerMinute: 30}, "<&>": {}},
		Original: "gh_97417a04a28d",
		Messages: store.Messages{
			URL: "http://192.0.2.9/<&>", Token: "token of " + appID, EncodingAESKey: "key of " + appID, PreviousEncodingAESKey: "previous key of " + appID,
			Mode: store.MessagesSafe,
		},
		Policy: store.Policy{
			CategoryBarred: true, ForbiddenWords: []string{"best", `"<&>"`, "最好"}, ModifyPerMonth: 5,
		},
		TextCoordinates: true, Options: store.Options{LocationReport: 2, VoiceRecognize: 1, CustomerService: 1},
	}
}

// seed declares an account that has no store Mini Program.
func seed(t *testing.T, s Writes, appIDs ...string) {
	t.Helper()
	var seeds []store.Seed
	for _, appID := range appIDs {
		seeds = append(seeds, store.Seed{Account: account(appID)})
	}
	if _, err := s.Seed(context.Background(), seeds); err != nil {
		t.Fatalf("Seed: %v", err)
	}
}

// putMedium adds an image whose content is the text.
func putMedium(t *testing.T, s Writes, appID, id, content string) store.Medium {
	t.Helper()
	m := store.Medium{
		AppID: appID, ID: id, Type: "image", ContentType: "image/png", Blob: hashOf(content),
		Size: int64(len(content)), CreatedAt: noon(), ExpiresAt: noon().Add(72 * time.Hour),
	}
	if err := s.PutMedium(context.Background(), m); err != nil {
		t.Fatalf("PutMedium: %v", err)
	}
	return m
}

// change is the rule that sets the introduction and, if it is not zero, the
// head image.
func change(intro string, headimg store.Hash) func(store.Policy, store.Merchant) (*store.Modification, error) {
	return func(_ store.Policy, before store.Merchant) (*store.Modification, error) {
		return modify(before, intro, headimg), nil
	}
}

func modify(before store.Merchant, intro string, headimg store.Hash) *store.Modification {
	after := before
	after.State, after.Intro = store.MerchantApproved, intro
	if !headimg.IsZero() {
		after.Headimg = headimg
	}
	after.Version++
	after.Month, after.MonthChanges, after.UpdatedAt = "2026-03", before.MonthChanges+1, noon()
	return &store.Modification{Merchant: after, Change: store.Change{
		AppID: before.AppID, Version: after.Version, BeforeIntro: before.Intro, AfterIntro: intro,
		BeforeHeadimg: before.Headimg, AfterHeadimg: after.Headimg, Caller: "wxcaller", RID: "rid", At: noon(),
	}}
}

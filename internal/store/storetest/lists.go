package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

func exerciseLists(t *testing.T, open opener) {
	t.Run("Accounts", func(t *testing.T) { listAccounts(t, open(t)) })
	t.Run("Merchants", func(t *testing.T) { listMerchants(t, open(t)) })
	t.Run("LatestChanges", func(t *testing.T) { latestChanges(t, open(t)) })
}

// pages reads a list in pages of a length and returns its keys.
func pages(t *testing.T, length int, page func(after string, limit int) (keys []string, next string, err error)) string {
	t.Helper()
	var all []string
	after := ""
	for {
		keys, next, err := page(after, length)
		if err != nil {
			t.Fatalf("page after %q: %v", after, err)
		}
		if len(keys) > length || next != "" && len(keys) != length {
			t.Errorf("page after %q: %d of %d, next %q", after, len(keys), length, next)
		}
		if all = append(all, keys...); next == "" {
			return strings.Join(all, " ")
		}
		if after == next {
			t.Fatalf("the page after %q goes on after itself", after)
		}
		after = next
	}
}

func listAccounts(t *testing.T, s Writes) {
	ctx := context.Background()
	var seeds []store.Seed
	for id, name := range map[string]string{
		"wx1": "b", "wx2": "b", "wx3": "", "wx-4": "wx", "b1": "z", "b2": "ab", "a": "饺子", "c": "饺子馆", "d": "饺", "wx10": "b\U0010ffff",
	} {
		a := account(id)
		a.Name = name
		seeds = append(seeds, store.Seed{Account: a})
	}
	if _, err := s.Seed(ctx, seeds); err != nil {
		t.Fatal(err)
	}
	if n, err := s.CountAccounts(ctx); n != len(seeds) || err != nil {
		t.Errorf("CountAccounts = %d, %v, want %d", n, err, len(seeds))
	}
	if list, next, err := s.Accounts(ctx, store.AccountFilter{Before: "wx1"}, 2); err != nil || next != "" || len(list) != 2 || list[0].AppID != "d" || list[1].AppID != "wx-4" {
		t.Errorf("Accounts before wx1 = %v, %q, %v, want d and wx-4", list, next, err)
	}
	for search, want := range map[string]string{
		"":     "a b1 b2 c d wx-4 wx1 wx10 wx2 wx3",
		"wx":   "wx-4 wx1 wx10 wx2 wx3",
		"wx1":  "wx1 wx10",
		"wx-":  "wx-4",
		"b":    "b1 b2 wx1 wx2 wx10",
		"饺子":   "a c",
		"饺":    "d a c",
		"%":    "",
		"nope": "",
	} {
		for _, length := range []int{1, 2, 3, 100} {
			got := pages(t, length, func(after string, limit int) (keys []string, next string, err error) {
				list, next, err := s.Accounts(ctx, store.AccountFilter{Search: search, After: after}, limit)
				for _, a := range list {
					keys = append(keys, a.AppID)
				}
				return keys, next, err
			})
			if got != want {
				t.Errorf("search %q by %d: %s, want %s", search, length, got, want)
			}
		}
	}
	list, _, err := s.Accounts(ctx, store.AccountFilter{Search: "wx2"}, 10)
	want := account("wx2")
	want.Name = "b"
	if diff := cmp.Diff([]store.Account{want}, list); diff != "" || err != nil {
		t.Errorf("Accounts: %v (-want +got):\n%s", err, diff)
	}
	for _, f := range []store.AccountFilter{{After: "@"}, {After: "@a@b"}, {Search: "b", After: "@@b"}, {Search: "b", After: "@x@other"}, {Search: "b", After: "c"}} {
		var bad store.BadCursor
		if _, _, err := s.Accounts(ctx, f, 1); !errors.As(err, &bad) {
			t.Errorf("Accounts(%+v): %v, want a BadCursor", f, err)
		}
	}
	if list, next, err := s.Accounts(ctx, store.AccountFilter{}, 0); len(list) != 0 || next != "" || err != nil {
		t.Errorf("no accounts asked for: %v, %q, %v", list, next, err)
	}
}

func listMerchants(t *testing.T, s Writes) {
	ctx := context.Background()
	var seeds []store.Seed
	for i := range 12 {
		m := store.Merchant{AppID: fmt.Sprintf("wx%02d", i), State: store.MerchantApproved, Nickname: "shop", Intro: "i", UpdatedAt: kept(noon())}
		if i%3 == 0 {
			m.State = store.MerchantReviewing
		}
		if i%2 == 0 {
			m.Nickname = fmt.Sprintf("店%d", i%4)
		}
		seeds = append(seeds, store.Seed{Account: account(m.AppID), Merchant: &m})
	}
	if _, err := s.Seed(ctx, seeds); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		f    store.MerchantFilter
		want string
	}{
		{store.MerchantFilter{}, "wx00 wx01 wx02 wx03 wx04 wx05 wx06 wx07 wx08 wx09 wx10 wx11"},
		{store.MerchantFilter{State: store.MerchantReviewing}, "wx00 wx03 wx06 wx09"},
		{store.MerchantFilter{Search: "店"}, "wx00 wx04 wx08 wx02 wx06 wx10"},
		{store.MerchantFilter{Search: "店", State: store.MerchantReviewing}, "wx00 wx06"},
		{store.MerchantFilter{Search: "wx1", State: store.MerchantApproved}, "wx10 wx11"},
		{store.MerchantFilter{Search: "shop", State: store.MerchantApproved}, "wx01 wx05 wx07 wx11"},
		{store.MerchantFilter{State: "other"}, ""},
	} {
		for _, length := range []int{1, 2, 5, 100} {
			got := pages(t, length, func(after string, limit int) (keys []string, next string, err error) {
				c.f.After = after
				list, next, err := s.Merchants(ctx, c.f, limit)
				for _, m := range list {
					keys = append(keys, m.AppID)
				}
				return keys, next, err
			})
			if got != c.want {
				t.Errorf("%+v by %d: %s, want %s", c.f, length, got, c.want)
			}
		}
	}
	// A merchant that changes is found by what it is then.
	err := s.ModifyMerchant(ctx, "wx01", func(_ store.Policy, before store.Merchant) (*store.Modification, error) {
		m := modify(before, "new", store.Hash{})
		m.Merchant.State, m.Merchant.Nickname = store.MerchantReviewing, "renamed"
		return m, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := s.Merchants(ctx, store.MerchantFilter{Search: "ren", State: store.MerchantReviewing}, 5)
	if err != nil || len(list) != 1 || list[0].Intro != "new" {
		t.Errorf("found %+v, %v", list, err)
	}
	want, err := s.Merchant(ctx, "wx01")
	if diff := cmp.Diff(want, list[0]); diff != "" || err != nil {
		t.Errorf("Merchants differs from Merchant: %v (-want +got):\n%s", err, diff)
	}
}

func latestChanges(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")
	for i := range 5 {
		if err := s.ModifyMerchant(ctx, "wx1", change(fmt.Sprint(i), store.Hash{})); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.History(ctx, "wx1", 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(all)
	for _, c := range []struct {
		before int64
		limit  int
		want   []store.Change
	}{{0, 10, all}, {0, 2, all[:2]}, {4, 2, all[2:4]}, {1, 2, nil}, {0, 0, nil}} {
		got, err := s.LatestChanges(ctx, "wx1", c.before, c.limit)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("LatestChanges before %d: %v (-want +got):\n%s", c.before, err, diff)
		}
	}
	if got, err := s.LatestChanges(ctx, "wx2", 0, 10); len(got) != 0 || err != nil {
		t.Errorf("LatestChanges of another: %v, %v", got, err)
	}
}

// liveTokens tests which tokens are listed, and what revoking one does.
func liveTokens(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")
	var line store.TokenSeries
	for i, name := range []string{"one", "two", "three"} {
		rule := mint(&line, hashOf(name), time.Time{})
		if i == 1 {
			rule = mint(&line, hashOf(name), noon().Add(time.Minute)) // it supersedes the first
		}
		if err := s.IssueToken(ctx, "wx1", "classic", rule); err != nil {
			t.Fatal(err)
		}
	}
	live := func(appID string, at time.Time, limit int) (hashes []store.Hash) {
		t.Helper()
		tokens, err := s.LiveTokens(ctx, appID, at, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, token := range tokens {
			if token.AppID != appID || token.Kind != "classic" || !token.IssuedAt.Equal(kept(noon())) {
				t.Errorf("token %+v", token)
			}
			hashes = append(hashes, token.Hash)
		}
		return hashes
	}
	expect := func(got []store.Hash, names ...string) {
		t.Helper()
		var want []store.Hash
		for _, name := range names {
			want = append(want, hashOf(name))
		}
		order := func(a, b store.Hash) int { return strings.Compare(a.String(), b.String()) }
		slices.SortFunc(want, order)
		slices.SortFunc(got, order)
		if !slices.Equal(got, want) {
			t.Errorf("live: %v, want %v", got, names)
		}
	}
	expect(live("wx1", noon(), 10), "one", "two", "three")
	expect(live("wx1", noon().Add(time.Minute), 10), "two", "three")
	expect(live("wx1", noon().Add(2*time.Hour), 10))
	expect(live("wx2", noon(), 10))
	if got := live("wx1", noon(), 2); len(got) != 2 {
		t.Errorf("%d tokens, want 2", len(got))
	}
	at := noon().Add(2 * time.Minute)
	for _, name := range []string{"one", "three"} {
		if err := s.RevokeToken(ctx, "wx1", hashOf(name), at); err != nil {
			t.Errorf("RevokeToken: %v", err)
		}
	}
	for name, want := range map[string]time.Time{"one": noon().Add(time.Minute), "two": {}, "three": at} {
		token, _, err := s.Bearer(ctx, "wx1", hashOf(name))
		if err != nil || !want.IsZero() && !token.SupersededAt.Equal(kept(want)) || want.IsZero() != token.SupersededAt.IsZero() {
			t.Errorf("%s is superseded at %v, want %v; %v", name, token.SupersededAt, want, err)
		}
	}
	if err := s.IssueToken(ctx, "wx1", "classic", mint(&line, hashOf("four"), time.Time{})); err != nil || !line.Current.IsZero() || len(line.Salt) != 0 {
		t.Errorf("the series after its newest token was revoked: %+v, %v", line, err)
	}
	for _, appID := range []string{"wx2", "wxnone"} {
		if err := s.RevokeToken(ctx, appID, hashOf("one"), at); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("RevokeToken of %s: %v, want ErrNotFound", appID, err)
		}
	}
}

// changeAccount reads and puts records in one write.
func changeAccount(t *testing.T, s Writes) {
	ctx := context.Background()
	want := account("wx1")
	keys := []store.Key{store.AccountKey("wx1"), store.MerchantKey("wx1")}
	err := s.Write(ctx, keys, func(tx store.Tx) error {
		if before, err := tx.Account("wx1"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("there is %+v, %v", before, err)
		}
		tx.PutAccount(want)
		tx.PutMerchant(store.Merchant{AppID: "wx1", State: store.MerchantApproved, UpdatedAt: kept(noon())})
		if got, err := tx.Account("wx1"); err != nil || got.Name != want.Name {
			t.Errorf("what was put is read as %+v, %v", got, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	refused := errors.New("refused")
	for _, answer := range []error{nil, refused} {
		err = s.Write(ctx, keys, func(tx store.Tx) error {
			before, err := tx.Account("wx1")
			if diff := cmp.Diff(want, before); diff != "" || err != nil {
				t.Errorf("the account before: %v, differs (-want +got):\n%s", err, diff)
			}
			if answer != nil {
				before.Name = "of a write that was refused"
				tx.PutAccount(before)
				tx.Enqueue(store.Delivery{Target: store.ComponentTarget("wx1"), ID: "of it", CreatedAt: noon()})
			}
			return answer
		})
		if err != answer {
			t.Errorf("Write: %v, want %v", err, answer)
		}
	}
	if list, err := s.Deliveries(ctx, store.DeliveryFilter{}, 1); len(list) > 0 || err != nil {
		t.Errorf("a write that was refused has queued %v, %v", list, err)
	}
	want.Name = "other"
	err = s.Write(ctx, keys, func(tx store.Tx) error {
		tx.PutAccount(want)
		return nil
	})
	got, readErr := s.Account(ctx, "wx1")
	if diff := cmp.Diff(want, got); diff != "" || err != nil || readErr != nil {
		t.Errorf("Account: %v, %v (-want +got):\n%s", err, readErr, diff)
	}
}

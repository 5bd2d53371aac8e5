package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	accounts "github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/store"
)

func exerciseAccounts(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)

	if _, err := s.Account(ctx, "wxnone"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Account of an unknown app id: %v, want ErrNotFound", err)
	}

	// What no text should have is in a request sooner or later.
	for _, appID := range []string{"wx\x00", "wx\xff"} {
		none := func(store.TokenSeries) (accounts.Issue, error) { return accounts.Issue{}, nil }
		_, account := s.Account(ctx, appID)
		_, _, bearer := s.Bearer(ctx, appID, hashOf(appID))
		for what, err := range map[string]error{
			"Account": account, "Bearer": bearer, "IssueToken": s.IssueToken(ctx, appID, "classic", none),
			"SpendQuota": s.SpendQuota(ctx, appID, "a", nil, nil),
		} {
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s of %q: %v, want ErrNotFound", what, appID, err)
			}
		}
	}

	bare := store.Account{AppID: "wxbare"}
	empty := store.Account{AppID: "wxempty", IPList: []string{}, Quotas: map[string]store.Quota{}, Policy: store.Policy{ForbiddenWords: []string{}}}
	full := account("wxfull")
	seeds := []store.Seed{{Account: bare}, {Account: empty}, {Account: full}}
	if n, err := s.Seed(ctx, seeds); n != 3 || err != nil {
		t.Fatalf("Seed = %d, %v, want 3", n, err)
	}
	for _, want := range []store.Account{bare, {AppID: "wxempty"}, full} {
		got, err := s.Account(ctx, want.AppID)
		if err != nil {
			t.Errorf("Account(%s): %v", want.AppID, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Account(%s) differs (-want +got):\n%s", want.AppID, diff)
		}
	}
	if err := s.Ping(ctx); err != nil {
		t.Errorf("Ping: %v", err)
	}
	t.Run("Change", func(t *testing.T) { changeAccount(t, open(t)) })
}

func exerciseTokens(t *testing.T, open opener) {
	t.Run("Issue", func(t *testing.T) { issueTokens(t, open(t)) })
	t.Run("Keys", func(t *testing.T) { tokenKeys(t, open(t)) })
	t.Run("Known", func(t *testing.T) { knownTokens(t, open(t)) })
	t.Run("Drop", func(t *testing.T) { dropTokens(t, open(t)) })
	t.Run("Live", func(t *testing.T) { liveTokens(t, open(t)) })
}

// knownTokens changes tokens and accounts that were read just before.
func knownTokens(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")
	var line store.TokenSeries
	read := func(appID string, hash store.Hash) (store.Token, store.Account) {
		t.Helper()
		token, owner, err := s.Bearer(ctx, appID, hash)
		if err != nil {
			t.Fatalf("Bearer: %v", err)
		}
		return token, owner
	}
	for _, appID := range []string{"wx1", "wx2"} {
		if err := s.IssueToken(ctx, appID, "classic", mint(&line, hashOf("a"), noon())); err != nil {
			t.Fatal(err)
		}
		read(appID, hashOf("a"))
	}
	if err := s.IssueToken(ctx, "wx1", "classic", mint(&line, hashOf("b"), noon())); err != nil {
		t.Fatal(err)
	}
	if token, _ := read("wx1", hashOf("a")); !token.SupersededAt.Equal(kept(noon())) {
		t.Errorf("a token that was superseded is still %+v", token)
	}
	if token, _ := read("wx2", hashOf("a")); !token.SupersededAt.IsZero() {
		t.Errorf("another account's token was superseded with it: %+v", token)
	}
	barred := account("wx1")
	barred.Irregular = !barred.Irregular
	if _, err := s.Seed(ctx, []store.Seed{{Account: barred}}); err != nil {
		t.Fatal(err)
	}
	if _, owner := read("wx1", hashOf("b")); owner.Irregular != barred.Irregular {
		t.Error("a token's account is what it was before it changed")
	}
	for n := 1; n > 0; {
		var err error
		if n, err = s.DropTokens(ctx, noon().Add(100*24*time.Hour), 10); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.Bearer(ctx, "wx1", hashOf("b")); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Bearer of a token that was dropped: %v, want ErrNotFound", err)
	}
}

// mint is the rule that adds a token of the hash and keeps what it was given.
func mint(got *store.TokenSeries, hash store.Hash, supersede time.Time) func(store.TokenSeries) (accounts.Issue, error) {
	return func(line store.TokenSeries) (accounts.Issue, error) {
		*got = line
		next := line
		next.Current, next.Salt = hash, []byte{0, 1, 255}
		next.IssuedAt, next.ExpiresAt = noon(), noon().Add(2*time.Hour)
		next.Day, next.Forced, next.ForcedAt = "2026-03-31", line.Forced+1, noon()
		return accounts.Issue{Series: next, SupersedeAt: supersede, Minted: &store.Token{
			AppID: line.AppID, Hash: hash, Kind: line.Kind, IssuedAt: next.IssuedAt, ExpiresAt: next.ExpiresAt,
		}}, nil
	}
}

func issueTokens(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1")
	first, second := hashOf("first"), hashOf("second")
	var line store.TokenSeries

	if err := s.IssueToken(ctx, "wx1", "classic", mint(&line, first, noon())); err != nil {
		t.Fatalf("first IssueToken: %v", err)
	}
	if diff := cmp.Diff(store.TokenSeries{AppID: "wx1", Kind: "classic"}, line); diff != "" {
		t.Errorf("a series that has issued nothing differs (-want +got):\n%s", diff)
	}

	end := noon().Add(5 * time.Minute)
	if err := s.IssueToken(ctx, "wx1", "classic", mint(&line, second, end)); err != nil {
		t.Fatalf("second IssueToken: %v", err)
	}
	want := store.TokenSeries{
		AppID: "wx1", Kind: "classic", Current: first, Salt: []byte{0, 1, 255},
		IssuedAt: kept(noon()), ExpiresAt: kept(noon().Add(2 * time.Hour)),
		Day: "2026-03-31", Forced: 1, ForcedAt: kept(noon()),
	}
	if diff := cmp.Diff(want, line); diff != "" {
		t.Errorf("the series differs (-want +got):\n%s", diff)
	}

	token := store.Token{
		AppID: "wx1", Hash: first, Kind: "classic", IssuedAt: kept(noon()),
		ExpiresAt: kept(noon().Add(2 * time.Hour)), SupersededAt: kept(end),
	}
	got, owner, err := s.Bearer(ctx, "wx1", first)
	if diff := cmp.Diff(token, got); diff != "" || err != nil {
		t.Errorf("superseded token: %v, differs (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff(account("wx1"), owner); diff != "" {
		t.Errorf("the token's account differs (-want +got):\n%s", diff)
	}
	token.Hash, token.SupersededAt = second, time.Time{}
	got, _, err = s.Bearer(ctx, "wx1", second)
	if diff := cmp.Diff(token, got); diff != "" || err != nil {
		t.Errorf("newest token: %v, differs (-want +got):\n%s", err, diff)
	}

	// A rule may leave the tokens alone, and may empty the series.
	err = s.IssueToken(ctx, "wx1", "classic", func(line store.TokenSeries) (accounts.Issue, error) {
		return accounts.Issue{Series: store.TokenSeries{AppID: line.AppID, Kind: line.Kind}}, nil
	})
	if err != nil {
		t.Fatalf("IssueToken that empties the series: %v", err)
	}
	if err := s.IssueToken(ctx, "wx1", "classic", mint(&line, hashOf("third"), time.Time{})); err != nil {
		t.Fatalf("IssueToken: %v", err)
	}
	if diff := cmp.Diff(store.TokenSeries{AppID: "wx1", Kind: "classic"}, line); diff != "" {
		t.Errorf("the emptied series differs (-want +got):\n%s", diff)
	}
}

func tokenKeys(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")
	hash := hashOf("token")
	var line store.TokenSeries

	ran := false
	err := s.IssueToken(ctx, "wxnone", "classic", func(store.TokenSeries) (accounts.Issue, error) {
		ran = true
		return accounts.Issue{}, nil
	})
	if !errors.Is(err, store.ErrNotFound) || ran {
		t.Errorf("IssueToken of an unknown account: %v, rule ran: %t, want ErrNotFound and no run", err, ran)
	}

	if err := s.IssueToken(ctx, "wx1", "classic", mint(&line, hash, time.Time{})); err != nil {
		t.Fatalf("IssueToken: %v", err)
	}
	err = s.IssueToken(ctx, "wx1", "classic", mint(&line, hash, time.Time{}))
	if !errors.Is(err, store.ErrConflict) {
		t.Errorf("a hash minted twice: %v, want ErrConflict", err)
	}
	for _, key := range []struct {
		appID string
		hash  store.Hash
	}{{"wx2", hash}, {"wx1", hashOf("other")}, {"wx1", store.Hash{}}, {"", hash}} {
		if _, _, err := s.Bearer(ctx, key.appID, key.hash); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Bearer(%q, %s): %v, want ErrNotFound", key.appID, key.hash, err)
		}
	}

	// The two lines of an account, and those of two accounts, are apart.
	for _, key := range []struct{ appID, kind string }{{"wx1", "stable"}, {"wx2", "classic"}} {
		err := s.IssueToken(ctx, key.appID, key.kind, mint(&line, hashOf(key.appID+key.kind), noon()))
		if err != nil {
			t.Errorf("IssueToken(%s, %s): %v", key.appID, key.kind, err)
		}
		if diff := cmp.Diff(store.TokenSeries{AppID: key.appID, Kind: key.kind}, line); diff != "" {
			t.Errorf("series %s of %s differs (-want +got):\n%s", key.kind, key.appID, diff)
		}
	}
	if token, _, err := s.Bearer(ctx, "wx1", hash); err != nil || !token.SupersededAt.IsZero() {
		t.Errorf("token of the classic series = %+v, %v, want it not superseded", token, err)
	}
}

func dropTokens(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1")
	for i, text := range []string{"a", "b", "c", "d"} {
		err := s.IssueToken(ctx, "wx1", "classic", func(line store.TokenSeries) (accounts.Issue, error) {
			return accounts.Issue{Series: line, Minted: &store.Token{
				AppID: "wx1", Hash: hashOf(text), Kind: "classic",
				IssuedAt: noon(), ExpiresAt: noon().Add(time.Duration(i) * time.Millisecond),
			}}, nil
		})
		if err != nil {
			t.Fatalf("IssueToken: %v", err)
		}
	}
	limit := noon().Add(3 * time.Millisecond) // as d expires
	for _, step := range []struct{ limit, want int }{{0, 0}, {2, 2}, {2, 1}, {2, 0}} {
		if n, err := s.DropTokens(ctx, limit, step.limit); n != step.want || err != nil {
			t.Errorf("DropTokens up to %d = %d, %v, want %d", step.limit, n, err, step.want)
		}
	}
	if _, _, err := s.Bearer(ctx, "wx1", hashOf("a")); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a dropped token: %v, want ErrNotFound", err)
	}
	if _, _, err := s.Bearer(ctx, "wx1", hashOf("d")); err != nil {
		t.Errorf("a token that expires at the time, not before it: %v", err)
	}
}

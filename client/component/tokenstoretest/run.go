package tokenstoretest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/component"
)

// Run tests a kind of store. Each call of open returns an empty one.
func Run(t *testing.T, open func(*testing.T) component.TokenStore) {
	for name, test := range map[string]func(*testing.T, component.TokenStore){
		"save and load":       saveAndLoad,
		"stale":               stale,
		"racing saves":        racingSaves,
		"one holder":          oneHolder,
		"lease of the dead":   leaseOfTheDead,
		"lease of nothing":    leaseOfNothing,
		"lease and save":      leaseAndSave,
		"records":             records,
		"save while listing":  saveWhileListing,
		"app ids of any form": anyForm,
		"emptied":             emptied,
		"empty credentials":   emptyCredentials,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

var key = component.TokenKey{Component: "wxc0123456789abcdef", AppID: "wx0123456789abcdef"}

func full() component.TokenRecord {
	now := time.Now().Truncate(time.Millisecond).UTC()
	return component.TokenRecord{
		TokenKey: key, RefreshToken: "refreshtoken@@@new", PreviousRefreshToken: "refreshtoken@@@old", GrantedAt: now,
		AccessToken: "98_token", RenewAt: now.Add(time.Hour), ExpiresAt: now.Add(2 * time.Hour),
	}
}

func mustLoad(t *testing.T, s component.TokenStore, key component.TokenKey) component.TokenRecord {
	t.Helper()
	r, err := s.Load(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func mustSave(t *testing.T, s component.TokenStore, r component.TokenRecord) {
	t.Helper()
	if err := s.Save(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

func saveAndLoad(t *testing.T, s component.TokenStore) {
	if _, err := s.Load(t.Context(), key); !errors.Is(err, component.ErrNoRecord) {
		t.Errorf("before the first Save: got %v, want ErrNoRecord", err)
	}
	for _, want := range []component.TokenRecord{full(), {TokenKey: key, RefreshToken: "only"}, {TokenKey: key}} {
		if r, err := s.Load(t.Context(), key); err == nil {
			want.Version = r.Version
		}
		mustSave(t, s, want)
		got := mustLoad(t, s, key)
		if got.Version <= want.Version {
			t.Errorf("version %d follows %d", got.Version, want.Version)
		}
		want.Version = got.Version
		if got != want {
			t.Errorf("got %#v, want %#v: %v %v", got, want, got.GrantedAt, want.GrantedAt)
		}
	}
}

func stale(t *testing.T, s component.TokenStore) {
	future := full()
	future.Version = 7
	if err := s.Save(t.Context(), future); !errors.Is(err, component.ErrStaleRecord) {
		t.Errorf("a version that never was: got %v, want ErrStaleRecord", err)
	}
	mustSave(t, s, full())
	old := mustLoad(t, s, key)
	if err := s.Save(t.Context(), full()); !errors.Is(err, component.ErrStaleRecord) {
		t.Errorf("made twice: got %v, want ErrStaleRecord", err)
	}
	newer := old
	newer.RefreshToken = "newer"
	mustSave(t, s, newer)
	old.RefreshToken = "late"
	if err := s.Save(t.Context(), old); !errors.Is(err, component.ErrStaleRecord) {
		t.Errorf("late: got %v, want ErrStaleRecord", err)
	}
	if got := mustLoad(t, s, key).RefreshToken; got != "newer" {
		t.Errorf("a late Save left %q", got)
	}
}

// racingSaves counts with a record: no increment may be lost.
func racingSaves(t *testing.T, s component.TokenStore) {
	const racers, each = 8, 10
	mustSave(t, s, component.TokenRecord{TokenKey: key, RefreshToken: "."})
	var all sync.WaitGroup
	for range racers {
		all.Go(func() {
			for done := 0; done < each; {
				r, err := s.Load(t.Context(), key)
				if err == nil {
					r.RefreshToken += "."
					err = s.Save(t.Context(), r)
				}
				switch {
				case err == nil:
					done++
				case !errors.Is(err, component.ErrStaleRecord):
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	if got := len(mustLoad(t, s, key).RefreshToken); got != 1+racers*each {
		t.Errorf("%d of %d saves are there", got-1, racers*each)
	}
}

func oneHolder(t *testing.T, s component.TokenStore) {
	mustSave(t, s, full())
	other := full()
	other.AppID = "wx00000000000000ff"
	mustSave(t, s, other)
	var granted atomic.Int64
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			ok, err := s.Lease(t.Context(), key, fmt.Sprint("holder ", i), time.Minute)
			if err != nil {
				t.Error(err)
			}
			if !ok {
				return
			}
			granted.Add(1)
			if err := s.Release(t.Context(), key, "another"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := granted.Load(); got != 1 {
		t.Fatalf("%d holders, want 1", got)
	}
	if ok, err := s.Lease(t.Context(), other.TokenKey, "b", time.Minute); err != nil || !ok {
		t.Errorf("the lease of one record hinders another's: %v, %v", ok, err)
	}
	for i := range 16 {
		if err := s.Release(t.Context(), key, fmt.Sprint("holder ", i)); err != nil {
			t.Error(err)
		}
	}
	if ok, err := s.Lease(t.Context(), key, "next", time.Minute); err != nil || !ok {
		t.Errorf("after Release: %v, %v", ok, err)
	}
	for _, r := range []struct {
		key    component.TokenKey
		holder string
	}{{key, "next"}, {other.TokenKey, "b"}} {
		if err := s.Release(t.Context(), r.key, r.holder); err != nil {
			t.Error(err)
		}
	}
}

func leaseOfTheDead(t *testing.T, s component.TokenStore) {
	mustSave(t, s, full())
	if ok, err := s.Lease(t.Context(), key, "dead", 50*time.Millisecond); err != nil || !ok {
		t.Fatal(ok, err)
	}
	for {
		ok, err := s.Lease(t.Context(), key, "heir", time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := s.Release(t.Context(), key, "dead"); err != nil {
		t.Error(err)
	}
	if ok, err := s.Lease(t.Context(), key, "third", time.Minute); err != nil || ok {
		t.Errorf("the dead gave back what was no longer his: %v, %v", ok, err)
	}
	if err := s.Release(t.Context(), key, "heir"); err != nil {
		t.Error(err)
	}
}

func leaseOfNothing(t *testing.T, s component.TokenStore) {
	if ok, err := s.Lease(t.Context(), key, "a", time.Minute); err != nil || ok {
		t.Errorf("got %v, %v; want no lease", ok, err)
	}
	if err := s.Release(t.Context(), key, "a"); err != nil {
		t.Error(err)
	}
}

func leaseAndSave(t *testing.T, s component.TokenStore) {
	mustSave(t, s, full())
	before := mustLoad(t, s, key)
	if ok, err := s.Lease(t.Context(), key, "a", time.Minute); err != nil || !ok {
		t.Fatal(ok, err)
	}
	if got := mustLoad(t, s, key); got != before {
		t.Errorf("the lease changed the record: %+v", got)
	}
	mustSave(t, s, before)
	if ok, err := s.Lease(t.Context(), key, "b", time.Minute); err != nil || ok {
		t.Errorf("Save ended the lease: %v, %v", ok, err)
	}
	if err := s.Release(t.Context(), key, "a"); err != nil {
		t.Error(err)
	}
}

const many = 620

func fill(t *testing.T, s component.TokenStore) {
	for i := range many {
		mustSave(t, s, component.TokenRecord{TokenKey: component.TokenKey{Component: key.Component, AppID: fmt.Sprintf("wx%016x", i)}, RefreshToken: fmt.Sprint(i)})
	}
	mustSave(t, s, component.TokenRecord{TokenKey: component.TokenKey{Component: "wxanother", AppID: "wx1"}, RefreshToken: "another's"})
}

func records(t *testing.T, s component.TokenStore) {
	for r, err := range s.Records(t.Context(), key.Component) {
		t.Fatalf("an empty store has %v, %v", r, err)
	}
	fill(t, s)
	seen := make(map[string]string)
	for r, err := range s.Records(t.Context(), key.Component) {
		if err != nil {
			t.Fatal(err)
		}
		if seen[r.AppID] != "" || r.Component != key.Component || r.Version == 0 {
			t.Errorf("got %v of version %d, after %q", r, r.Version, seen[r.AppID])
		}
		seen[r.AppID] = r.RefreshToken
	}
	if len(seen) != many || seen[fmt.Sprintf("wx%016x", many-1)] != fmt.Sprint(many-1) {
		t.Errorf("%d records, want %d", len(seen), many)
	}
	for _, err := range s.Records(t.Context(), key.Component) {
		if err != nil {
			t.Error(err)
		}
		break // leaves nothing open
	}
}

func saveWhileListing(t *testing.T, s component.TokenStore) {
	fill(t, s)
	n := 0
	for r, err := range s.Records(t.Context(), key.Component) {
		if err != nil {
			t.Fatal(err)
		}
		r.RefreshToken += " seen"
		mustSave(t, s, r)
		if n++; n == 100 {
			break
		}
	}
}

// anyForm saves under app ids that a path or a statement must not swallow.
func anyForm(t *testing.T, s component.TokenStore) {
	ids := []string{"../../x", "/etc/passwd", "a/b", "a\\b", ".", "..", "CON", "it's", "a?b", "$1", strings.Repeat("x", 500), "门店", "WX1", "wx1", "wx1 "}
	for _, id := range ids {
		mustSave(t, s, component.TokenRecord{TokenKey: component.TokenKey{Component: id, AppID: id}, RefreshToken: id})
	}
	for _, id := range ids {
		if r := mustLoad(t, s, component.TokenKey{Component: id, AppID: id}); r.RefreshToken != id || r.AppID != id || r.Component != id {
			t.Errorf("%q: got %q of %v", id, r.RefreshToken, r)
		}
	}
}

// emptied empties a record: nothing of what was there comes back.
func emptied(t *testing.T, s component.TokenStore) {
	mustSave(t, s, full())
	before := mustLoad(t, s, key)
	mustSave(t, s, component.TokenRecord{TokenKey: key, Version: before.Version})
	after := mustLoad(t, s, key)
	if want := (component.TokenRecord{TokenKey: key, Version: after.Version}); after != want || after.Version <= before.Version {
		t.Errorf("of version %d, after %d: refresh token %q, previous %q, access token %q", after.Version, before.Version, after.RefreshToken, after.PreviousRefreshToken, after.AccessToken)
	}
	for r, err := range s.Records(t.Context(), key.Component) {
		if err != nil || r != after {
			t.Errorf("listed %v of version %d, %v", r, r.Version, err)
		}
	}
	if err := s.Save(t.Context(), before); !errors.Is(err, component.ErrStaleRecord) {
		t.Errorf("what was saved with the old version: got %v, want ErrStaleRecord", err)
	}
	again := full()
	again.Version = after.Version
	again.PreviousRefreshToken = ""
	mustSave(t, s, again)
	if got := mustLoad(t, s, key); got.RefreshToken != again.RefreshToken || got.PreviousRefreshToken != "" {
		t.Errorf("filled again: refresh token %q, previous %q", got.RefreshToken, got.PreviousRefreshToken)
	}
}

// emptyCredentials saves what TokenRecord.Validate refuses: nothing changes.
func emptyCredentials(t *testing.T, s component.TokenStore) {
	refuse := func(name string, change func(*component.TokenRecord), version int64) {
		t.Helper()
		r := full()
		r.Version = version
		change(&r)
		if err := s.Save(t.Context(), r); err == nil || errors.Is(err, component.ErrStaleRecord) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
	wrong := map[string]func(*component.TokenRecord){
		"no refresh token":                     func(r *component.TokenRecord) { r.RefreshToken = "" },
		"no refresh token but a previous one":  func(r *component.TokenRecord) { r.RefreshToken, r.AccessToken = "", "" },
		"no refresh token but an access token": func(r *component.TokenRecord) { r.RefreshToken, r.PreviousRefreshToken = "", "" },
		"no app id":                            func(r *component.TokenRecord) { r.AppID = "" },
		"no platform":                          func(r *component.TokenRecord) { r.Component = "" },
	}
	for name, change := range wrong {
		refuse(name+", in a new record", change, 0)
	}
	refuse("a new record that is emptied", func(r *component.TokenRecord) { *r = component.TokenRecord{TokenKey: key} }, 0)
	if r, err := s.Load(t.Context(), key); !errors.Is(err, component.ErrNoRecord) {
		t.Fatalf("something was kept: %v, %v", r, err)
	}
	mustSave(t, s, full())
	before := mustLoad(t, s, key)
	for name, change := range wrong {
		refuse(name, change, before.Version)
		if got := mustLoad(t, s, key); got != before {
			t.Errorf("%s: the record has changed: refresh token %q", name, got.RefreshToken)
		}
	}
}

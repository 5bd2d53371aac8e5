package component

import (
	"encoding/xml"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// flow plays an account's authorization of a platform as the store would.
type flow struct {
	now       time.Time
	component store.Component
	kept      store.Authorization
	codes     map[string]*store.Code
	events    []weixin.ComponentEvent
	made      int
}

func (f *flow) run(t *rapid.T, code string, rule func(store.Standing) (store.Decision, error)) weixin.Code {
	s := store.Standing{Component: f.component, Authorization: f.kept}
	if c := f.codes[code]; c != nil {
		s.Code = *c
	}
	decision, err := rule(s)
	if err != nil {
		return codeOf(t, err)
	}
	if decision.Authorization != nil {
		f.kept = *decision.Authorization
	}
	if !decision.UseCode.IsZero() {
		f.codes[code].UsedAt = decision.UseCode
	}
	for _, push := range decision.Deliveries {
		var event weixin.ComponentEvent
		if err := xml.Unmarshal(push.Body, &event); err != nil || event.InfoType != push.Kind || push.Target != store.ComponentTarget("wxplat") || push.ID == "" {
			t.Fatalf("%s: %v", push.Body, err)
		}
		f.events = append(f.events, event)
	}
	return weixin.OK
}

func (f *flow) authorize(t *rapid.T, sets []int) (code string) {
	f.made++
	code = fmt.Sprintf("%scode%d", authPrefix, f.made)
	g := grant{sets: sets, authCode: code, eventID: "id", salt: []byte{byte(f.made)}, at: f.now}
	var minted *store.Code
	got := f.run(t, "", func(s store.Standing) (store.Decision, error) {
		d, err := authorize(s, g)
		minted = d.Minted
		return d, err
	})
	if got != weixin.OK {
		t.Fatalf("authorize %v: %d", sets, got)
	}
	f.codes[code] = minted
	return code
}

// TestAuthorizationsKeepTheirPromises lets an account authorize, change its
// mind, change its password and withdraw at random, while its platform redeems
// codes and refreshes. At every moment the rules answer what the account last
// said; a code is good once; a refresh token outlives changes but not a
// withdrawal; and the events tell the same story.
func TestAuthorizationsKeepTheirPromises(t *testing.T) {
	key := make([]byte, keySize)
	rapid.Check(t, func(t *rapid.T) {
		f := &flow{
			now: noon, codes: make(map[string]*store.Code),
			component: store.Component{AppID: "wxplat", EventURL: "http://192.0.2.1/", PermissionSets: []int{8, 11, 13}},
			kept:      store.Authorization{AppID: "wxshop", Component: "wxplat"},
		}
		var present, stale, last string // the refresh token that works, one that did, and the newest code
		var lastMade time.Time
		used := map[string]bool{}
		refresh := func(token string) weixin.Code {
			derived, err := deriveRefresh(key, f.kept)
			if err != nil {
				t.Fatal(err)
			}
			return codeOf(t, mayRefresh(f.kept, token, derived))
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			f.now = f.now.Add(time.Duration(rapid.IntRange(1, 1500).Draw(t, "seconds")) * time.Second)
			before, told := f.kept, len(f.events)
			switch rapid.SampledFrom([]string{"authorize", "redeem", "withdraw", "password", "refresh"}).Draw(t, "step") {
			case "authorize":
				sets := rapid.SliceOfNDistinct(rapid.SampledFrom(f.component.PermissionSets), 1, 3, rapid.ID).Draw(t, "sets")
				last, lastMade = f.authorize(t, sets), f.now
				slices.Sort(sets)
				if !slices.Equal(f.kept.PermissionSets, sets) || f.kept.State != store.AuthorizationGranted {
					t.Fatalf("granted %v: %+v", sets, f.kept)
				}
				want := weixin.EventAuthorized.Name
				if before.State == store.AuthorizationGranted {
					want = weixin.EventUpdateAuthorized.Name
				} else if present != "" {
					present, stale = "", present
				}
				same := before.State == store.AuthorizationGranted && slices.Equal(before.PermissionSets, sets)
				if told := f.events[told:]; same != (len(told) == 0) || !same && (told[0].InfoType != want || told[0].Body.(weixin.AuthorizedBody).AuthorizationCode != last) {
					t.Fatalf("after %+v the events are %+v", before, told)
				}
			case "redeem":
				want := weixin.OK
				switch {
				case last == "":
					want = weixin.AuthCodeInvalid
				case used[last] || f.now.Sub(lastMade) >= time.Hour:
					want = weixin.AuthCodeExpired
				case f.kept.State != store.AuthorizationGranted:
					want = weixin.NotAuthorized
				}
				got := f.run(t, last, func(s store.Standing) (store.Decision, error) {
					return redeem(s, f.now, "192.0.2.1", func(a store.Authorization) (store.Hash, error) {
						token, err := deriveRefresh(key, a)
						present = token
						return hashCode(refreshPrefix, token), err
					})
				})
				if got != want {
					t.Fatalf("redeem: %d, want %d", got, want)
				}
				used[last] = used[last] || got == weixin.OK
			case "withdraw":
				got := f.run(t, "", func(s store.Standing) (store.Decision, error) { return withdraw(s, "id", f.now) })
				stands := before.State == store.AuthorizationGranted || before.State == store.AuthorizationVoid
				if (got == weixin.OK) != stands || stands && f.kept.State != store.AuthorizationWithdrawn {
					t.Fatalf("withdraw %+v: %d, %+v", before, got, f.kept)
				}
				if stands && (len(f.events) != told+1 || f.events[told].InfoType != weixin.EventUnauthorized.Name || f.events[told].Body != weixin.UnauthorizedBody{AuthorizerAppID: "wxshop"}) {
					t.Fatalf("events %+v", f.events[told:])
				}
			case "password":
				f.run(t, "", func(s store.Standing) (store.Decision, error) { return void(s, f.now) })
				if after := f.kept.State; before.State == store.AuthorizationGranted && after != store.AuthorizationVoid ||
					before.State != store.AuthorizationGranted && after != before.State {
					t.Fatalf("a password changed: %+v became %+v", before, f.kept)
				}
			case "refresh":
				want := map[store.AuthorizationState]weixin.Code{
					store.AuthorizationNone: weixin.NotAuthorized, store.AuthorizationWithdrawn: weixin.NotAuthorized,
					store.AuthorizationVoid: weixin.TokenException, store.AuthorizationGranted: weixin.OK,
				}[f.kept.State]
				if want == weixin.OK && present == "" {
					want = weixin.RefreshTokenInvalid
				}
				if got := refresh(present); got != want {
					t.Fatalf("refresh of %+v: %d, want %d", f.kept, got, want)
				}
				if f.kept.State == store.AuthorizationGranted && refresh(stale) != weixin.RefreshTokenInvalid {
					t.Fatalf("the refresh token of an authorization that was withdrawn works: %+v", f.kept)
				}
			}
		}
	})
}

// TestRefreshTokenOutlivesTheSecret has the token that was handed out work
// after the platform's secret was changed, and the new one, too.
func TestRefreshTokenOutlivesTheSecret(t *testing.T) {
	a := store.Authorization{AppID: "wxshop", State: store.AuthorizationGranted, Salt: []byte("salt")}
	token := func(secret string) string {
		key, err := deriveKey("wxplat", secret)
		if err != nil {
			t.Fatal(err)
		}
		made, err := deriveRefresh(key, a)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	before, after := token("before"), token("after")
	if before == after || token("before") != before {
		t.Error("the token does not follow from the secret")
	}
	a.RefreshHash = hashCode(refreshPrefix, before)
	for presented, want := range map[string]weixin.Code{
		before: weixin.OK, after: weixin.OK, token("another"): weixin.RefreshTokenInvalid, "": weixin.RefreshTokenInvalid, "refreshtoken@@@": weixin.RefreshTokenInvalid,
	} {
		if got := codeOf(t, mayRefresh(a, presented, after)); got != want {
			t.Errorf("%q: %d, want %d", presented, got, want)
		}
	}
}

package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wxastore/wxastore/internal/store"
)

func exerciseComponents(t *testing.T, open opener) {
	t.Run("Seeds", func(t *testing.T) { componentSeeds(t, open(t)) })
	t.Run("Decisions", func(t *testing.T) { decisions(t, open(t)) })
	t.Run("RefusedDecisions", func(t *testing.T) { refusedDecisions(t, open(t)) })
	t.Run("Codes", func(t *testing.T) { codes(t, open(t)) })
	t.Run("Authorizations", func(t *testing.T) { authorizations(t, open(t)) })
	t.Run("OneCode", func(t *testing.T) { oneCode(t, open(t)) })
	t.Run("Candidates", func(t *testing.T) { candidates(t, open(t)) })
}

// component is a platform in which no field is zero.
func component(appID string) store.Component {
	return store.Component{
		AppID: appID, Name: account(appID).Name, EventURL: "http://192.0.2.9/<&>", MessageURL: "http://192.0.2.9/$APPID$/<&>", Token: "token", EncodingAESKey: "key",
		PreviousEncodingAESKey: "previous", RedirectDomain: "platform.example.com:8443", PermissionSets: []int{8, 13},
		PushTickets: true, TicketAt: kept(noon()),
	}
}

func seedPlatforms(t *testing.T, s Writes, appIDs ...string) {
	t.Helper()
	var seeds []store.ComponentSeed
	for _, appID := range appIDs {
		seeds = append(seeds, store.ComponentSeed{Account: account(appID), Component: component(appID)})
	}
	if n, err := s.SeedComponents(context.Background(), seeds); err != nil || n != 2*len(seeds) {
		t.Fatalf("SeedComponents: %d, %v", n, err)
	}
}

func componentSeeds(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wxshop")
	seedPlatforms(t, s, "wxplat2", "wxplat1")
	got, err := s.Component(ctx, "wxplat1")
	if diff := cmp.Diff(component("wxplat1"), got); diff != "" || err != nil {
		t.Errorf("Component: %v (-want +got):\n%s", err, diff)
	}
	if a, err := s.Account(ctx, "wxplat1"); err != nil || a.Kind != store.KindComponent || a.SecretHash != hashOf("wxplat1") || len(a.IPList) == 0 {
		t.Errorf("the platform's account: %+v, %v", a, err)
	}
	for _, appID := range []string{"wxshop", "wxnobody"} {
		if _, err := s.Component(ctx, appID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Component(%s): %v, want ErrNotFound", appID, err)
		}
	}
	all, err := s.Components(ctx, "", 10)
	if diff := cmp.Diff([]store.Component{component("wxplat1"), component("wxplat2")}, all); diff != "" || err != nil {
		t.Errorf("Components: %v (-want +got):\n%s", err, diff)
	}
	if rest, err := s.Components(ctx, "wxplat1", 10); len(rest) != 1 || err != nil {
		t.Errorf("Components after the first: %v, %v", rest, err)
	}
	if first, err := s.Components(ctx, "", 1); len(first) != 1 || err != nil {
		t.Errorf("one of Components: %v, %v", first, err)
	}

	again := store.ComponentSeed{Account: account("wxplat1"), Component: component("wxplat1")}
	again.Component.TicketAt, again.Component.PushTickets = time.Time{}, false
	if n, err := s.SeedComponents(ctx, []store.ComponentSeed{again}); n != 0 || err != nil {
		t.Errorf("the same again: %d, %v", n, err)
	}
	again.Component.EventURL, again.Component.PermissionSets = "", []int{11}
	if n, err := s.SeedComponents(ctx, []store.ComponentSeed{again}); n != 1 || err != nil {
		t.Errorf("another address: %d, %v", n, err)
	}
	want := component("wxplat1")
	want.EventURL, want.PermissionSets = "", []int{11}
	if got, err := s.Component(ctx, "wxplat1"); err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("after another seed: %v\n%s", err, cmp.Diff(want, got))
	}
	theirs := store.ComponentSeed{Account: account("wxshop"), Component: component("wxshop")}
	if _, err := s.SeedComponents(ctx, []store.ComponentSeed{theirs}); !errors.Is(err, store.ErrConflict) {
		t.Errorf("an account's app id: %v, want ErrConflict", err)
	}
}

// granted is an authorization in which no field is zero.
func granted(appID, component string) store.Authorization {
	return store.Authorization{
		AppID: appID, Component: component, State: store.AuthorizationGranted, PermissionSets: []int{8, 13},
		Salt: []byte("salt"), RefreshHash: hashOf("refresh"), AuthorizedAt: kept(noon()), ChangedAt: kept(noon().Add(time.Hour)),
	}
}

// decide lets a rule decide always the same and returns what it was given.
func decide(t *testing.T, s Writes, component, authorizer string, code store.Hash, d store.Decision) (given store.Standing, err error) {
	t.Helper()
	err = s.Decide(context.Background(), component, authorizer, code, func(standing store.Standing) (store.Decision, error) {
		given = standing
		return d, nil
	})
	return given, err
}

// decisions keeps everything that a rule can decide, events to push included.
func decisions(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wxshop")
	seedPlatforms(t, s, "wxplat")
	auth, code := granted("wxshop", "wxplat"), store.Code{
		AppID: "wxplat", Hash: hashOf("code"), Kind: store.CodeAuth, Authorizer: "wxshop", ExpiresAt: kept(noon().Add(time.Hour)),
	}
	later := component("wxplat")
	later.TicketAt, later.PushTickets = kept(noon().Add(time.Hour)), false
	given, err := decide(t, s, "wxplat", "wxshop", store.Hash{}, store.Decision{
		Authorization: &auth, Minted: &code, Component: &later,
		Deliveries: []store.Delivery{{Target: store.ComponentTarget("wxplat"), ID: "one", Kind: "authorized", Body: []byte("<xml/>"), CreatedAt: kept(noon())}},
	})
	if err != nil {
		t.Fatalf("Decide: %v", err)
	}
	fresh := store.Standing{
		Component: component("wxplat"), Authorization: store.Authorization{AppID: "wxshop", Component: "wxplat"}, Code: store.Code{AppID: "wxplat"},
	}
	if diff := cmp.Diff(fresh, given); diff != "" {
		t.Errorf("the rule was given (-want +got):\n%s", diff)
	}
	if pushes, err := s.Deliveries(ctx, store.DeliveryFilter{Target: store.ComponentTarget("wxplat")}, 10); err != nil || len(pushes) != 1 || pushes[0].ID != "one" {
		t.Errorf("Deliveries: %+v, %v", pushes, err)
	}

	given, err = decide(t, s, "wxplat", "wxshop", hashOf("code"), store.Decision{UseCode: noon(), UseFrom: "2001:db8::7"})
	if err != nil {
		t.Fatalf("Decide: %v", err)
	}
	if diff := cmp.Diff(store.Standing{Component: later, Authorization: auth, Code: code}, given); diff != "" {
		t.Errorf("the second rule was given (-want +got):\n%s", diff)
	}
	code.UsedAt, code.UsedFrom = kept(noon()), "2001:db8::7"
	if got, err := s.Code(ctx, "wxplat", hashOf("code")); err != nil || cmp.Diff(code, got) != "" {
		t.Errorf("Code: %v\n%s", err, cmp.Diff(code, got))
	}
	if got, err := s.Authorization(ctx, "wxshop", "wxplat"); err != nil || cmp.Diff(auth, got) != "" {
		t.Errorf("Authorization: %v\n%s", err, cmp.Diff(auth, got))
	}
}

func refusedDecisions(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wxshop")
	seedPlatforms(t, s, "wxplat")
	auth, code := granted("wxshop", "wxplat"), store.Code{AppID: "wxplat", Hash: hashOf("code"), Kind: store.CodeTicket, ExpiresAt: noon()}
	all := store.Decision{
		Authorization: &auth, Minted: &code,
		Deliveries: []store.Delivery{{Target: store.ComponentTarget("wxplat"), ID: "one", Kind: "authorized", Body: []byte("<xml/>"), CreatedAt: noon()}},
	}
	for _, c := range []struct{ component, authorizer string }{{"wxnobody", ""}, {"wxshop", ""}, {"wxplat", "wxnobody"}, {"wxplat", "wxplat"}} {
		if _, err := decide(t, s, c.component, c.authorizer, store.Hash{}, all); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Decide about %q and %q: %v, want ErrNotFound", c.component, c.authorizer, err)
		}
	}
	want := &refusal{61003}
	if err := s.Decide(ctx, "wxplat", "wxshop", store.Hash{}, func(store.Standing) (store.Decision, error) { return all, want }); err != want {
		t.Errorf("a rule's error came back as %v", err)
	}
	if _, err := decide(t, s, "wxplat", "", store.Hash{}, store.Decision{Minted: &code}); err != nil {
		t.Fatalf("Decide: %v", err)
	}
	if _, err := decide(t, s, "wxplat", "wxshop", store.Hash{}, all); !errors.Is(err, store.ErrConflict) {
		t.Errorf("a code that is there: %v, want ErrConflict", err)
	}
	if _, err := s.Authorization(ctx, "wxshop", "wxplat"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a refused decision left an authorization: %v", err)
	}
	if pushes, err := s.Deliveries(ctx, store.DeliveryFilter{}, 10); err != nil || len(pushes) != 0 {
		t.Errorf("a refused decision left events: %+v, %v", pushes, err)
	}
}

func codes(t *testing.T, s Writes) {
	ctx := context.Background()
	seedPlatforms(t, s, "wxplat", "wxplat2")
	for _, name := range []string{"a", "b", "c"} {
		code := store.Code{AppID: "wxplat", Hash: hashOf(name), Kind: store.CodeTicket, ExpiresAt: noon()}
		if name == "c" {
			code.ExpiresAt = noon().Add(time.Hour)
		}
		if _, err := decide(t, s, "wxplat", "", store.Hash{}, store.Decision{Minted: &code}); err != nil {
			t.Fatalf("Decide: %v", err)
		}
	}
	if _, err := s.Code(ctx, "wxplat2", hashOf("a")); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("another platform's code: %v, want ErrNotFound", err)
	}
	for _, want := range []int{1, 1, 0} {
		if n, err := s.DropCodes(ctx, noon().Add(time.Minute), 1); n != want || err != nil {
			t.Errorf("DropCodes: %d, %v, want %d", n, err, want)
		}
	}
	if _, err := s.Code(ctx, "wxplat", hashOf("c")); err != nil {
		t.Errorf("a code that has not expired: %v", err)
	}
}

func authorizations(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2", "wx3", "wx4")
	seedPlatforms(t, s, "wxplat", "wxplat2")
	gone := granted("wx3", "wxplat")
	gone.State = store.AuthorizationWithdrawn
	seeds := []store.Authorization{granted("wx4", "wxplat"), granted("wx1", "wxplat"), gone, granted("wx2", "wxplat2"), granted("wx2", "wxplat")}
	if n, err := s.SeedAuthorizations(ctx, seeds); n != 5 || err != nil {
		t.Fatalf("SeedAuthorizations: %d, %v", n, err)
	}
	if n, err := s.SeedAuthorizations(ctx, seeds); n != 0 || err != nil {
		t.Errorf("the same again: %d, %v", n, err)
	}
	list, total, err := s.Authorizations(ctx, "wxplat", 1, 10)
	if diff := cmp.Diff([]store.Authorization{granted("wx2", "wxplat"), granted("wx4", "wxplat")}, list); diff != "" || total != 3 || err != nil {
		t.Errorf("Authorizations: %d, %v (-want +got):\n%s", total, err, diff)
	}
	for _, page := range [][2]int{{0, 0}, {3, 10}, {-1, 10}} {
		if list, total, err := s.Authorizations(ctx, "wxplat", page[0], page[1]); len(list) != 0 || total != 3 || err != nil {
			t.Errorf("Authorizations from %d, at most %d: %v, %d, %v", page[0], page[1], list, total, err)
		}
	}

	grantedBy(t, s, "wx2", granted("wx2", "wxplat"), granted("wx2", "wxplat2"))
	grantedBy(t, s, "wx3") // it has withdrawn
	grantedBy(t, s, "wxnobody")

	// Other sets leave the refresh token as it is; granting again does not.
	other := granted("wx1", "wxplat")
	other.PermissionSets, other.Salt, other.RefreshHash = []int{11}, []byte("other"), store.Hash{}
	other.ChangedAt = kept(noon().Add(2 * time.Hour))
	back := granted("wx3", "wxplat")
	back.Salt = []byte("again")
	if n, err := s.SeedAuthorizations(ctx, []store.Authorization{other, back}); n != 2 || err != nil {
		t.Fatalf("SeedAuthorizations: %d, %v", n, err)
	}
	other.Salt, other.RefreshHash = []byte("salt"), hashOf("refresh")
	for _, want := range []store.Authorization{other, back} {
		if got, err := s.Authorization(ctx, want.AppID, "wxplat"); err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("Authorization: %v\n%s", err, cmp.Diff(want, got))
		}
	}
	for _, stray := range []store.Authorization{granted("wxnobody", "wxplat"), granted("wx1", "wxnobody"), granted("wxplat", "wxplat2")} {
		if _, err := s.SeedAuthorizations(ctx, []store.Authorization{stray}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("authorization of %s by %s: %v, want ErrNotFound", stray.Component, stray.AppID, err)
		}
	}
}

// grantedBy lists what an account grants, outside a write and inside one, which sees
// what it has put itself.
func grantedBy(t *testing.T, s Writes, appID string, want ...store.Authorization) {
	t.Helper()
	list, err := s.GrantedBy(context.Background(), appID)
	if diff := cmp.Diff(want, list, cmpopts.EquateEmpty()); diff != "" || err != nil {
		t.Errorf("GrantedBy: %v (-want +got):\n%s", err, diff)
	}
	own := granted(appID, "wxzzz")
	undo := errors.New("nothing is kept")
	err = s.Write(context.Background(), nil, func(tx store.Tx) error {
		tx.PutAuthorization(own)
		list, err := tx.GrantedBy(appID)
		if diff := cmp.Diff(append(slices.Clone(want), own), list); diff != "" || err != nil {
			t.Errorf("GrantedBy in a write: %v (-want +got):\n%s", err, diff)
		}
		own.State = store.AuthorizationWithdrawn
		tx.PutAuthorization(own)
		list, err = tx.GrantedBy(appID)
		if diff := cmp.Diff(want, list, cmpopts.EquateEmpty()); diff != "" || err != nil {
			t.Errorf("GrantedBy after a withdrawal in the write: %v (-want +got):\n%s", err, diff)
		}
		own.State = store.AuthorizationGranted // for a write that is run again
		return undo
	})
	if !errors.Is(err, undo) {
		t.Errorf("Write: %v", err)
	}
}

func candidates(t *testing.T, s Writes) {
	ctx := context.Background()
	var seeds []store.Seed
	for appID, kind := range map[string]string{"wx1": "service", "wx2": "official", "wx3": "miniprogram", "wx4": "service"} {
		a := account(appID)
		a.Kind, a.Irregular = kind, appID == "wx4"
		seeds = append(seeds, store.Seed{Account: a})
	}
	if _, err := s.Seed(ctx, seeds); err != nil {
		t.Fatal(err)
	}
	seedPlatforms(t, s, "wxplat")
	for _, c := range []struct {
		kinds []string
		limit int
		want  []string
	}{
		{[]string{"service", "official", "miniprogram"}, 10, []string{"wx1", "wx2", "wx3"}},
		{[]string{"service", "official"}, 1, []string{"wx1"}},
		{[]string{"miniprogram"}, 10, []string{"wx3"}},
		{nil, 10, nil},
		{[]string{"service"}, 0, nil},
	} {
		list, err := s.Candidates(ctx, c.kinds, c.limit)
		var got []string
		for _, a := range list {
			got = append(got, a.AppID)
			if a.Name == "" || !a.SecretHash.IsZero() {
				t.Errorf("a candidate is %+v", a)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%v, at most %d: %v (-want +got):\n%s", c.kinds, c.limit, err, diff)
		}
	}
}

package component_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/weixin"
)

// modifyFor changes the shop of an account as the platform.
func modifyFor(t *testing.T, c *component.Component, appID string) error {
	t.Helper()
	return c.ClientFor(appID).ModifyMerchant(t.Context(), change)
}

func wantRefusal(t *testing.T, err error, code weixin.Code) {
	t.Helper()
	if answered, ok := errors.AsType[*weixin.Error](err); !ok || answered.Code != code {
		t.Errorf("got %v, want errcode %d", err, code)
	}
}

func TestComponentFromTicketToModification(t *testing.T) {
	store := new(component.MemoryTokens)
	shop := merchants(1)[0]
	p := newPlatform(t, store, platformSeed("", []string{shop}, nil))
	if err := modifyFor(t, p.Component, shop); !errors.Is(err, component.ErrNotAuthorized) {
		t.Errorf("before it authorized: got %v, want ErrNotAuthorized", err)
	}
	info, err := p.QueryAuth(t.Context(), p.authorize(t, shop, 8, 13))
	if err != nil {
		t.Fatal(err)
	}
	if info.AuthorizerAppID != shop || fmt.Sprint(info.Granted()) != "[8 13]" {
		t.Errorf("got %+v", info)
	}
	if err := modifyFor(t, p.Component, shop); err != nil {
		t.Fatal(err)
	}
	p.service.CheckIntro(t, shop, change.Intro)
	p.service.CheckCalls(t, weixin.GetAuthorizerAccessToken.Name, 0) // the code brought the first token
	p.service.CheckCalls(t, weixin.GetComponentAccessToken.Name, 1)

	// Tokens expire: each is renewed once, and the call repeated.
	p.service.Advance(3 * time.Hour)
	if err := modifyFor(t, p.Component, shop); err != nil {
		t.Fatal(err)
	}
	p.service.CheckCalls(t, weixin.GetAuthorizerAccessToken.Name, 2) // the first with a dead component token
	p.service.CheckCalls(t, weixin.GetComponentAccessToken.Name, 2)

	// Another set at once, and withdrawal at once.
	p.authorize(t, shop, 11)
	wantRefusal(t, modifyFor(t, p.Component, shop), weixin.NotGranted)
	p.withdraw(t, shop)
	wantRefusal(t, modifyFor(t, p.Component, shop), weixin.NotAuthorized)

	// Authorized again by another process, this one finds its token in the store.
	if _, err := p.another(t, store).QueryAuth(t.Context(), p.authorize(t, shop, 13)); err != nil {
		t.Fatal(err)
	}
	if err := modifyFor(t, p.Component, shop); err != nil {
		t.Error(err)
	}
}

func TestComponentWithoutTicket(t *testing.T) {
	p := newPlatform(t, nil, platformSeed("", nil, nil))
	c := p.another(t, nil)
	if _, err := c.Tokens().Token(t.Context()); !errors.Is(err, component.ErrNoTicket) {
		t.Errorf("got %v, want ErrNoTicket", err)
	}
	if err := c.StoreTicket(t.Context(), "ticket@@@false", time.Now()); err != nil {
		t.Fatal(err)
	}
	_, err := c.Tokens().Token(t.Context())
	wantRefusal(t, err, weixin.TicketInvalid)
	if strings.Contains(fmt.Sprint(err), "false") || strings.Contains(fmt.Sprintf("%v %+v %#v", c, c, c), secret) {
		t.Errorf("a secret is told: %v %+v", err, c)
	}
}

func TestLateTicketReplacesNoNewerOne(t *testing.T) {
	store := new(component.MemoryTokens)
	c, err := component.New(component.Config{AppID: platformID, Secret: secret, Store: store})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for i, at := range []time.Duration{0, -time.Minute, 10 * time.Minute, 10 * time.Minute, -10 * time.Hour, -24 * time.Hour} {
		if err := c.StoreTicket(t.Context(), fmt.Sprint("ticket ", i), now.Add(at)); err != nil {
			t.Fatal(err)
		}
		r, err := store.Load(t.Context(), component.TokenKey{Component: platformID, AppID: platformID})
		want := fmt.Sprint("ticket ", []int{0, 0, 2, 3, 3, 5}[i])
		if err != nil || r.RefreshToken != want {
			t.Errorf("after %d: got %q, %v; want %q", i, r.RefreshToken, err, want)
		}
	}
}

// Two processes, many goroutines: one fetch of each token.
func TestComponentsShareAStore(t *testing.T) {
	store := new(component.MemoryTokens)
	shop := merchants(1)[0]
	p := newPlatform(t, store, platformSeed("", []string{shop}, []string{shop}))
	if n, err := p.Resync(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	both := []*component.Component{p.Component, p.another(t, store)}
	for round := 1; round <= 3; round++ {
		var all sync.WaitGroup
		for i := range 32 {
			all.Go(func() {
				if err := modifyFor(t, both[i%2], shop); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := succeeded(p, weixin.GetAuthorizerAccessToken.Name); got != round {
			t.Errorf("round %d: %d tokens for the account", round, got)
		}
		if got := succeeded(p, weixin.GetComponentAccessToken.Name); got != round {
			t.Errorf("round %d: %d tokens for the platform", round, got)
		}
		p.service.Advance(3 * time.Hour)
	}
}

// succeeded counts the calls of an interface that were not refused.
func succeeded(p *platform, name string) int {
	n := 0
	for _, call := range p.service.CallsOf(name) {
		if call.Code == weixin.OK {
			n++
		}
	}
	return n
}

func TestLostRefreshTokens(t *testing.T) {
	ids := merchants(1201)
	p := newPlatform(t, nil, platformSeed("", ids, ids))
	stored := func() map[string]bool {
		all := make(map[string]bool)
		for id, err := range p.Stored(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			all[id] = true
		}
		return all
	}
	if n, err := p.Resync(t.Context()); n != len(ids) || err != nil || len(stored()) != len(ids) {
		t.Fatalf("%d of %d came back, %d are stored: %v", n, len(ids), len(stored()), err)
	}
	if n, err := p.Resync(t.Context()); n != 0 || err != nil {
		t.Errorf("again: %d changed, %v", n, err)
	}
	if err := p.Forget(t.Context(), ids[7]); err != nil || stored()[ids[7]] {
		t.Errorf("not forgotten: %v", err)
	}
	if err := modifyFor(t, p.Component, ids[7]); !errors.Is(err, component.ErrNotAuthorized) {
		t.Errorf("forgotten: got %v", err)
	}
	if err := p.Restore(t.Context(), ids[7]); err != nil {
		t.Fatal(err)
	}
	if err := modifyFor(t, p.Component, ids[7]); err != nil {
		t.Error(err)
	}
	p.service.CheckCalls(t, weixin.GetAuthorizerList.Name, 2*3)
	if err := p.Forget(t.Context(), platformID); err == nil {
		t.Error("the platform's own ticket was forgotten")
	}
	wantRefusal(t, p.Restore(t.Context(), appid), weixin.NotAuthorized)
}

// A store that was put back from an old backup has a refresh token that is no
// longer good: the right one is found all the same.
func TestWrongRefreshToken(t *testing.T) {
	store := new(component.MemoryTokens)
	shop := merchants(1)[0]
	p := newPlatform(t, store, platformSeed("", []string{shop}, nil))
	if _, err := p.QueryAuth(t.Context(), p.authorize(t, shop, 13)); err != nil {
		t.Fatal(err)
	}
	key := component.TokenKey{Component: platformID, AppID: shop}
	good, err := store.Load(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]component.TokenRecord{
		"previous is right": {RefreshToken: "refreshtoken@@@wrong", PreviousRefreshToken: good.RefreshToken},
		"both are wrong":    {RefreshToken: "refreshtoken@@@wrong", PreviousRefreshToken: "refreshtoken@@@older"},
	} {
		present, err := store.Load(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		r.TokenKey, r.Version = key, present.Version
		if err := store.Save(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if err := modifyFor(t, p.another(t, store), shop); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if now, err := store.Load(t.Context(), key); err != nil || now.RefreshToken != good.RefreshToken {
			t.Errorf("%s: the store has %q, %v", name, now.RefreshToken, err)
		}
	}
}

func TestAuthorizationURL(t *testing.T) {
	p := newPlatform(t, nil, platformSeed("", nil, nil))
	const back = "http://platform.example/back?state=a%20b"
	for _, test := range []struct {
		page component.AuthorizationPage
		path string
		want string
	}{
		{component.AuthorizationPage{RedirectURI: back}, "/cgi-bin/componentloginpage", "3||"},
		{component.AuthorizationPage{RedirectURI: back, AuthType: 1, AccountAppID: appid}, "/cgi-bin/componentloginpage", "1|" + appid + "|"},
		{component.AuthorizationPage{RedirectURI: back, Mobile: true}, "/wxaopen/safe/bindcomponent", "3||wechat_redirect"},
	} {
		address, err := p.AuthorizationURL(t.Context(), test.page)
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		got := q.Get("auth_type") + "|" + q.Get("biz_appid") + "|" + u.Fragment
		if !strings.HasPrefix(address, p.service.URL+test.path+"?") || got != test.want || q.Get("redirect_uri") != back ||
			q.Get("component_appid") != platformID || !strings.HasPrefix(q.Get("pre_auth_code"), "preauthcode@@@") {
			t.Errorf("got %s", address)
		}
		// The service's page takes it.
		resp, err := p.service.Client().Get(address)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 200 {
			t.Errorf("%s answers %d", address, resp.StatusCode)
		}
	}
	if _, err := p.AuthorizationURL(t.Context(), component.AuthorizationPage{}); err == nil {
		t.Error("a page without a redirect")
	}
}

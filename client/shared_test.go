package client_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
)

// grants is a service that gives a platform tokens whose life it says.
type grants struct {
	*service
	serial atomic.Int64
	down   atomic.Bool
	store  client.MemoryTokens
}

func newGrants(t *testing.T, seconds int) *grants {
	t.Helper()
	g := &grants{service: newService(t)}
	g.on(weixin.GetComponentAccessToken.Page, func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, weixin.ComponentAccessTokenResponse{ComponentAccessToken: "platform's", ExpiresIn: 7200})
	})
	g.on(weixin.GetAuthorizerAccessToken.Page, func(w http.ResponseWriter, _ *http.Request) {
		if g.down.Load() {
			writeCode(w, weixin.SystemError)
			return
		}
		writeJSON(w, weixin.AuthorizerAccessTokenResponse{
			AuthorizerAccessToken: fmt.Sprint("token-", g.serial.Add(1)), ExpiresIn: seconds, AuthorizerRefreshToken: "refresh",
		})
	})
	for _, r := range []client.TokenRecord{
		{TokenKey: client.TokenKey{Component: platformID, AppID: platformID}, RefreshToken: "ticket"},
		{TokenKey: client.TokenKey{Component: platformID, AppID: appid}, RefreshToken: "refresh"},
	} {
		if err := g.store.Save(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

// component is one process of the platform.
func (g *grants) component(t *testing.T) *client.Component {
	t.Helper()
	c, err := client.NewComponent(client.ComponentConfig{AppID: platformID, Secret: secret, Store: &g.store}, client.WithBaseURL(g.URL))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

func TestSharedTokenIsRenewedBeforeItsEndByOne(t *testing.T) {
	t.Parallel()
	g := newGrants(t, 2) // renewed after 1.5 s
	one, two := g.component(t), g.component(t)
	both := func(want string) {
		t.Helper()
		var all sync.WaitGroup
		for _, c := range []*client.Component{one, two, one, two} {
			all.Go(func() {
				if got, err := c.Authorizer(appid).Token(t.Context()); got != want || err != nil {
					t.Errorf("got %q, %v; want %q", got, err, want)
				}
			})
		}
		all.Wait()
	}
	both("token-1")
	time.Sleep(1600 * time.Millisecond)
	both("token-2")

	// While it cannot be renewed, the old one serves until its end, also a
	// process that has only just started.
	g.down.Store(true)
	time.Sleep(1600 * time.Millisecond)
	both("token-2")
	if got, err := g.component(t).Authorizer(appid).Token(t.Context()); got != "token-2" || err != nil {
		t.Errorf("in a new process: got %q, %v", got, err)
	}
	time.Sleep(500 * time.Millisecond)
	_, err := g.component(t).Authorizer(appid).Token(t.Context())
	wantCode(t, err, weixin.SystemError)
	g.down.Store(false)
	both("token-3")
}

func TestEndlessRefusalOfAnAuthorizersTokens(t *testing.T) {
	g := newGrants(t, 7200)
	g.on(weixin.ModifyMerchant.Page, answers(weixin.InvalidCredential))
	c := g.component(t)
	for range 30 {
		wantCode(t, modifyFor(t, c, appid), weixin.InvalidCredential)
	}
	if got := g.count(weixin.ModifyMerchant.Page); got > 2*30 {
		t.Errorf("%d API calls for 30 changes", got)
	}
	if got := g.count(weixin.GetAuthorizerAccessToken.Page); got != 1+10 {
		t.Errorf("%d tokens fetched, want the first and 10 renewals", got)
	}
}

// A process that was away for two expiries finds a token that is dead, too.
func TestFoundTokenThatIsDead(t *testing.T) {
	g := newGrants(t, 7200)
	var alive atomic.Value
	accept(g.service, weixin.AccessTokenExpired, func(token string) bool { return token == alive.Load() })
	away, busy := g.component(t), g.component(t)
	alive.Store("token-1")
	for _, c := range []*client.Component{away, busy} {
		if err := modifyFor(t, c, appid); err != nil {
			t.Fatal(err)
		}
	}
	alive.Store("token-2")
	if err := modifyFor(t, busy, appid); err != nil {
		t.Fatal(err)
	}
	alive.Store("token-3")
	if err := modifyFor(t, away, appid); err != nil {
		t.Error(err)
	}
	if got := g.serial.Load(); got != 3 {
		t.Errorf("%d tokens fetched, want 3", got)
	}
}

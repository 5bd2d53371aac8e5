package component_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

// grants is a service that gives a platform tokens whose life it says.
type grants struct {
	*scripted.Service
	serial atomic.Int64
	down   atomic.Bool
	store  component.MemoryTokens
}

func newGrants(t *testing.T, seconds int) *grants {
	t.Helper()
	g := &grants{Service: scripted.Run(t)}
	g.On(weixin.GetComponentAccessToken.Page, func(w http.ResponseWriter, _ *http.Request) {
		scripted.WriteJSON(w, weixin.ComponentAccessTokenResponse{ComponentAccessToken: "platform's", ExpiresIn: 7200})
	})
	g.On(weixin.GetAuthorizerAccessToken.Page, func(w http.ResponseWriter, _ *http.Request) {
		if g.down.Load() {
			scripted.WriteCode(w, weixin.SystemError)
			return
		}
		scripted.WriteJSON(w, weixin.AuthorizerAccessTokenResponse{
			AuthorizerAccessToken: fmt.Sprint("token-", g.serial.Add(1)), ExpiresIn: seconds, AuthorizerRefreshToken: "refresh",
		})
	})
	for _, r := range []component.TokenRecord{
		{TokenKey: component.TokenKey{Component: platformID, AppID: platformID}, RefreshToken: "ticket"},
		{TokenKey: component.TokenKey{Component: platformID, AppID: appid}, RefreshToken: "refresh"},
	} {
		if err := g.store.Save(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

// component is one process of the platform.
func (g *grants) component(t *testing.T) *component.Component {
	t.Helper()
	c, err := component.New(component.Config{AppID: platformID, Secret: secret, Store: &g.store}, client.WithBaseURL(g.URL))
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
		for _, c := range []*component.Component{one, two, one, two} {
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
	scripted.WantCode(t, err, weixin.SystemError)
	g.down.Store(false)
	both("token-3")
}

func TestEndlessRefusalOfAnAuthorizersTokens(t *testing.T) {
	g := newGrants(t, 7200)
	g.On(weixin.ModifyMerchant.Page, scripted.Refuse(weixin.InvalidCredential))
	c := g.component(t)
	for range 30 {
		scripted.WantCode(t, modifyFor(t, c, appid), weixin.InvalidCredential)
	}
	if got := g.Count(weixin.ModifyMerchant.Page); got > 2*30 {
		t.Errorf("%d API calls for 30 changes", got)
	}
	if got := g.Count(weixin.GetAuthorizerAccessToken.Page); got != 1+10 {
		t.Errorf("%d tokens fetched, want the first and 10 renewals", got)
	}
}

// A process that was away for two expiries finds a token that is dead, too.
func TestFoundTokenThatIsDead(t *testing.T) {
	g := newGrants(t, 7200)
	var alive atomic.Value
	g.Accept(weixin.AccessTokenExpired, func(token string) bool { return token == alive.Load() })
	away, busy := g.component(t), g.component(t)
	alive.Store("token-1")
	for _, c := range []*component.Component{away, busy} {
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

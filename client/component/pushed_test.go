package component_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// A platform whose only input are the events that the service pushes.
func TestPushedEvents(t *testing.T) {
	var receiver atomic.Pointer[component.Receiver]
	events := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		receiver.Load().ServeHTTP(w, r)
	}))
	t.Cleanup(events.Close)
	shop := merchants(1)[0]
	store := new(component.MemoryTokens)
	p := &platform{service: wxastoretest.Run(t, wxastoretest.WithSeed(platformSeed(events.URL, []string{shop}, nil)))}
	p.Component = p.another(t, store)
	r, err := p.Receiver(nil)
	if err != nil {
		t.Fatal(err)
	}
	receiver.Store(r)

	// until waits for an event to have come and taken effect.
	until := func(what string, holds func(r component.TokenRecord) bool, appID string) {
		t.Helper()
		for {
			r, err := store.Load(t.Context(), component.TokenKey{Component: platformID, AppID: appID})
			if err == nil && holds(r) {
				return
			}
			select {
			case <-t.Context().Done():
				t.Fatal(what)
			case <-time.After(5 * time.Millisecond):
			}
		}
	}
	there := func(r component.TokenRecord) bool { return r.RefreshToken != "" }

	if err := p.StartPushTicket(t.Context()); err != nil {
		t.Fatal(err)
	}
	until("no ticket", there, platformID)

	p.authorize(t, shop, 13)
	until("not authorized", there, shop)
	if err := modifyFor(t, p.Component, shop); err != nil {
		t.Error(err)
	}
	first, err := store.Load(t.Context(), component.TokenKey{Component: platformID, AppID: shop})
	if err != nil {
		t.Fatal(err)
	}

	// Other sets: the event brings another code, and other tokens.
	p.authorize(t, shop, 8, 13)
	until("not updated", func(r component.TokenRecord) bool { return r.AccessToken != first.AccessToken }, shop)

	p.withdraw(t, shop)
	until("not withdrawn", func(r component.TokenRecord) bool { return r.RefreshToken == "" && r.AccessToken == "" }, shop)

	// Who handles the redirect may use the code before the event comes.
	info, err := p.QueryAuth(t.Context(), p.authorize(t, shop, 13))
	if err == nil {
		if info.AuthorizerAppID != shop {
			t.Errorf("got %+v", info)
		}
	} else {
		wantRefusal(t, err, weixin.AuthCodeExpired) // the event was quicker
	}
	until("not authorized again", there, shop)
	if err := modifyFor(t, p.Component, shop); err != nil {
		t.Error(err)
	}
}

// An event of a withdrawal that comes late does not cost an account that has
// authorized the platform again.
func TestLateWithdrawal(t *testing.T) {
	shop := merchants(1)[0]
	p := newPlatform(t, nil, platformSeed("", []string{shop}, nil))
	withdrawal := weixin.EventUnauthorized.ForComponent(platformID, time.Now().Add(time.Hour), weixin.UnauthorizedBody{AuthorizerAppID: shop})
	if err := p.Apply(t.Context(), withdrawal); err != nil {
		t.Errorf("of an account that never authorized: %v", err)
	}
	if _, err := p.QueryAuth(t.Context(), p.authorize(t, shop, 13)); err != nil {
		t.Fatal(err)
	}
	if err := p.Apply(t.Context(), withdrawal); err != nil {
		t.Fatal(err)
	}
	if err := modifyFor(t, p.Component, shop); err != nil {
		t.Errorf("after a late event: %v", err)
	}
	p.withdraw(t, shop)
	for range 2 {
		if err := p.Apply(t.Context(), withdrawal); err != nil {
			t.Fatal(err)
		}
	}
	for id := range p.Stored(t.Context()) {
		t.Errorf("%s is still stored", id)
	}
}

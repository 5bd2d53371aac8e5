package message

import (
	"errors"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// TestRoute goes through where an account's messages go.
func TestRoute(t *testing.T) {
	t.Parallel()
	platforms := map[string]store.Component{
		"wxsilent": {AppID: "wxsilent", Token: "t", EncodingAESKey: "k"},
		"wxfirst":  {AppID: "wxfirst", MessageURL: "https://first.example/$APPID$/m?a=$APPID$", Token: "t1", EncodingAESKey: "k1"},
		"wxlater":  {AppID: "wxlater", MessageURL: "https://later.example/$APPID$", Token: "t2", EncodingAESKey: "k2"},
	}
	component := func(appID string) (store.Component, error) {
		c, ok := platforms[appID]
		if !ok {
			return c, store.ErrNotFound
		}
		return c, nil
	}
	grant := func(component string, after time.Duration, sets ...int) store.Authorization {
		return store.Authorization{AppID: "wx1", Component: component, State: store.AuthorizationGranted, PermissionSets: sets, AuthorizedAt: at.Add(after)}
	}
	a := store.Account{AppID: "wx1", Messages: store.Messages{URL: "http://own.example", Token: "t0", EncodingAESKey: "k0", Mode: store.MessagesCompat}}
	own := Address{"http://own.example", "wx1", "t0", "k0", store.MessagesCompat}
	first := Address{"https://first.example/wx1/m?a=wx1", "wxfirst", "t1", "k1", store.MessagesSafe}
	for name, c := range map[string]struct {
		granted []store.Authorization
		want    Address
	}{
		"nothing granted":            {nil, own},
		"cards only":                 {[]store.Authorization{grant("wxfirst", 0, 8, 9)}, own},
		"stores":                     {[]store.Authorization{grant("wxfirst", 0, 8, 13)}, first},
		"messages":                   {[]store.Authorization{grant("wxfirst", 0, 1)}, first},
		"a platform without a URL":   {[]store.Authorization{grant("wxsilent", 0, 13)}, own},
		"that one before another":    {[]store.Authorization{grant("wxsilent", 0, 13), grant("wxfirst", 1, 13)}, first},
		"the one authorized first":   {[]store.Authorization{grant("wxlater", 2, 13), grant("wxfirst", 1, 13)}, first},
		"at the same time, by name":  {[]store.Authorization{grant("wxlater", 0, 13), grant("wxfirst", 0, 13)}, first},
		"a platform that is no more": {[]store.Authorization{grant("wxgone", 0, 13)}, own},
	} {
		if got, err := route(a, c.granted, component); err != nil || got != c.want {
			t.Errorf("%s: %v, %v, want %v", name, got, err, c.want)
		}
	}
	broken := errors.New("broken")
	if _, err := route(a, []store.Authorization{grant("wxfirst", 0, 13)}, func(string) (store.Component, error) { return store.Component{}, broken }); !errors.Is(err, broken) {
		t.Errorf("a store that fails: %v", err)
	}
}

// TestNotifyForPlatform queues an event for an account whose messages only a platform
// gets, and none once it has withdrawn; the write that authorizes is seen.
func TestNotifyForPlatform(t *testing.T) {
	t.Parallel()
	s := open(t, store.Account{AppID: "wx1", Kind: "service"}, store.Account{AppID: "wxc", Kind: store.KindComponent})
	m := &Module{Store: s}
	granted := store.Authorization{AppID: "wx1", Component: "wxc", State: store.AuthorizationGranted, PermissionSets: []int{13}, AuthorizedAt: at}
	write(t, s, func(tx store.Tx) error {
		tx.PutComponent(store.Component{AppID: "wxc", MessageURL: "https://c.example/$APPID$", Token: "t", EncodingAESKey: "k"})
		tx.PutAuthorization(granted)
		_, err := queue(tx, "wx1", demo())
		return err
	})
	if n := len(queued(t, s)); n != 1 {
		t.Errorf("%d events", n)
	}
	if _, err := m.SendTest(t.Context(), "wx1", at); err != nil {
		t.Error(err)
	}
	if to, err := m.Address(t.Context(), "wx1"); err != nil || to.URL != "https://c.example/wx1" || to.AppID != "wxc" {
		t.Errorf("%v, %v", to, err)
	}
	granted.State = store.AuthorizationWithdrawn
	write(t, s, func(tx store.Tx) error { tx.PutAuthorization(granted); return m.Notify(tx, "wx1", demo()) })
	if n := len(queued(t, s)); n != 2 {
		t.Errorf("%d events", n)
	}
	if _, err := m.SendTest(t.Context(), "wx1", at); err == nil {
		t.Error("a test event goes nowhere")
	}
}

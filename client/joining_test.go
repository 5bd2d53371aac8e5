package client_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

// gate holds the requests for stable tokens until it is opened.
type gate struct{ asked, open chan struct{} }

func newGate(s *scripted.Service, a *authority) gate {
	a.on(s)
	g := gate{make(chan struct{}, 8), make(chan struct{})}
	var answer http.HandlerFunc
	answer = s.On(weixin.GetStableAccessToken.Page, func(w http.ResponseWriter, r *http.Request) {
		g.asked <- struct{}{}
		<-g.open
		answer(w, r)
	})
	return g
}

// A fetch that began before the refusal knows nothing of it, and may bring the
// refused token again. A caller that joins it must not take that as final.
func TestRefreshThatJoinsAnIgnorantFetch(t *testing.T) {
	s, a := scripted.Run(t), &authority{}
	g := newGate(s, a)
	tokens := client.StableTokens(s.Client(t), appid, secret)
	var callers sync.WaitGroup
	callers.Go(func() {
		if got, err := tokens.Token(t.Context()); got != "stable-1" || err != nil {
			t.Errorf("Token: got %q, %v", got, err)
		}
	})
	<-g.asked
	callers.Go(func() {
		if got, err := tokens.Refresh(t.Context(), "stable-1"); got != "stable-2" || err != nil {
			t.Errorf("Refresh: got %q, %v; want the next token", got, err)
		}
	})
	time.Sleep(20 * time.Millisecond) // let it join
	close(g.open)
	callers.Wait()
	if got := a.forced.Load(); got != 1 {
		t.Errorf("forced %d times, want 1", got)
	}
}

// While a refused token is being replaced, nobody is given it.
func TestTokenWaitsWhileItIsReplaced(t *testing.T) {
	s, a := scripted.Run(t), &authority{}
	a.on(s)
	tokens := client.StableTokens(s.Client(t), appid, secret)
	old := mustToken(t, tokens)
	g := newGate(s, a)
	a.serial.Store(7) // another process has forced a new one
	var callers sync.WaitGroup
	callers.Go(func() {
		if got, err := tokens.Refresh(t.Context(), old); got != "stable-7" || err != nil {
			t.Errorf("Refresh: got %q, %v", got, err)
		}
	})
	<-g.asked
	callers.Go(func() {
		if got, err := tokens.Token(t.Context()); got != "stable-7" || err != nil {
			t.Errorf("Token: got %q, %v; want the one that replaces %q", got, err, old)
		}
	})
	time.Sleep(20 * time.Millisecond)
	close(g.open)
	callers.Wait()
}

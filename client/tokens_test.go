package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

func TestManyCallersFetchOneToken(t *testing.T) {
	s, a := scripted.Run(t), &authority{}
	a.on(s)
	s.Accept(weixin.InvalidCredential, func(token string) bool { return token == a.stable() })
	c := s.Client(t, client.WithCredentials(appid, secret))
	changeAtOnce := func() {
		t.Helper()
		var callers errgroup.Group
		for range 64 {
			callers.Go(func() error { return c.ModifyMerchant(t.Context(), change) })
		}
		if err := callers.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	changeAtOnce()
	if got := s.Count(weixin.GetStableAccessToken.Page); got != 1 {
		t.Errorf("64 callers fetched %d tokens, want 1", got)
	}
	a.serial.Add(1) // the token is dead for all of them at once
	changeAtOnce()
	if got := s.Count(weixin.GetStableAccessToken.Page); got != 2 {
		t.Errorf("64 callers with a dead token fetched %d, want 1", got-1)
	}
}

func TestLateRefusalOfAnOldTokenFetchesNothing(t *testing.T) {
	s, a := scripted.Run(t), &authority{}
	a.on(s)
	tokens := client.ClassicTokens(s.Client(t), appid, secret)
	first := mustToken(t, tokens)
	second, err := tokens.Refresh(t.Context(), first)
	if err != nil || second == first {
		t.Fatalf("got %q, %v; want a new token", second, err)
	}
	before := s.Count(weixin.GetAccessToken.Page)
	for _, old := range []string{first, "some token before"} {
		if got, err := tokens.Refresh(t.Context(), old); got != second || err != nil {
			t.Errorf("Refresh of %q: got %q, %v; want the current %q", old, got, err, second)
		}
	}
	if got := s.Count(weixin.GetAccessToken.Page); got != before {
		t.Errorf("late refusals caused %d fetches", got-before)
	}
}

func TestTokenIsRenewedBeforeItsEnd(t *testing.T) {
	t.Parallel()
	s := scripted.Run(t)
	var serial atomic.Int64
	s.On(weixin.GetAccessToken.Page, func(w http.ResponseWriter, _ *http.Request) {
		writeToken(w, fmt.Sprint("token-", serial.Add(1)), 1) // renewed after 0.75 s
	})
	tokens := client.ClassicTokens(s.Client(t), appid, secret)
	if first, again := mustToken(t, tokens), mustToken(t, tokens); first != again {
		t.Fatalf("a fresh token was fetched again: %q, %q", first, again)
	}
	time.Sleep(800 * time.Millisecond)
	if got := mustToken(t, tokens); got != "token-2" {
		t.Errorf("shortly before its end the token is still %q", got)
	}
}

func TestOldTokenServesWhileItCannotBeRenewed(t *testing.T) {
	t.Parallel()
	s := scripted.Run(t)
	var down atomic.Bool
	s.On(weixin.GetAccessToken.Page, func(w http.ResponseWriter, _ *http.Request) {
		if down.Load() {
			scripted.WriteCode(w, weixin.SystemError)
			return
		}
		writeToken(w, "lasting", 2) // renewed after 1.5 s
	})
	tokens := client.ClassicTokens(s.Client(t), appid, secret)
	mustToken(t, tokens)
	down.Store(true)
	time.Sleep(1600 * time.Millisecond)
	for range 5 {
		if got := mustToken(t, tokens); got != "lasting" {
			t.Fatalf("got %q", got)
		}
	}
	if got := s.Count(weixin.GetAccessToken.Page); got != 2 {
		t.Errorf("%d fetches, want 2: each call tried again", got)
	}
	time.Sleep(500 * time.Millisecond)
	_, err := tokens.Token(t.Context())
	scripted.WantCode(t, err, weixin.SystemError)
}

func TestCallerThatLeavesDoesNotEndTheFetchOfOthers(t *testing.T) {
	s := scripted.Run(t)
	asked, release := make(chan struct{}, 8), make(chan struct{})
	s.On(weixin.GetAccessToken.Page, func(w http.ResponseWriter, _ *http.Request) {
		asked <- struct{}{}
		<-release
		writeToken(w, "patient", 7200)
	})
	tokens := client.ClassicTokens(s.Client(t), appid, secret)
	impatient, leave := context.WithCancel(t.Context())
	var callers sync.WaitGroup
	callers.Go(func() { // starts the fetch
		if _, err := tokens.Token(impatient); !errors.Is(err, context.Canceled) {
			t.Errorf("the caller that left got %v", err)
		}
	})
	<-asked
	others := make(chan error, 4)
	for range 4 {
		callers.Go(func() {
			token, err := tokens.Token(t.Context())
			if err == nil && token != "patient" {
				err = fmt.Errorf("got %q", token)
			}
			others <- err
		})
	}
	time.Sleep(20 * time.Millisecond) // let them join
	leave()
	time.Sleep(20 * time.Millisecond)
	close(release)
	callers.Wait()
	for range 4 {
		if err := <-others; err != nil {
			t.Error(err)
		}
	}
	if got := s.Count(weixin.GetAccessToken.Page); got != 1 {
		t.Errorf("%d fetches, want 1", got)
	}
}

func TestAbandonedFetchDoesNotOverwriteANewerToken(t *testing.T) {
	s := scripted.Run(t)
	var serial atomic.Int64
	asked, ended := make(chan struct{}, 1), make(chan struct{})
	s.On(weixin.GetAccessToken.Page, func(w http.ResponseWriter, r *http.Request) {
		if serial.Add(1) == 1 {
			asked <- struct{}{}
			<-r.Context().Done() // the client has hung up: nobody waits any more
			close(ended)
			return
		}
		writeToken(w, "newer", 7200)
	})
	tokens := client.ClassicTokens(s.Client(t), appid, secret)
	ctx, leave := context.WithCancel(t.Context())
	go func() { <-asked; leave() }()
	if _, err := tokens.Token(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want context.Canceled", err)
	}
	if got := mustToken(t, tokens); got != "newer" {
		t.Errorf("got %q", got)
	}
	<-ended
	if got := mustToken(t, tokens); got != "newer" {
		t.Errorf("after the abandoned fetch ended: %q", got)
	}
}

func TestOlderAnswerNeverReplacesANewerToken(t *testing.T) {
	// The HTTP client does not stop for a context, so that the answer to an
	// abandoned fetch does arrive, and late.
	s := scripted.Run(t)
	var serial atomic.Int64
	asked, release, late := make(chan struct{}, 1), make(chan struct{}), make(chan struct{})
	s.On(weixin.GetAccessToken.Page, func(w http.ResponseWriter, _ *http.Request) {
		n := serial.Add(1)
		if n == 1 {
			asked <- struct{}{}
			<-release
		}
		writeToken(w, fmt.Sprint("token-", n), 7200)
	})
	stubborn := roundTripper(func(r *http.Request) (*http.Response, error) {
		resp, err := http.DefaultTransport.RoundTrip(r.WithContext(context.Background()))
		if r.Context().Err() != nil {
			defer close(late)
		}
		return resp, err
	})
	tokens := client.ClassicTokens(s.Client(t, client.WithHTTPClient(&http.Client{Transport: stubborn})), appid, secret)
	t.Cleanup(http.DefaultTransport.(*http.Transport).CloseIdleConnections)
	ctx, leave := context.WithCancel(t.Context())
	go func() { <-asked; leave() }()
	if _, err := tokens.Token(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want context.Canceled", err)
	}
	if got := mustToken(t, tokens); got != "token-2" {
		t.Fatalf("got %q, want token-2", got)
	}
	close(release)
	<-late
	time.Sleep(20 * time.Millisecond)
	if got := mustToken(t, tokens); got != "token-2" {
		t.Errorf("the older answer replaced the token: %q", got)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func mustToken(t *testing.T, tokens client.TokenSource) string {
	t.Helper()
	token, err := tokens.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return token
}

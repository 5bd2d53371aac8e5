package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

var change = weixin.ModifyMerchantRequest{Intro: "open until ten"}

// authority serves both token interfaces as Weixin does: the stable token
// stays until it is forced, the classic one is new each time.
type authority struct {
	serial, forced atomic.Int64
}

func (a *authority) on(s *scripted.Service) {
	a.serial.Store(1)
	s.On(weixin.GetAccessToken.Page, func(w http.ResponseWriter, _ *http.Request) {
		writeToken(w, fmt.Sprintf("classic-%d", a.serial.Add(1)), 7200)
	})
	s.On(weixin.GetStableAccessToken.Page, func(w http.ResponseWriter, r *http.Request) {
		var req weixin.StableAccessTokenRequest
		_ = json.NewDecoder(r.Body).Decode(&req)
		if req.ForceRefresh {
			a.forced.Add(1)
			a.serial.Add(1)
		}
		writeToken(w, a.stable(), 7200)
	})
}

func (a *authority) stable() string { return fmt.Sprintf("stable-%d", a.serial.Load()) }

func writeToken(w http.ResponseWriter, token string, seconds int) {
	scripted.WriteJSON(w, weixin.AccessTokenResponse{AccessToken: token, ExpiresIn: seconds})
}

func TestRefusedTokenIsRenewedOnceAndTheCallRepeatedOnce(t *testing.T) {
	for _, code := range []weixin.Code{weixin.InvalidCredential, weixin.MalformedToken, weixin.AccessTokenExpired} {
		for name, credentials := range map[string]client.Option{
			"stable": client.WithCredentials(appid, secret), "classic": client.WithClassicCredentials(appid, secret),
		} {
			t.Run(fmt.Sprint(code, " ", name), func(t *testing.T) {
				s, a := scripted.Run(t), &authority{}
				a.on(s)
				var refused sync.Map
				s.Accept(code, func(token string) bool {
					refused.LoadOrStore("first", token)
					first, _ := refused.Load("first")
					return token != first
				})
				c := s.Client(t, credentials)
				if err := c.ModifyMerchant(t.Context(), change); err != nil {
					t.Fatal(err)
				}
				if got := s.Count(weixin.ModifyMerchant.Page); got != 2 {
					t.Errorf("%d API calls, want 2", got)
				}
				if err := c.ModifyMerchant(t.Context(), change); err != nil {
					t.Fatal(err)
				}
				if got := s.Count(weixin.ModifyMerchant.Page); got != 3 {
					t.Errorf("%d API calls after the second change, want 3: the new token was not kept", got)
				}
			})
		}
	}
}

func TestStableTokenIsForcedOnlyIfTheRefusedOneComesBack(t *testing.T) {
	s, a := scripted.Run(t), &authority{}
	a.on(s)
	c := s.Client(t, client.WithCredentials(appid, secret))
	s.Accept(weixin.InvalidCredential, func(token string) bool { return token == a.stable() })
	if err := c.ModifyMerchant(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	a.serial.Add(1) // another process has forced a new one
	if err := c.ModifyMerchant(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	if got := a.forced.Load(); got != 0 {
		t.Errorf("forced %d times though a normal call gave the new token", got)
	}
	old := a.stable()
	s.Accept(weixin.InvalidCredential, func(token string) bool { return token != old })
	if err := c.ModifyMerchant(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	if got := a.forced.Load(); got != 1 {
		t.Errorf("forced %d times, want 1", got)
	}
}

func TestEndlessRefusal(t *testing.T) {
	tests := map[string]struct {
		credentials     client.Option
		firstTokenCalls int // of the first change
		most            int // token calls of 30 changes
	}{
		"stable":  {client.WithCredentials(appid, secret), 3, 1 + 30 + 3},
		"classic": {client.WithClassicCredentials(appid, secret), 2, 1 + 10},
		"static":  {client.WithTokenSource(client.StaticToken("static")), 0, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, a := scripted.Run(t), &authority{}
			a.on(s)
			s.On(weixin.ModifyMerchant.Page, scripted.Refuse(weixin.InvalidCredential))
			c := s.Client(t, test.credentials)
			tokenCalls := func() int { return s.Count(weixin.GetAccessToken.Page) + s.Count(weixin.GetStableAccessToken.Page) }

			err := c.ModifyMerchant(t.Context(), change)
			scripted.WantCode(t, err, weixin.InvalidCredential)
			wantCalls := 2
			if name == "static" {
				wantCalls = 1 // there is nothing to repeat it with
			}
			if got := s.Count(weixin.ModifyMerchant.Page); got != wantCalls {
				t.Errorf("%d API calls, want %d", got, wantCalls)
			}
			if got := tokenCalls(); got != test.firstTokenCalls {
				t.Errorf("%d token calls, want %d", got, test.firstTokenCalls)
			}
			for range 29 {
				scripted.WantCode(t, c.ModifyMerchant(t.Context(), change), weixin.InvalidCredential)
			}
			if got := tokenCalls(); got > test.most {
				t.Errorf("%d token calls for 30 changes, want at most %d", got, test.most)
			}
			if got := a.forced.Load(); got > 3 {
				t.Errorf("%d forced refreshes, of which 20 a day are allowed", got)
			}
		})
	}
}

func TestOtherRefusalsAreNotRepeated(t *testing.T) {
	for _, code := range []weixin.Code{weixin.SystemError, weixin.APIUnauthorized, weixin.UnusableMedia, weixin.AccessTokenMissing} {
		s, a := scripted.Run(t), &authority{}
		a.on(s)
		s.On(weixin.ModifyMerchant.Page, scripted.Refuse(code))
		err := s.Client(t, client.WithCredentials(appid, secret)).ModifyMerchant(t.Context(), change)
		scripted.WantCode(t, err, code)
		if got := s.Count(weixin.ModifyMerchant.Page); got != 1 {
			t.Errorf("%d: %d API calls, want 1", code, got)
		}
	}
}

func TestWrongSecretIsNotRepeated(t *testing.T) {
	s := scripted.Run(t)
	for _, code := range []weixin.Code{weixin.InvalidAppSecret, weixin.InvalidCredential} {
		s.On(weixin.GetStableAccessToken.Page, scripted.Refuse(code))
		before := s.Count(weixin.GetStableAccessToken.Page)
		err := s.Client(t, client.WithCredentials(appid, secret)).ModifyMerchant(t.Context(), change)
		scripted.WantCode(t, err, code)
		if got := s.Count(weixin.GetStableAccessToken.Page) - before; got != 1 {
			t.Errorf("%d: %d token calls, want 1", code, got)
		}
	}
	if got := s.Count(weixin.ModifyMerchant.Page); got != 0 {
		t.Errorf("%d API calls without a token", got)
	}
}

func TestFailedRenewalTellsBoth(t *testing.T) {
	s := scripted.Run(t)
	var fetched atomic.Int64
	s.On(weixin.GetStableAccessToken.Page, func(w http.ResponseWriter, _ *http.Request) {
		if fetched.Add(1) > 1 {
			scripted.WriteCode(w, weixin.InvalidAppSecret)
			return
		}
		writeToken(w, "first", 7200)
	})
	s.On(weixin.ModifyMerchant.Page, scripted.Refuse(weixin.InvalidCredential))
	err := s.Client(t, client.WithCredentials(appid, secret)).ModifyMerchant(t.Context(), change)
	scripted.WantCode(t, err, weixin.InvalidCredential)
	if !strings.Contains(err.Error(), weixin.InvalidAppSecret.Text()) {
		t.Errorf("the error does not say why the renewal failed: %v", err)
	}
}

func TestCallWithoutTokens(t *testing.T) {
	s := scripted.Run(t)
	err := s.Client(t).ModifyMerchant(context.Background(), change)
	if !errors.Is(err, client.ErrNoTokens) {
		t.Errorf("got %v, want ErrNoTokens", err)
	}
}

package component_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

// record is what the store has of the account.
func (g *grants) record(t *testing.T) component.TokenRecord {
	t.Helper()
	r, err := g.store.Load(t.Context(), component.TokenKey{Component: platformID, AppID: appid})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// forget lets the store have nothing of the account.
func (g *grants) forget(t *testing.T) {
	t.Helper()
	if err := g.store.Save(t.Context(), component.TokenRecord{TokenKey: g.record(t).TokenKey, Version: g.record(t).Version}); err != nil {
		t.Fatal(err)
	}
}

// tells lets the service say of the account what Weixin says of its tokens.
func (g *grants) tells(refresh string) {
	g.On(weixin.GetAuthorizerInfo.Page, func(w http.ResponseWriter, _ *http.Request) {
		scripted.WriteJSON(w, weixin.AuthorizerInfoResponse{AuthorizationInfo: weixin.AuthorizationInfo{AuthorizerAppID: appid, AuthorizerRefreshToken: refresh}})
	})
	g.On(weixin.GetAuthorizerList.Page, func(w http.ResponseWriter, _ *http.Request) {
		scripted.WriteJSON(w, weixin.AuthorizerListResponse{TotalCount: 2, List: []weixin.Authorizer{
			{AuthorizerAppID: appid, RefreshToken: refresh}, {AuthorizerAppID: "wx00000000000000ff", RefreshToken: "another's"},
		}})
	})
}

// exchanges lets the service answer a code.
func (g *grants) exchanges(access, refresh string) {
	g.On(weixin.GetAuthorizerRefreshToken.Page, func(w http.ResponseWriter, _ *http.Request) {
		scripted.WriteJSON(w, weixin.AuthorizerRefreshTokenResponse{AuthorizationInfo: weixin.AuthorizationInfo{
			AuthorizerAppID: appid, AuthorizerAccessToken: access, AuthorizerRefreshToken: refresh,
		}})
	})
}

// tokensSent notes the access tokens that modify_merchant is called with.
func (g *grants) tokensSent() *[]string {
	sent := new([]string)
	g.On(weixin.ModifyMerchant.Page, func(w http.ResponseWriter, r *http.Request) {
		*sent = append(*sent, r.URL.Query().Get("access_token"))
		scripted.WriteCode(w, weixin.OK)
	})
	return sent
}

// A code may bring a refresh token and no access token: one is fetched.
func TestCodeWithoutAccessToken(t *testing.T) {
	g := newGrants(t, 7200)
	g.exchanges("", "refreshed")
	sent := g.tokensSent()
	c := g.component(t)
	info, err := c.QueryAuth(t.Context(), "code")
	if err != nil || info.AuthorizerAccessToken != "token-1" || info.AuthorizerRefreshToken != "refreshed" {
		t.Errorf("got %v, %v", info.AuthorizerAccessToken, err)
	}
	if err := modifyFor(t, c, appid); err != nil || fmt.Sprint(*sent) != "[token-1]" {
		t.Errorf("sent %q, %v", *sent, err)
	}
	// Also in a process that finds the tokens in the store.
	if err := modifyFor(t, g.component(t), appid); err != nil || fmt.Sprint(*sent) != "[token-1 token-1]" {
		t.Errorf("sent %q, %v", *sent, err)
	}

	// While none can be had, the refresh token is kept all the same.
	g.down.Store(true)
	g.exchanges("", "newer")
	if info, err = c.QueryAuth(t.Context(), "code"); err == nil || info.AuthorizerRefreshToken != "newer" {
		t.Errorf("got %v, %v", info.AuthorizerAppID, err)
	}
	if r := g.record(t); r.RefreshToken != "newer" || r.AccessToken != "" {
		t.Errorf("kept %q and %q", r.RefreshToken, r.AccessToken)
	}
	if err := modifyFor(t, c, appid); err == nil || len(*sent) != 2 {
		t.Errorf("sent %q, %v", *sent, err)
	}
	g.down.Store(false)
	if err := modifyFor(t, c, appid); err != nil || fmt.Sprint(*sent) != "[token-1 token-1 token-2]" {
		t.Errorf("sent %q, %v", *sent, err)
	}
}

// A code without a refresh token costs no token that is kept.
func TestCodeWithoutRefreshToken(t *testing.T) {
	g := newGrants(t, 7200)
	g.exchanges("an access token", "")
	before := g.record(t)
	if info, err := g.component(t).QueryAuth(t.Context(), "code"); err == nil || info.AuthorizerAppID != "" || !strings.Contains(err.Error(), "authorize the platform again") {
		t.Errorf("got %v, %v", info, err)
	}
	if r := g.record(t); r != before {
		t.Errorf("kept %q and %q", r.RefreshToken, r.AccessToken)
	}
}

// Before its code was used Weixin tells no refresh token of an account: who asks
// for it hears what to do, and nothing that is kept is lost.
func TestUntoldRefreshToken(t *testing.T) {
	authorized := func(event weixin.Event[weixin.AuthorizedBody], code string) weixin.ComponentEvent {
		return event.ForComponent(platformID, time.Now(), weixin.AuthorizedBody{AuthorizerAppID: appid, AuthorizationCode: code})
	}
	for _, kept := range []bool{true, false} {
		for name, ask := range map[string]func(*grants, *component.Component) error{
			"Restore": func(_ *grants, c *component.Component) error { return c.Restore(t.Context(), appid) },
			"Resync": func(_ *grants, c *component.Component) error {
				n, err := c.Resync(t.Context())
				if n != 1 {
					t.Errorf("%d accounts were restored, want the other one", n)
				}
				return err
			},
			"Apply, code expired": func(g *grants, c *component.Component) error {
				g.On(weixin.GetAuthorizerRefreshToken.Page, scripted.Refuse(weixin.AuthCodeExpired))
				return c.Apply(t.Context(), authorized(weixin.EventAuthorized, "used"))
			},
			"Apply, code invalid": func(g *grants, c *component.Component) error {
				g.On(weixin.GetAuthorizerRefreshToken.Page, scripted.Refuse(weixin.AuthCodeInvalid))
				return c.Apply(t.Context(), authorized(weixin.EventUpdateAuthorized, "used"))
			},
			"Apply, no code": func(_ *grants, c *component.Component) error {
				return c.Apply(t.Context(), authorized(weixin.EventAuthorized, ""))
			},
			"Refresh": func(g *grants, c *component.Component) error {
				if !kept {
					return component.ErrNoRefreshToken // there is nothing to renew with
				}
				g.On(weixin.GetAuthorizerAccessToken.Page, scripted.Refuse(weixin.RefreshTokenInvalid))
				_, err := c.Authorizer(appid).Refresh(t.Context(), "old")
				wantRefusal(t, err, weixin.RefreshTokenInvalid)
				return err
			},
		} {
			t.Run(fmt.Sprint(name, ", kept ", kept), func(t *testing.T) {
				g := newGrants(t, 7200)
				if !kept {
					g.forget(t)
				}
				g.tells("")
				before := g.record(t)
				err := ask(g, g.component(t))
				if !errors.Is(err, component.ErrNoRefreshToken) || !strings.Contains(err.Error(), "QueryAuth") || !strings.Contains(err.Error(), "authorize the platform again") {
					t.Errorf("got %v, want ErrNoRefreshToken with what to do", err)
				}
				if name == "Resync" && !strings.Contains(fmt.Sprint(err), appid) {
					t.Errorf("the account is not named: %v", err)
				}
				if r := g.record(t); r != before {
					t.Errorf("the record has changed: %q, %q", r.RefreshToken, r.AccessToken)
				}
			})
		}
	}
}

// The event of an authorization that could not be stored is answered so that it
// is pushed again, until it can.
func TestEventOfUntoldTokenIsPushedAgain(t *testing.T) {
	g := newGrants(t, 7200)
	g.forget(t)
	g.tells("")
	g.On(weixin.GetAuthorizerRefreshToken.Page, scripted.Refuse(weixin.AuthCodeInvalid))
	c, err := component.New(component.Config{
		AppID: platformID, Secret: secret, Token: signToken, EncodingAESKey: platformKey, Store: &g.store,
	}, client.WithBaseURL(g.URL))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	r, err := c.Receiver(nil)
	if err != nil {
		t.Fatal(err)
	}
	address := serve(t, r)
	p := pushOf(t, newCipher(t, platformID, signToken, platformKey), weixin.EventAuthorized.ForComponent(platformID, time.Now(), weixin.AuthorizedBody{AuthorizerAppID: appid, AuthorizationCode: "used"}),
		time.Now(), "nonce")
	if status, _ := p.send(t, address); status != http.StatusInternalServerError {
		t.Errorf("answered %d, want 500", status)
	}
	g.tells("told now")
	if status, answer := p.send(t, address); status != http.StatusOK || answer != "success" || g.record(t).RefreshToken != "told now" {
		t.Errorf("answered %d %q, kept %q", status, answer, g.record(t).RefreshToken)
	}
}

// No answer that was to bring a credential and brings none is a success, and
// nothing of it is kept or sent.
func TestAnswersWithoutCredential(t *testing.T) {
	g := newGrants(t, 7200)
	var sent []string
	g.On(weixin.ModifyMerchant.Page, func(w http.ResponseWriter, r *http.Request) {
		sent = append(sent, r.URL.RawQuery)
		scripted.WriteCode(w, weixin.OK)
	})
	empty := func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"expires_in":7200,"access_token":"","component_access_token":"","authorizer_access_token":"","pre_auth_code":""}`)
	}
	c, plain := g.component(t), g.Client(t)
	back := component.AuthorizationPage{RedirectURI: "http://platform.example/"}
	nothing := func(_ any, err error) error { return err }
	for name, test := range map[string]struct {
		page weixin.Page
		call func() error
	}{
		"classic":        {weixin.GetAccessToken.Page, func() error { return nothing(plain.GetAccessToken(t.Context(), appid, secret)) }},
		"stable":         {weixin.GetStableAccessToken.Page, func() error { return nothing(plain.GetStableAccessToken(t.Context(), appid, secret, false)) }},
		"classic source": {weixin.GetAccessToken.Page, func() error { return nothing(client.ClassicTokens(plain, appid, secret).Token(t.Context())) }},
		"stable source":  {weixin.GetStableAccessToken.Page, func() error { return nothing(client.StableTokens(plain, appid, secret).Refresh(t.Context(), "old")) }},
		"classic modify": {weixin.GetAccessToken.Page, func() error {
			return g.Client(t, client.WithClassicCredentials(appid, secret)).ModifyMerchant(t.Context(), change)
		}},
		"stable modify": {weixin.GetStableAccessToken.Page, func() error {
			return g.Client(t, client.WithCredentials(appid, secret)).ModifyMerchant(t.Context(), change)
		}},
		"authorizer":         {weixin.GetAuthorizerAccessToken.Page, func() error { return nothing(c.Authorizer(appid).Token(t.Context())) }},
		"authorizer refresh": {weixin.GetAuthorizerAccessToken.Page, func() error { return nothing(c.Authorizer(appid).Refresh(t.Context(), "old")) }},
		"authorizer modify":  {weixin.GetAuthorizerAccessToken.Page, func() error { return modifyFor(t, c, appid) }},
		"platform":           {weixin.GetComponentAccessToken.Page, func() error { return nothing(g.component(t).Tokens().Refresh(t.Context(), "platform's")) }},
		"pre-auth code":      {weixin.GetPreAuthCode.Page, func() error { return nothing(c.AuthorizationURL(t.Context(), back)) }},
	} {
		answer := g.On(test.page, empty)
		err := test.call()
		if odd, ok := errors.AsType[*client.AnswerError](err); !ok || !strings.Contains(odd.Reason, "the answer has no ") {
			t.Errorf("%s: got %v, want an AnswerError that says what is missing", name, err)
		}
		if answer != nil {
			g.On(test.page, answer)
		}
		for r, err := range g.store.Records(t.Context(), platformID) {
			if err != nil || r.Validate() != nil || r.AccessToken == "" && !r.ExpiresAt.IsZero() {
				t.Errorf("%s: kept %v, %v", name, r, err)
			}
		}
		if r := g.record(t); r.AccessToken != "" || r.RefreshToken != "refresh" {
			t.Errorf("%s: kept %q and %q", name, r.AccessToken, r.RefreshToken)
		}
	}
	if len(sent) > 0 {
		t.Errorf("sent %q", sent)
	}

	// An answer without the refresh token leaves the one before.
	g.On(weixin.GetAuthorizerAccessToken.Page, scripted.Body(200, "application/json", `{"authorizer_access_token":"fresh","expires_in":7200}`))
	if err := modifyFor(t, c, appid); err != nil || len(sent) != 1 || g.record(t).RefreshToken != "refresh" {
		t.Errorf("sent %q, kept %q, %v", sent, g.record(t).RefreshToken, err)
	}
}

// The same with the service: an account that has authorized the platform is
// neither restored nor lost before its code is used.
func TestRefreshTokenIsToldAfterItsCode(t *testing.T) {
	shops := merchants(2)
	p := newPlatform(t, nil, platformSeed("", shops, shops[1:]))
	code := p.authorize(t, shops[0], 13)
	if err := p.Restore(t.Context(), shops[0]); !errors.Is(err, component.ErrNoRefreshToken) {
		t.Errorf("Restore: got %v, want ErrNoRefreshToken", err)
	}
	if n, err := p.Resync(t.Context()); n != 1 || !errors.Is(err, component.ErrNoRefreshToken) || !strings.Contains(fmt.Sprint(err), shops[0]) {
		t.Errorf("Resync: %d restored, %v; want the other one, and ErrNoRefreshToken of %s", n, err, shops[0])
	}
	if _, err := p.QueryAuth(t.Context(), code); err != nil {
		t.Fatal(err)
	}
	if err := p.Forget(t.Context(), shops[0]); err != nil {
		t.Fatal(err)
	}
	if err := p.Restore(t.Context(), shops[0]); err != nil {
		t.Error(err)
	}
	if err := modifyFor(t, p.Component, shops[0]); err != nil {
		t.Error(err)
	}
}

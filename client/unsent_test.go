package client_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
)

// unheard is a service that must not be asked.
func unheard(t *testing.T) *service {
	t.Helper()
	s := newService(t)
	var asked atomic.Int64
	for _, d := range weixin.Declarations() {
		s.on(d.Page, func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			writeCode(w, weixin.OK)
		})
	}
	t.Cleanup(func() {
		if n := asked.Load(); n > 0 {
			t.Errorf("%d requests were sent", n)
		}
	})
	return s
}

// tokenOf is a source of a token that it never looks at.
type tokenOf string

func (s tokenOf) Token(context.Context) (string, error)           { return string(s), nil }
func (s tokenOf) Refresh(context.Context, string) (string, error) { return string(s), nil }

func TestRawRequestsThatAreNotSent(t *testing.T) {
	s := unheard(t)
	bad := "茶\xff"
	for _, d := range weixin.Declarations() {
		tokens := client.WithTokenSource(tokenOf("token"))
		refuse := func(name string, in client.RawRequest, want error, opts ...client.Option) {
			t.Helper()
			if len(opts) == 0 {
				opts = []client.Option{tokens}
			}
			if _, err := s.client(t, opts...).CallRaw(t.Context(), d, in); !errors.Is(err, want) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s: got %v, want %q about %q", d.Name, err, want, name)
			}
		}
		refuse("some", client.RawRequest{Query: url.Values{"some": {"a", bad}}}, client.ErrNotUTF8)
		refuse("the name", client.RawRequest{Query: url.Values{bad: {"a"}}}, client.ErrNotUTF8)
		refuse("secret", client.RawRequest{Query: url.Values{"secret": {""}}}, client.ErrEmptyCredential)
		if d.Credential.Bearer() {
			refuse("access_token", client.RawRequest{}, client.ErrEmptyCredential, client.WithTokenSource(tokenOf("")))
			refuse("access_token", client.RawRequest{}, client.ErrNotUTF8, client.WithTokenSource(tokenOf(bad)))
		}
		switch d.Body {
		case weixin.JSONBody:
			refuse("intro", client.RawRequest{JSON: []byte(`{"a":"b","intro":"` + bad + `"}`)}, client.ErrNotUTF8)
			refuse("JSON body", client.RawRequest{JSON: []byte(`{"` + bad + `":"b"}`)}, client.ErrNotUTF8)
			refuse("JSON body", client.RawRequest{JSON: []byte(`["` + bad + `"`)}, client.ErrNotUTF8)
			refuse("authorization_code", client.RawRequest{JSON: []byte(`{"authorization_code":""}`)}, client.ErrEmptyCredential)
		case weixin.MultipartBody:
			file := func(name, contentType string) client.RawRequest {
				return client.RawRequest{File: &weixin.File{Name: name, ContentType: contentType, Content: io.NopCloser(strings.NewReader("x"))}}
			}
			refuse("file name", file(bad, ""), client.ErrNotUTF8)
			refuse("content type", file("a", bad), client.ErrNotUTF8)
			if _, err := s.client(t, tokens).CallRaw(t.Context(), d, file("a.png", "image/png\r\nX-Other: 1")); err == nil {
				t.Errorf("%s: a content type of two lines was sent", d.Name)
			}
		}
	}
	if _, err := client.New(client.WithUserAgent(bad)); !errors.Is(err, client.ErrNotUTF8) {
		t.Errorf("a user agent: got %v", err)
	}
	if _, err := client.New(client.WithBaseURL("http://h/" + bad)); err == nil {
		t.Error("a base URL that is not UTF-8 is taken")
	}
}

func TestCallsThatAreNotSent(t *testing.T) {
	s := unheard(t)
	store := new(client.MemoryTokens)
	c, err := client.NewComponent(client.ComponentConfig{AppID: platformID, Secret: secret, Store: store}, client.WithBaseURL(s.URL))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	plain := s.client(t)
	ctx, bad := t.Context(), "\xb2\xe8"
	if err := c.StoreTicket(ctx, "ticket", time.Now()); err != nil {
		t.Fatal(err)
	}
	nothing := func(_ any, err error) error { return err }
	modify := func(source client.TokenSource) error {
		return s.client(t, client.WithTokenSource(source)).ModifyMerchant(ctx, change)
	}
	for name, test := range map[string]struct{ got, want error }{
		"code":                {nothing(c.QueryAuth(ctx, "")), client.ErrEmptyCredential},
		"classic secret":      {nothing(plain.GetAccessToken(ctx, appid, "")), client.ErrEmptyCredential},
		"stable secret":       {nothing(plain.GetStableAccessToken(ctx, appid, "", true)), client.ErrEmptyCredential},
		"classic source":      {nothing(client.ClassicTokens(plain, appid, "").Token(ctx)), client.ErrEmptyCredential},
		"stable source":       {nothing(client.StableTokens(plain, appid, "").Refresh(ctx, "old")), client.ErrEmptyCredential},
		"token of a source":   {modify(tokenOf("")), client.ErrEmptyCredential},
		"static token":        {modify(client.StaticToken("")), nil},
		"ticket":              {c.StoreTicket(ctx, "", time.Now()), nil},
		"ticket of an event":  {c.Apply(ctx, weixin.ComponentEvent{InfoType: weixin.InfoTicket}), nil},
		"event of no account": {c.Apply(ctx, weixin.ComponentEvent{InfoType: weixin.InfoAuthorized, AuthorizationCode: "code"}), nil},
		"introduction":        {s.client(t, client.WithTokenSource(tokenOf("token"))).ModifyMerchant(ctx, weixin.ModifyMerchantRequest{Intro: bad}), client.ErrNotUTF8},
		"file name": {nothing(s.client(t, client.WithTokenSource(tokenOf("token"))).UploadTempMedia(ctx, "image", bad+".png", strings.NewReader("x"))),
			client.ErrNotUTF8},
		"redirect":       {nothing(c.AuthorizationURL(ctx, client.AuthorizationPage{RedirectURI: "http://h/" + bad})), client.ErrNotUTF8},
		"app id of page": {nothing(c.AuthorizationURL(ctx, client.AuthorizationPage{RedirectURI: "http://h/", AccountAppID: bad})), client.ErrNotUTF8},
	} {
		if test.got == nil || test.want != nil && !errors.Is(test.got, test.want) {
			t.Errorf("%s: got %v, want %v", name, test.got, test.want)
		}
	}
}

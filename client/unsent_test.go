package client_test

import (
	"context"
	"errors"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

// tokenOf is a source of a token that it never looks at.
type tokenOf string

func (s tokenOf) Token(context.Context) (string, error)           { return string(s), nil }
func (s tokenOf) Refresh(context.Context, string) (string, error) { return string(s), nil }

func TestRawRequestsThatAreNotSent(t *testing.T) {
	s := scripted.RunUnheard(t)
	bad := "茶\xff"
	for _, d := range weixin.Declarations() {
		tokens := client.WithTokenSource(tokenOf("token"))
		refuse := func(name string, in client.RawRequest, want error, opts ...client.Option) {
			t.Helper()
			if len(opts) == 0 {
				opts = []client.Option{tokens}
			}
			if _, err := s.Client(t, opts...).CallRaw(t.Context(), d, in); !errors.Is(err, want) || !strings.Contains(err.Error(), name) {
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
			if _, err := s.Client(t, tokens).CallRaw(t.Context(), d, file("a.png", "image/png\r\nX-Other: 1")); err == nil {
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
	s := scripted.RunUnheard(t)
	plain := s.Client(t)
	ctx, bad := t.Context(), "\xb2\xe8"
	nothing := func(_ any, err error) error { return err }
	modify := func(source client.TokenSource) error {
		return s.Client(t, client.WithTokenSource(source)).ModifyMerchant(ctx, change)
	}
	for name, test := range map[string]struct{ got, want error }{
		"classic secret":    {nothing(plain.GetAccessToken(ctx, appid, "")), client.ErrEmptyCredential},
		"stable secret":     {nothing(plain.GetStableAccessToken(ctx, appid, "", true)), client.ErrEmptyCredential},
		"classic source":    {nothing(client.ClassicTokens(plain, appid, "").Token(ctx)), client.ErrEmptyCredential},
		"stable source":     {nothing(client.StableTokens(plain, appid, "").Refresh(ctx, "old")), client.ErrEmptyCredential},
		"token of a source": {modify(tokenOf("")), client.ErrEmptyCredential},
		"static token":      {modify(client.StaticToken("")), nil},
		"introduction":      {s.Client(t, client.WithTokenSource(tokenOf("token"))).ModifyMerchant(ctx, weixin.ModifyMerchantRequest{Intro: bad}), client.ErrNotUTF8},
		"file name": {nothing(s.Client(t, client.WithTokenSource(tokenOf("token"))).UploadTempMedia(ctx, "image", bad+".png", strings.NewReader("x"))),
			client.ErrNotUTF8},
	} {
		if test.got == nil || test.want != nil && !errors.Is(test.got, test.want) {
			t.Errorf("%s: got %v, want %v", name, test.got, test.want)
		}
	}
}

package client_test

import (
	"strings"
	"testing"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

func TestFromEnv(t *testing.T) {
	s, a := scripted.Run(t), &authority{}
	a.on(s)
	var used string
	s.Accept(weixin.InvalidCredential, func(token string) bool { used = token; return true })
	for name, c := range map[string]struct {
		appid, secret, token string
		opts                 []client.Option
		used, refused        string
	}{
		"account":    {appid: appid, secret: secret, used: "stable-1"},
		"token":      {appid: appid, secret: secret, token: "given", used: "given"},
		"option":     {appid: appid, opts: []client.Option{client.WithTokenSource(client.StaticToken("mine"))}, used: "mine"},
		"no secret":  {appid: appid, refused: "an app id needs its secret"},
		"no account": {refused: "no credentials"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("WXASTORE_API", s.URL)
			t.Setenv("WXASTORE_APPID", c.appid)
			t.Setenv("WXASTORE_SECRET", c.secret)
			t.Setenv("WXASTORE_TOKEN", c.token)
			got, err := client.FromEnv(c.opts...)
			if c.refused != "" {
				if err == nil || !strings.Contains(err.Error(), c.refused) {
					t.Errorf("got %v, want %q", err, c.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(got.CloseIdleConnections)
			if err := got.ModifyMerchant(t.Context(), change); err != nil || used != c.used {
				t.Errorf("called with %q, want %q: %v", used, c.used, err)
			}
		})
	}
}

package weixin_test

import (
	"regexp"
	"testing"

	"github.com/wxastore/wxastore/weixin"
)

func TestIsCredential(t *testing.T) {
	names := regexp.MustCompile("(?i)^" + weixin.CredentialNames() + "$")
	for name, want := range map[string]bool{
		"secret": true, "component_appsecret": true, "AppSecret": true, "access_token": true, "Access-Token": true, "TOKEN": true,
		"component_verify_ticket": true, "ComponentVerifyTicket": true, "pre_auth_code": true, "PreAuthCode": true, "authorization_code": true,
		"js_code": true, "session_key": true, "secret-key": true, "EncodingAESKey": true, "password": true,
		"": false, "errcode": false, "code": false, "key": false, "appid": false, "secrets": false, "media_id": false, "oken": false, "_": false,
	} {
		if got := weixin.IsCredential(name); got != want {
			t.Errorf("%q: got %v", name, got)
		}
		if got := names.MatchString(name); got != want {
			t.Errorf("%q: the expression says %v", name, got)
		}
	}
}

// Every declared parameter that proves who calls is known by its name.
func TestDeclaredCredentials(t *testing.T) {
	found := make(map[string]bool)
	for _, d := range weixin.Declarations() {
		known := d.Credential != weixin.AppSecret
		for _, p := range d.Params() {
			if weixin.IsCredential(p.Name) {
				found[p.Name], known = true, true
			}
		}
		if !known {
			t.Errorf("%s proves itself with a secret, and no parameter is known as one", d.Name)
		}
	}
	for _, name := range []string{
		"secret", "appsecret", "component_appsecret", "component_secret", "component_verify_ticket", "authorization_code", "authorizer_refresh_token",
	} {
		if !found[name] {
			t.Errorf("%s is declared nowhere", name)
		}
	}
}

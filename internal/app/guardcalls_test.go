package app_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/weixin"
)

// request makes a call of an interface: method, target and body.
type request func(p *player, t *testing.T, d weixin.Declaration) (method, target, body string)

func bearer(d weixin.Declaration) bool   { return d.Credential.Bearer() }
func tokened(d weixin.Declaration) bool  { return d.Credential == weixin.AccessToken }
func platform(d weixin.Declaration) bool { return d.Credential == weixin.ComponentToken }
func secretd(d weixin.Declaration) bool {
	return d.Credential == weixin.AppSecret && d.Callers.Has(weixin.ServiceAccount)
}

// as makes a call whose body is fit for it, by an account; by the platform of
// about the same name where the page is for platforms.
func as(appID string) request {
	return func(p *player, t *testing.T, d weixin.Declaration) (string, string, string) {
		if d.Callers == weixin.ThirdParty {
			return p.asPlatform(t, d, appID+"platform")
		}
		if tokened(d) {
			return d.Method(), d.Path + "?access_token=" + p.tokenOnce(t, appID), "{}"
		}
		secret := secretOf(appID)
		switch d.Body {
		case weixin.JSONBody:
			return d.Method(), d.Path, fmt.Sprintf(`{"grant_type":"client_credential","appid":%q,"secret":%q}`, appID, secret)
		case weixin.FormBody:
			return d.Method(), d.Path, fmt.Sprintf(`{"appid":%q,"appsecret":%q}`, appID, secret)
		}
		return d.Method(), d.Path + "?grant_type=client_credential&appid=" + appID + "&secret=" + secret, ""
	}
}

func (p *player) asPlatform(t *testing.T, d weixin.Declaration, component string) (string, string, string) {
	t.Helper()
	if platform(d) {
		return d.Method(), d.Path + "?component_access_token=" + p.tokenOnce(t, component), fmt.Sprintf(`{"component_appid":%q}`, component)
	}
	secret := secretOf(component)
	return d.Method(), d.Path, fmt.Sprintf(`{"component_appid":%q,"component_secret":%q,"component_appsecret":%q,"appsecret":%q}`, component, secret, secret, secret)
}

// asAuthorizer makes a call by a platform for an account that authorizes it.
func asAuthorizer(account string) request {
	return func(p *player, t *testing.T, d weixin.Declaration) (string, string, string) {
		return d.Method(), d.Path + "?access_token=" + p.vars["for "+account], "{}"
	}
}

// owned makes a call with the own token of an account or a platform.
func owned(appID string) request {
	return func(p *player, t *testing.T, d weixin.Declaration) (string, string, string) {
		return d.Method(), d.Path + "?access_token=" + p.tokenOnce(t, appID), "{}"
	}
}

// query makes a call with a query.
func query(text string) request {
	return func(_ *player, _ *testing.T, d weixin.Declaration) (string, string, string) {
		return d.Method(), d.Path + "?" + text, "{}"
	}
}

// body makes a call by a plain account with a body, by POST if it may.
func body(text string) request {
	return func(p *player, t *testing.T, d weixin.Declaration) (string, string, string) {
		_, target, _ := as("wxplain")(p, t, d)
		return bodyMethod(d), target, text
	}
}

// bodyMethod is POST, unless the interface does not take it.
func bodyMethod(d weixin.Declaration) string {
	if d.Methods.Has("POST") && d.Body != weixin.NoBody {
		return "POST"
	}
	return d.Method()
}

// otherMethod makes a call by another method than the page's.
func otherMethod(of request) request {
	return func(p *player, t *testing.T, d weixin.Declaration) (string, string, string) {
		method, target, text := of(p, t, d)
		return map[string]string{"GET": "POST", "POST": "GET"}[method], target, text
	}
}

// put makes a call by a method that no page has.
func put(of request) request {
	return func(p *player, t *testing.T, d weixin.Declaration) (string, string, string) {
		_, target, text := of(p, t, d)
		return "PUT", target, text
	}
}

// tokenOnce fetches the token of an account or a platform once, since that is
// counted, too.
func (p *player) tokenOnce(t *testing.T, appID string) string {
	t.Helper()
	name := "token of " + appID
	if p.vars[name] == "" {
		fetch := p.token
		if strings.HasSuffix(appID, "platform") {
			fetch = p.platformToken
		}
		p.vars[name] = fetch(t, appID)
	}
	return p.vars[name]
}

// call makes a call and returns the code of its answer.
func (p *player) call(t *testing.T, d weixin.Declaration, request request) weixin.Code {
	t.Helper()
	raw := p.sendTo(t, d, request)
	var answer weixin.Status
	if err := json.Unmarshal([]byte(raw.Body), &answer); err != nil {
		t.Fatalf("%s: %v in %q", d.Name, err, raw.Body)
	}
	return answer.ErrCode
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func guardSeed(t *testing.T) string {
	t.Helper()
	once := func(limit string) string {
		var quotas []string
		for _, d := range weixin.Declarations() {
			quotas = append(quotas, fmt.Sprintf("%s: {%s: 1}", d.Name, limit))
		}
		return "{" + strings.Join(quotas, ", ") + "}"
	}
	seed := "accounts:\n"
	for appID, extra := range map[string]string{
		"wxplain": "", "wxmini": ", kind: miniprogram", "wxperson": ", kind: official, individual: true",
		"wxbad": ", irregular: true", "wxfrozen": ", secret_frozen: true", "wxlisted": ", ip_list: [192.0.2.1]",
		"wxday": ", quotas: " + once("daily"), "wxminute": ", quotas: " + once("per_minute"),
		"wxgone": "", "wxchanged": "", "wxnothing": "",
	} {
		seed += fmt.Sprintf("  - {appid: %s, secret: %s%s}\n", appID, secretOf(appID), extra)
	}
	seed += "components:\n"
	for appID, extra := range map[string]string{
		"wxplainplatform": "", "wxlistedplatform": "", "wxforplatform": ", permission_sets: [99]",
		"wxdayplatform": ", quotas: " + once("daily"), "wxminuteplatform": ", quotas: " + once("per_minute"),
	} {
		seed += fmt.Sprintf("  - {appid: %s, secret: %s%s}\n", appID, secretOf(appID), extra)
	}
	path := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(path, []byte(seed), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

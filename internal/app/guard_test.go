package app_test

import (
	"encoding/json"
	"fmt"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// failure is a way in which the guard stops a call: who calls, with what.
type failure struct {
	code weixin.Code
	// applies says for which declarations; nil is all.
	applies func(weixin.Declaration) bool
	request func(p *player, t *testing.T, d weixin.Declaration) (method, target, body string)
}

func bearer(d weixin.Declaration) bool   { return d.Credential.Bearer() }
func tokened(d weixin.Declaration) bool  { return d.Credential == weixin.AccessToken }
func platform(d weixin.Declaration) bool { return d.Credential == weixin.ComponentToken }
func secretd(d weixin.Declaration) bool {
	return d.Credential == weixin.AppSecret && d.Callers.Has(weixin.ServiceAccount)
}
func jsonBody(d weixin.Declaration) bool { return d.Body == weixin.JSONBody }

// as makes a call whose body is fit for it, by an account; by the platform of
// about the same name where the page is for platforms.
func as(appID string) func(*player, *testing.T, weixin.Declaration) (string, string, string) {
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
func asAuthorizer(account string) func(*player, *testing.T, weixin.Declaration) (string, string, string) {
	return func(p *player, t *testing.T, d weixin.Declaration) (string, string, string) {
		return d.Method(), d.Path + "?access_token=" + p.vars["for "+account], "{}"
	}
}

// owned makes a call with a platform's own token.
func owned(p *player, t *testing.T, d weixin.Declaration) (string, string, string) {
	return d.Method(), d.Path + "?access_token=" + p.tokenOnce(t, "wxplainplatform"), "{}"
}

// tokenOnce fetches an account's token once, since that is counted, too.
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

// token makes a call with a token.
func token(text string) func(*player, *testing.T, weixin.Declaration) (string, string, string) {
	return func(_ *player, _ *testing.T, d weixin.Declaration) (string, string, string) {
		return d.Method(), d.Path + "?access_token=" + text, "{}"
	}
}

// body makes a call by a plain account with a body.
func body(text string) func(*player, *testing.T, weixin.Declaration) (string, string, string) {
	return func(p *player, t *testing.T, d weixin.Declaration) (string, string, string) {
		method, target, _ := as("wxplain")(p, t, d)
		return method, target, text
	}
}

// other makes a call by another method than the page's.
func other(p *player, t *testing.T, d weixin.Declaration) (string, string, string) {
	_, target, text := as("wxplain")(p, t, d)
	return map[string]string{"GET": "POST", "POST": "GET"}[d.Method()], target, text
}

var failures = []failure{
	{weixin.AccessTokenMissing, bearer, token("")},
	{weixin.InvalidCredential, bearer, token("garbage")},
	{weixin.InvalidCredential, bearer, token("75_" + strings.Repeat("A", 154))},
	{weixin.NeedsAccountToken, func(d weixin.Declaration) bool { return tokened(d) && !d.Callers.Has(weixin.ThirdParty) }, owned},
	{weixin.NeedsComponentToken, platform, asAuthorizer("wxplain")},
	{weixin.NeedsComponentToken, platform, func(p *player, t *testing.T, d weixin.Declaration) (string, string, string) {
		return d.Method(), d.Path + "?access_token=" + p.tokenOnce(t, "wxplain"), "{}"
	}},
	{weixin.AddressNotRegistered, platform, as("wxlisted")},
	{weixin.NotGranted, func(d weixin.Declaration) bool { return tokened(d) && !d.AnyPermissionSet }, asAuthorizer("wxplain")},
	{weixin.NotAuthorized, tokened, asAuthorizer("wxgone")},
	{weixin.TokenException, tokened, asAuthorizer("wxchanged")},
	{weixin.RequireGET, func(d weixin.Declaration) bool { return d.Method() == "GET" && !d.Methods.Has("POST") }, other},
	{weixin.RequirePOST, func(d weixin.Declaration) bool { return d.Method() == "POST" }, other},
	{weixin.APIUnauthorized, func(d weixin.Declaration) bool { return tokened(d) && !d.Callers.Has(weixin.MiniProgram) }, as("wxmini")},
	{weixin.APIUnauthorized, func(d weixin.Declaration) bool { return tokened(d) && d.NonIndividual }, as("wxperson")},
	{weixin.APIForbidden, tokened, as("wxbad")},
	{weixin.SecretFrozen, secretd, as("wxfrozen")},
	{weixin.InvalidIP, secretd, as("wxlisted")},
	{weixin.DailyQuota, nil, as("wxday")},
	{weixin.MinuteQuota, nil, as("wxminute")},
	{weixin.EmptyPostData, jsonBody, body("")},
	{weixin.DataFormat, jsonBody, body("[]")},
	{weixin.DataFormat, jsonBody, body("{\"\xff\":1}")},
	{weixin.ContentTooLarge, jsonBody, body(strings.Repeat(" ", weixin.MaxJSONBody+1))},
}

// TestGuard walks all declarations and all ways in which the guard stops a call.
// wxday and wxminute may call each interface once.
func TestGuard(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, start(t, guardSeed(t)), &pairs{set: make(map[string]bool)})
	for _, appID := range []string{"wxday", "wxminute"} {
		// First those that set the counts of all others to zero. Fetching the
		// token spends that of the stable token.
		p.call(t, weixin.ClearQuotaByAppSecret.Declared(), as(appID))
		p.call(t, weixin.ClearComponentQuotaByAppSecret.Declared(), as(appID))
		for _, d := range weixin.Declarations() {
			switch d.Path {
			case weixin.GetStableAccessToken.Path, weixin.ClearQuotaByAppSecret.Path, weixin.ClearComponentQuotaByAppSecret.Path, weixin.GetComponentAccessToken.Path:
			default:
				p.call(t, d, as(appID))
			}
		}
	}
	p.grantAll(t)
	expired := map[bool]string{false: p.tokenOnce(t, "wxplain"), true: p.tokenOnce(t, "wxplainplatform")}
	for _, d := range weixin.Declarations() {
		for _, f := range failures {
			if f.applies != nil && !f.applies(d) {
				continue
			}
			if got := p.call(t, d, f.request); got != f.code {
				t.Errorf("%s: answered %d, want %d", d.Name, got, f.code)
			}
		}
	}
	p.service.clock.advance(2 * time.Hour)
	for _, d := range weixin.Declarations() {
		if bearer(d) {
			if got := p.call(t, d, token(expired[platform(d)])); got != weixin.AccessTokenExpired {
				t.Errorf("%s: answered %d to an expired token", d.Name, got)
			}
		}
	}
}

// grantAll lets accounts authorize wxforplatform, keeps its tokens, and lets
// some of the accounts change their mind; and gives wxlistedplatform, once it
// has a token, a list of addresses.
func (p *player) grantAll(t *testing.T) {
	t.Helper()
	for _, account := range []string{"wxplain", "wxgone", "wxchanged"} {
		p.pull(t, "authorize", "code", "wxforplatform", account, "99")
		p.pull(t, "for", "for "+account, "wxforplatform", account)
	}
	p.pull(t, "withdraw", "wxforplatform", "wxgone")
	p.pull(t, "password", "wxforplatform", "wxchanged")
	p.tokenOnce(t, "wxlistedplatform")
	p.listAddresses(t, "wxlistedplatform")
}

// call makes a call and returns the code of its answer.
func (p *player) call(t *testing.T, d weixin.Declaration, request func(*player, *testing.T, weixin.Declaration) (string, string, string)) weixin.Code {
	t.Helper()
	method, target, text := request(p, t, d)
	raw := p.exchange(t, method, target, textproto.MIMEHeader{}, []byte(text), false)
	var answer weixin.Status
	if err := json.Unmarshal([]byte(raw.Body), &answer); err != nil {
		t.Fatalf("%s: %v in %q", d.Name, err, raw.Body)
	}
	return answer.ErrCode
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
		"wxday": ", quotas: " + once("daily"), "wxminute": ", quotas: " + once("per_minute"), "wxgone": "", "wxchanged": "",
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

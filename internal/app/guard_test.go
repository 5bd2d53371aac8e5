package app_test

import (
	"cmp"
	"fmt"
	"net/netip"
	"net/textproto"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/weixin"
)

// failure is a way in which a call is stopped before its rule.
type failure struct {
	code weixin.Code
	// applies says for which declarations; nil is all.
	applies func(weixin.Declaration) bool
	request request
}

// both applies where both do.
func both(a, b func(weixin.Declaration) bool) func(weixin.Declaration) bool {
	return func(d weixin.Declaration) bool { return a(d) && b(d) }
}

func forPlatforms(d weixin.Declaration) bool { return d.Callers.Has(weixin.ThirdParty) }
func forAccounts(d weixin.Declaration) bool  { return !forPlatforms(d) }
func anySet(d weixin.Declaration) bool       { return d.AnyPermissionSet }
func noSet(d weixin.Declaration) bool        { return !d.AnyPermissionSet }
func jsonBody(d weixin.Declaration) bool     { return d.Body == weixin.JSONBody }

var failures = []failure{
	{weixin.AccessTokenMissing, bearer, query("")},
	{weixin.AccessTokenMissing, bearer, query("access_token=")},
	{weixin.AccessTokenMissing, bearer, query("cloudbase_access_token=abc")},
	{weixin.AccessTokenMissing, bearer, otherMethod(query(""))},
	{weixin.AccessTokenMissing, platform, query("component_access_token=")},
	{weixin.InvalidCredential, bearer, query("access_token=garbage")},
	{weixin.InvalidCredential, bearer, query("access_token=99_Z2FyYmFnZQ")},
	{weixin.InvalidCredential, bearer, query("access_token=75_" + strings.Repeat("A", 154))},
	{weixin.InvalidCredential, platform, query("component_access_token=99_Z2FyYmFnZQ")},
	{weixin.NeedsAccountToken, both(tokened, forAccounts), owned("wxplainplatform")},
	{weixin.NeedsComponentToken, platform, asAuthorizer("wxplain")},
	{weixin.NeedsComponentToken, platform, owned("wxplain")},
	{weixin.AddressNotRegistered, platform, as("wxlisted")},
	{weixin.AddressNotRegistered, both(tokened, forPlatforms), owned("wxlistedplatform")},
	{weixin.NotGranted, both(tokened, noSet), asAuthorizer("wxplain")},
	{weixin.NotGranted, both(tokened, anySet), asAuthorizer("wxnothing")},
	{weixin.NotAuthorized, tokened, asAuthorizer("wxgone")},
	{weixin.TokenException, tokened, asAuthorizer("wxchanged")},
	{weixin.RequireGET, func(d weixin.Declaration) bool { return !d.Methods.Has("POST") }, otherMethod(as("wxplain"))},
	{weixin.RequirePOST, func(d weixin.Declaration) bool { return !d.Methods.Has("GET") }, otherMethod(as("wxplain"))},
	{weixin.RequireGET, func(d weixin.Declaration) bool { return d.Method() == "GET" }, put(as("wxplain"))},
	{weixin.RequirePOST, func(d weixin.Declaration) bool { return d.Method() == "POST" }, put(as("wxplain"))},
	{weixin.APIUnauthorized, func(d weixin.Declaration) bool { return tokened(d) && !d.Callers.Has(weixin.MiniProgram) }, as("wxmini")},
	{weixin.APIUnauthorized, func(d weixin.Declaration) bool { return tokened(d) && d.NonIndividual }, as("wxperson")},
	{weixin.APIForbidden, tokened, as("wxbad")},
	{weixin.SecretFrozen, secretd, as("wxfrozen")},
	{weixin.InvalidIP, secretd, as("wxlisted")},
	{weixin.DailyQuota, nil, as("wxday")},
	{weixin.MinuteQuota, nil, as("wxminute")},
	{weixin.EmptyPostData, func(d weixin.Declaration) bool { return jsonBody(d) && d.Methods.Has("POST") }, body("")},
	{weixin.DataFormat, jsonBody, body("[1]")},
	{weixin.DataFormat, jsonBody, body("not json")},
	{weixin.DataFormat, jsonBody, body("component_appid=wxplat")},
	{weixin.DataFormat, jsonBody, body("{\"\xff\":1}")},
	{weixin.ContentTooLarge, jsonBody, body(strings.Repeat(" ", weixin.MaxJSONBody+1))},
}

// walkGuard walks all declarations and all ways in which a call is stopped before
// its rule, and compares whole answers. Then it moves the clock: quotas come back,
// tokens expire. wxday and wxminute may call each interface once.
func walkGuard(t *testing.T, on database, seen *pairs) {
	p := newPlayer(t, startOn(t, on, guardSeed(t)), nil)
	for _, appID := range []string{"wxday", "wxminute"} {
		// First those that set the counts of all others to zero. Fetching the
		// token spends that of the stable token.
		p.call(t, weixin.ClearQuotaByAppSecret.Declared(), as(appID))
		p.call(t, weixin.ClearComponentQuotaByAppSecret.Declared(), as(appID))
		p.call(t, weixin.ClearComponentQuota.Declared(), as(appID))
		p.call(t, weixin.GetComponentAccessToken.Declared(), as(appID)) // which the last has cleared
		for _, d := range weixin.Declarations() {
			if !clears(d) && !fetches(d) {
				p.call(t, d, as(appID))
			}
		}
	}
	p.grantAll(t)
	expired := map[bool]string{false: p.tokenOnce(t, "wxplain"), true: p.tokenOnce(t, "wxplainplatform")}
	for _, d := range weixin.Declarations() {
		for _, f := range failures {
			if f.applies == nil || f.applies(d) {
				p.refused(t, seen, d, f.code, f.request)
			}
		}
		p.leaveOut(t, seen, d)
	}
	p.service.clock.advance(time.Minute)
	p.quotasAreBack(t, "wxminute", weixin.MinuteQuota)
	p.service.clock.advance(2 * time.Hour)
	for _, d := range weixin.Declarations() {
		if bearer(d) {
			p.refused(t, seen, d, weixin.AccessTokenExpired, query("access_token="+expired[platform(d)]))
		}
	}
	p.service.clock.advance(12 * time.Hour)
	clear(p.vars)
	p.quotasAreBack(t, "wxday", weixin.DailyQuota)
}

// clears reports whether the calls that as makes set an account's counts to zero.
func clears(d weixin.Declaration) bool {
	return d.Name == weixin.ClearQuotaByAppSecret.Name || d.Name == weixin.ClearComponentQuotaByAppSecret.Name || d.Name == weixin.ClearComponentQuota.Name
}

// fetches reports whether they are those by which tokenOnce fetches a token.
func fetches(d weixin.Declaration) bool {
	return d.Name == weixin.GetStableAccessToken.Name || d.Name == weixin.GetComponentAccessToken.Name
}

// quotasAreBack calls every interface as an account or a platform whose quotas
// were used up, those that clear quotas last. That tokens can be fetched again
// the fetching of the first one shows.
func (p *player) quotasAreBack(t *testing.T, appID string, code weixin.Code) {
	t.Helper()
	declared := weixin.Declarations()
	slices.SortStableFunc(declared, func(a, b weixin.Declaration) int {
		return cmp.Compare(fmt.Sprint(clears(a)), fmt.Sprint(clears(b)))
	})
	for _, d := range declared {
		if fetches(d) {
			continue
		}
		if got := p.call(t, d, as(appID)); got == code || slices.Contains(guardCodes, got) {
			t.Errorf("%s: %s is answered %d when its quota is new", d.Name, appID, got)
		}
	}
}

// refused makes a call and compares the whole answer.
func (p *player) refused(t *testing.T, seen *pairs, d weixin.Declaration, code weixin.Code, request request) {
	t.Helper()
	raw := p.sendTo(t, d, request)
	seen.see(d.Path, raw.Body)
	text := d.Text(code)
	switch local := netip.AddrFrom4([4]byte{127, 0, 0, 1}); code {
	case weixin.InvalidIP:
		text = weixin.InvalidIPText(local)
	case weixin.AddressNotRegistered:
		text = weixin.AddressNotRegisteredText(local)
	}
	end := ""
	if code == weixin.ContentTooLarge {
		end = "Connection: close\n"
	}
	want := fmt.Sprintf("HTTP/1.1 200 OK\nContent-Type: %s\n%s\n{\"errcode\":%d,\"errmsg\":\"%s rid: RID\"}\n",
		cmp.Or(answerTypes[d.Name], "application/json; encoding=utf-8"), end, code, text)
	if got := p.Neutral.Text(raw); got != want {
		t.Errorf("%s: answered\n%swant\n%s", d.Name, got, want)
	}
}

// leaveOut leaves out each required parameter of an otherwise complete call, in
// each way. Uploads have goldens for theirs.
func (p *player) leaveOut(t *testing.T, seen *pairs, d weixin.Declaration) {
	t.Helper()
	for _, param := range d.Params() {
		if !param.Required || d.Body == weixin.MultipartBody {
			continue
		}
		values := []any{absent, nil, ""}
		switch {
		case param.In == "query":
			values = []any{absent, ""}
		case param.Type.Kind() == reflect.Int: // an empty string is of another type
			values = []any{absent, nil}
		}
		for _, value := range values {
			request := complete(param.Name, value)
			if param.Missing != weixin.OK {
				p.refused(t, seen, d, param.Missing, request)
			} else if got := p.call(t, d, request); got != weixin.OK {
				t.Errorf("%s without %s: answered %d", d.Name, param.Name, got)
			}
		}
	}
}

// absent is the value of a parameter that is not sent.
var absent = struct{}{}

// complete makes a call with all parameters, of which one has a value of its own.
func complete(except string, value any) request {
	return func(p *player, t *testing.T, d weixin.Declaration) (string, string, string) {
		appID := "wxplain"
		if d.Callers == weixin.ThirdParty {
			appID = "wxforplatform"
		}
		query, members := url.Values{}, map[string]any{}
		if bearer(d) {
			query.Set("access_token", p.tokenOnce(t, appID))
		}
		for _, param := range d.Params() {
			v := completeValue(param, appID)
			if param.Name == except {
				v = value
			}
			switch {
			case v == absent:
			case param.In == "query":
				query.Set(param.Name, fmt.Sprint(v))
			default:
				members[param.Name] = v
			}
		}
		text := ""
		if d.Body == weixin.JSONBody {
			text = asJSON(t, members)
		}
		return d.Method(), d.Path + "?" + query.Encode(), text
	}
}

// completeValue is a value of a parameter that its rule takes, or at least looks
// at after all others.
func completeValue(param weixin.Param, appID string) any {
	switch param.Name {
	case "appid", "component_appid":
		return appID
	case "secret", "appsecret", "component_secret", "component_appsecret":
		return secretOf(appID)
	case "grant_type":
		return weixin.GrantClientCredential
	case "authorizer_appid":
		return "wxplain"
	case "action":
		return "all"
	case "check_operator":
		return "DEFAULT"
	case "first_catid":
		return 317
	case "second_catid":
		return 319
	case "nickname":
		return "Kindergarten"
	case "cgi_path":
		return weixin.ModifyMerchant.Path
	case "districtid":
		return "440105"
	}
	if param.Type == reflect.TypeFor[weixin.StoreRef]() {
		return "472671857"
	}
	switch param.Type.Kind() {
	case reflect.Int, reflect.Int64, reflect.Float64:
		return 1
	case reflect.Bool:
		return false
	}
	return "x"
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
	p.pull(t, "grantnone", "wxforplatform", "wxnothing")
	p.pull(t, "for", "for wxnothing", "wxforplatform", "wxnothing")
	p.pull(t, "withdraw", "wxforplatform", "wxgone")
	p.pull(t, "password", "wxforplatform", "wxchanged")
	p.tokenOnce(t, "wxlistedplatform")
	p.listAddresses(t, "wxlistedplatform")
}

// sendTo makes a call.
func (p *player) sendTo(t *testing.T, d weixin.Declaration, request request) replay.Answer {
	t.Helper()
	method, target, text := request(p, t, d)
	return p.exchange(t, method, target, textproto.MIMEHeader{}, []byte(text), false)
}

package app_test

import (
	"fmt"
	"net/textproto"
	"slices"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/weixin"
)

// taken says which tokens an interface takes.
type taken struct {
	// account is an account's own, platform a platform's own.
	account, platform bool
	// anySet is set where an authorizer's opens it with any permission set, and
	// named are the sets that do otherwise.
	anySet bool
	named  []int
}

// takes is who may call each interface, as the official pages say it. An
// interface that is not listed takes no token at all.
var takes = map[string]taken{
	"getapidomainip":            {account: true, platform: true, anySet: true},
	"getcallbackip":             {account: true, platform: true, anySet: true},
	"callbackcheck":             {account: true, platform: true, anySet: true},
	"clearquota":                {account: true, platform: true, anySet: true},
	"clearapiquota":             {account: true, platform: true, anySet: true},
	"getapiquota":               {account: true, platform: true, anySet: true},
	"getridinfo":                {account: true, platform: true, anySet: true},
	"uploadtempmedia":           {account: true, named: []int{1, 3, 8, 9, 11, 19, 30, 31, 100}},
	"getmedia":                  {account: true, named: []int{1, 3, 8, 9, 11, 19, 30, 31, 100}},
	"uploadimage":               {account: true, named: []int{1, 8, 9, 11, 18, 37, 100}},
	"getticket":                 {account: true},
	"getwxastorecatelist":       {account: true, named: []int{8, 9, 10, 13, 37}},
	"applywxastore":             {account: true, named: []int{8, 9, 10, 13}},
	"getwxastoreauditinfo":      {account: true, named: []int{8, 9, 10, 13}},
	"modifywxastore":            {account: true, named: []int{8, 9, 10, 13}},
	"getdistrictlist":           {account: true, named: []int{8, 9, 10, 13, 37}},
	"poilistsearch":             {account: true, named: []int{8, 9, 10, 13, 37}},
	"createnewpoid":             {account: true, named: []int{8, 9, 10, 13, 37}},
	"addentityshop":             {account: true, named: []int{8, 9, 10, 13}},
	"newupdatepoi":              {account: true, named: []int{8, 9, 10, 13}},
	"newgetpoi":                 {account: true, named: []int{8, 9, 10, 13}},
	"newgetpoilist":             {account: true, named: []int{8, 9, 10, 13}},
	"newdelpoi":                 {account: true, named: []int{8, 9, 10, 13}},
	"getstorewxacard":           {account: true, named: []int{8, 9, 10, 13}},
	"setstorewxacard":           {account: true, named: []int{8, 9, 10, 13}},
	"getpoilist":                {account: true, named: []int{8, 9, 10, 13}},
	"delpoi":                    {account: true, named: []int{8, 9, 10, 13}},
	"getpreauthcode":            {platform: true},
	"getauthorizerrefreshtoken": {platform: true},
	"getauthorizeraccesstoken":  {platform: true},
	"getauthorizerinfo":         {platform: true},
	"getauthorizerlist":         {platform: true},
	"getauthorizeroptioninfo":   {platform: true},
	"setauthorizeroptioninfo":   {platform: true},
	"clearcomponentquota":       {platform: true},
}

// guardCodes are those of the guard; any other answer is the rule's.
var guardCodes = []weixin.Code{
	weixin.AccessTokenMissing, weixin.InvalidCredential, weixin.AccessTokenExpired, weixin.TokenException, weixin.NotAuthorized,
	weixin.NotGranted, weixin.NeedsComponentToken, weixin.NeedsAccountToken, weixin.AddressNotRegistered, weixin.APIUnauthorized, weixin.APIForbidden,
}

// held is a credential as a caller holds it.
type held struct {
	name, token string
	// want is the guard's code for it; OK where the rule is to answer.
	want func(taken) weixin.Code
}

func codeUnless(ok bool, code weixin.Code) weixin.Code {
	if ok {
		return weixin.OK
	}
	return code
}

// TestEveryCredentialOnEveryInterface calls each declared interface with each
// kind of token.
func TestEveryCredentialOnEveryInterface(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, start(t, guardSeed(t)), &pairs{set: make(map[string]bool)})
	// One account for each number of a set that some page names, one for a set
	// that none names, one that granted no set.
	const unnamed, none = 99, 0
	sets := []int{unnamed, none}
	for _, of := range takes {
		sets = append(sets, of.named...)
	}
	slices.Sort(sets)
	credentials := []held{
		{"none", "", func(taken) weixin.Code { return weixin.AccessTokenMissing }},
		{"garbage", "garbage", func(taken) weixin.Code { return weixin.InvalidCredential }},
		{"an unknown token", "75_" + strings.Repeat("A", 154), func(taken) weixin.Code { return weixin.InvalidCredential }},
		{"an account's own", p.tokenOnce(t, "wxplain"), func(of taken) weixin.Code {
			return codeUnless(of.account, weixin.NeedsComponentToken)
		}},
		{"a platform's own", p.tokenOnce(t, "wxplainplatform"), func(of taken) weixin.Code {
			return codeUnless(of.platform, weixin.NeedsAccountToken)
		}},
		{"a platform's own, from elsewhere", p.tokenOnce(t, "wxlistedplatform"), func(of taken) weixin.Code {
			return map[bool]weixin.Code{true: weixin.AddressNotRegistered, false: weixin.NeedsAccountToken}[of.platform]
		}},
	}
	p.listAddresses(t, "wxlistedplatform")
	for _, set := range slices.Compact(sets) {
		credentials = append(credentials, held{fmt.Sprintf("an authorizer's with set %d", set), p.authorized(t, set), func(of taken) weixin.Code {
			if !of.account {
				return weixin.NeedsComponentToken
			}
			return codeUnless(set != none && of.anySet || slices.Contains(of.named, set), weixin.NotGranted)
		}})
	}
	for _, d := range weixin.Declarations() {
		of, tokened := takes[d.Name]
		for _, c := range credentials {
			got := p.call(t, d, query("access_token="+c.token))
			want := c.want(of)
			if !tokened {
				want = weixin.OK // it does not look at tokens
			}
			if want != weixin.OK && got != want || want == weixin.OK && slices.Contains(guardCodes, got) {
				t.Errorf("%s with %s: answered %d, want %d", d.Name, c.name, got, want)
			}
		}
	}
	for name := range takes {
		if !slices.ContainsFunc(weixin.Declarations(), func(d weixin.Declaration) bool { return d.Name == name }) {
			t.Errorf("there is no interface %s", name)
		}
	}
}

// authorized returns a token with which wxforplatform calls for an account that
// granted it one set; 0 is none.
func (p *player) authorized(t *testing.T, set int) string {
	t.Helper()
	account := fmt.Sprintf("wxset%d", set)
	p.pull(t, "seed", fmt.Sprintf("accounts: [{appid: %s, secret: %s}]", account, secretOf(account)))
	var sets []int
	if set != 0 {
		sets = []int{set}
	}
	if err := p.seedSets(t, "wxforplatform", account, sets); err != nil {
		t.Fatal(err)
	}
	p.pull(t, "for", "for "+account, "wxforplatform", account)
	return p.vars["for "+account]
}

// listAddresses gives a platform a list of addresses, this one not among them.
func (p *player) listAddresses(t *testing.T, component string) {
	t.Helper()
	p.pull(t, "seed", fmt.Sprintf("components: [{appid: %s, secret: %s, ip_list: [192.0.2.1]}]", component, secretOf(component)))
}

// TestPlatformReadsItsOwnRIDAndQuota has a platform look up what it did, with
// its own token, and what it did for an account with that of the authorizer.
func TestPlatformReadsItsOwnRIDAndQuota(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, start(t, guardSeed(t)), &pairs{set: make(map[string]bool)})
	own, authorizers := p.tokenOnce(t, "wxplainplatform"), p.authorized(t, 99)
	post := func(path, token, body string) string {
		return p.exchange(t, "POST", path+"?access_token="+token, textproto.MIMEHeader{}, []byte(body), false).Body
	}
	failed := map[string]string{
		own:         post(weixin.GetPreAuthCode.Path, own, `{"component_appid":"another"}`),
		authorizers: post(weixin.ModifyMerchant.Path, authorizers, `{}`),
	}
	for token, answer := range failed {
		rid := ridForm.FindString(answer)
		for other := range failed {
			got := post(weixin.GetRIDInfo.Path, other, fmt.Sprintf(`{"rid":%q}`, rid))
			if told := strings.Contains(got, `"errcode":0`) && strings.Contains(got, rid); told != (other == token) {
				t.Errorf("rid of %s: %s", answer, got)
			}
		}
	}
	for path, want := range map[string]string{
		weixin.GetPreAuthCode.Path:          `"used":1`,
		weixin.GetComponentAccessToken.Path: `"daily_limit":10000,"used":1`,
		weixin.GetRIDInfo.Path:              `"used":2`,
		weixin.ModifyMerchant.Path:          `"errcode":76022`,
	} {
		if got := post(weixin.GetAPIQuota.Path, own, fmt.Sprintf(`{"cgi_path":%q}`, path)); !strings.Contains(got, want) {
			t.Errorf("quota of %s: %s, want %s", path, got, want)
		}
	}
	if got := post(weixin.ClearQuota.Path, own, `{"appid":"wxplainplatform"}`); got != `{"errcode":0,"errmsg":"ok"}` {
		t.Errorf("clear: %s", got)
	}
	if got := post(weixin.GetAPIQuota.Path, own, fmt.Sprintf(`{"cgi_path":%q}`, weixin.GetPreAuthCode.Path)); !strings.Contains(got, `"used":0`) {
		t.Errorf("after the clear: %s", got)
	}
	if got := post(weixin.ClearQuota.Path, own, `{"appid":"wxset99"}`); !strings.Contains(got, `"errcode":40013`) {
		t.Errorf("clear of an account with the platform's own token: %s", got)
	}
}

package app_test

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/weixin"
)

// grants are the ways in which an account authorizes a platform. Each returns
// the authorization code.
var grants = map[string]func(p *player, t *testing.T) string{
	"the operator's lever": func(p *player, t *testing.T) string {
		code, err := p.service.Authorize(t.Context(), "wxplat", "wxshop", []int{13})
		if err != nil {
			t.Fatal(err)
		}
		return code
	},
	"the console": func(p *player, t *testing.T) string {
		var answer struct {
			AuthCode string `json:"auth_code"`
		}
		status := p.service.operate(t, "POST", "/api/components/wxplat/authorizations", `{"authorizer_appid":"wxshop","permission_sets":[13]}`, &answer)
		if status != http.StatusOK {
			t.Fatalf("the console answered %d", status)
		}
		return answer.AuthCode
	},
	"the page": func(p *player, t *testing.T) string { return p.agreeOnPage(t) },
}

// TestNoRefreshTokenBeforeTheExchange holds that an authorization has no refresh
// token until its code was exchanged, however it was granted and wherever one
// looks; that it has one from then on; and that a new authorization begins
// without one.
func TestNoRefreshTokenBeforeTheExchange(t *testing.T) {
	t.Parallel()
	for name, grant := range grants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, start(t, platformSeed(t, "http://127.0.0.1:1/events")), &pairs{set: make(map[string]bool)})
			own := p.platformToken(t, "wxplat")
			for round := range 2 {
				code := grant(p, t)
				logged.used(code)
				for where, refresh := range p.refreshTokens(t, own) {
					if refresh != "" {
						t.Errorf("round %d: %s tells the refresh token of an authorization that was not exchanged", round, where)
					}
				}
				exchanged := p.post(t, weixin.GetAuthorizerRefreshToken.Path, own,
					fmt.Sprintf(`{"component_appid":"wxplat","authorization_code":%q}`, code), "authorization_info.authorizer_refresh_token")
				grant(p, t) // the same once more is an update, and the refresh token stays
				for where, refresh := range p.refreshTokens(t, own) {
					if refresh != exchanged {
						t.Errorf("round %d: %s tells another refresh token than was exchanged", round, where)
					}
				}
				p.pull(t, "withdraw", "wxplat", "wxshop")
			}
		})
	}
}

// TestSeededAuthorizationHasARefreshToken holds that a seed declares the token
// as handed out, also where the account had authorized before.
func TestSeededAuthorizationHasARefreshToken(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, start(t, platformSeed(t, "http://127.0.0.1:1/events")), &pairs{set: make(map[string]bool)})
	own := p.platformToken(t, "wxplat")
	grants["the operator's lever"](p, t)
	p.pull(t, "seed", "authorizations: [{component: wxplat, appid: wxshop, permission_sets: [13]}]")
	for where, refresh := range p.refreshTokens(t, own) {
		if refresh == "" {
			t.Errorf("%s tells no refresh token of a seeded authorization", where)
		}
	}
}

// refreshTokens returns wxshop's refresh token as each interface tells it that
// does so without an exchange.
func (p *player) refreshTokens(t *testing.T, own string) map[string]string {
	t.Helper()
	told := make(map[string]string)
	for path, body := range map[string]string{
		weixin.GetAuthorizerInfo.Path: `{"component_appid":"wxplat","authorizer_appid":"wxshop"}`,
		weixin.GetAuthorizerList.Path: `{"component_appid":"wxplat","offset":0,"count":500}`,
	} {
		raw := p.exchange(t, "POST", path+"?component_access_token="+own, nil, []byte(body), false)
		var answer map[string]any
		if err := json.Unmarshal([]byte(raw.Body), &answer); err != nil {
			t.Fatalf("%s: %v", raw.Body, err)
		}
		field := "authorization_info.authorizer_refresh_token"
		if path == weixin.GetAuthorizerList.Path {
			field = "list.0.refresh_token"
		}
		refresh, there := replay.Field(answer, field).(string)
		if !there {
			t.Fatalf("no %s in %s", field, raw.Body)
		}
		if refresh != "" {
			logged.used(refresh)
		}
		told[path] = refresh
	}
	return told
}

var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)

// agreeOnPage has the administrator of wxshop agree on the authorization page.
func (p *player) agreeOnPage(t *testing.T) string {
	t.Helper()
	preAuth := p.post(t, weixin.GetPreAuthCode.Path, p.platformToken(t, "wxplat"), `{"component_appid":"wxplat"}`, "pre_auth_code")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer browser.CloseIdleConnections()
	page := p.service.APIURL() + "/cgi-bin/componentloginpage"
	resp, err := browser.Get(page + "?" + url.Values{
		"component_appid": {"wxplat"}, "pre_auth_code": {preAuth}, "redirect_uri": {"http://127.0.0.1:1/back"}, "auth_type": {"3"},
	}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"appid": {"wxshop"}, "secret": {secretOf("wxshop")}, "set": {"13"}, "decision": {"agree"}}
	for _, input := range hiddenInput.FindAllStringSubmatch(string(text), -1) {
		form.Set(input[1], html.UnescapeString(input[2]))
	}
	if resp, err = browser.Post(page, "application/x-www-form-urlencoded", strings.NewReader(form.Encode())); err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	back, err := resp.Location()
	if err != nil {
		t.Fatalf("the page answered %s and leads nowhere", resp.Status)
	}
	return back.Query().Get("auth_code")
}

// TestSecondExchangeSaysWhoWasFirst exchanges a code twice and looks for the
// reason in the log.
func TestSecondExchangeSaysWhoWasFirst(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, start(t, platformSeed(t, "http://127.0.0.1:1/events")), &pairs{set: make(map[string]bool)})
	own, code := p.platformToken(t, "wxplat"), grants["the operator's lever"](p, t)
	logged.used(code)
	body := fmt.Appendf(nil, `{"component_appid":"wxplat","authorization_code":%q}`, code)
	at := p.service.clock.Now()
	p.post(t, weixin.GetAuthorizerRefreshToken.Path, own, string(body), "authorization_info")
	p.service.clock.advance(time.Minute)
	second := p.exchange(t, "POST", weixin.GetAuthorizerRefreshToken.Path+"?access_token="+own, nil, body, false)
	if !strings.HasPrefix(second.Body, `{"errcode":61010,`) {
		t.Fatalf("the second exchange was answered %s", second.Body)
	}
	reason := fmt.Sprintf("exchanged already, at %s by 127.0.0.1;", at.Format(time.RFC3339))
	if line := logged.line(ridForm.FindString(second.Body)); !strings.Contains(line, reason) {
		t.Errorf("the log says %s, want %q", line, reason)
	}
}

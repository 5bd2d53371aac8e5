package component_test

import (
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/component"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

const accounts = `
accounts:
  - {appid: wxservice, secret: secret-of-wxservice, name: "<b>&店</b>", ip_list: [192.0.2.1]}
  - {appid: wxofficial, secret: secret-of-wxofficial, kind: official}
  - {appid: wxmini, secret: secret-of-wxmini, kind: miniprogram}
  - {appid: wxbad, secret: secret-of-wxbad, irregular: true}
components:
  - {appid: wxplat, secret: secret-of-wxplat, name: Platform, redirect_domain: platform.example.com, permission_sets: [8, 11, 13]}
  - {appid: wxnowhere, secret: secret-of-wxnowhere}
`

// desk is an administrator's browser before the authorization page.
type desk struct {
	*http.Client
	url    string
	db     store.Store
	module *component.Module
	now    time.Time
}

func newDesk(t *testing.T, open bool) *desk {
	t.Helper()
	d := &desk{now: time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)}
	db, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := (seed.Loader{Store: db, Now: d.now}).Text(t.Context(), accounts); err != nil {
		t.Fatal(err)
	}
	people := &account.Module{Store: db}
	d.db, d.module = db, &component.Module{Store: db, Secrets: people, Tokens: people}
	page, err := component.NewPage(d.module, func() time.Time { return d.now }, func(*http.Request) bool { return open }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(page)
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	d.url = server.URL + component.DesktopPath
	d.Client = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return d
}

// preAuth makes a pre-authorization code of a platform.
func (d *desk) preAuth(t *testing.T, platform string) string {
	t.Helper()
	code := "preauthcode@@@" + strings.Repeat("x", 80) + time.Now().Format("150405.000000000")
	err := storetest.With(d.db).Decide(t.Context(), platform, "", store.Hash{}, func(store.Standing) (store.Decision, error) {
		return store.Decision{Minted: &store.Code{
			AppID: platform, Hash: account.HashSecret(code), Kind: store.CodePreAuth, ExpiresAt: d.now.Add(30 * time.Minute),
		}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// answer is what a browser shows.
type answer struct {
	status   int
	location string
	header   http.Header
	body     string
}

func (d *desk) do(t *testing.T, r *http.Request) answer {
	t.Helper()
	resp, err := d.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header.Get("Location"), resp.Header, string(body)}
}

func (d *desk) open(t *testing.T, query url.Values) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+"?"+query.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return d.do(t, r)
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// send sends the form of a page that was opened, with what was chosen; header
// pairs come last.
func (d *desk) send(t *testing.T, page answer, chosen url.Values, header ...string) answer {
	t.Helper()
	form := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(page.body, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	for name, values := range chosen {
		form[name] = values
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.url, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return d.do(t, r)
}

func (d *desk) invitation(code string) url.Values {
	return url.Values{"component_appid": {"wxplat"}, "pre_auth_code": {code}, "redirect_uri": {"https://platform.example.com/cb?x=1"}}
}

func agreed(account string, sets ...string) url.Values {
	return url.Values{"appid": {account}, "set": sets, "decision": {"agree"}}
}

// granted returns what an account grants wxplat.
func (d *desk) granted(t *testing.T, account string) []int {
	t.Helper()
	a, err := d.db.Authorization(t.Context(), account, "wxplat")
	if err != nil {
		return nil
	}
	return a.PermissionSets
}

// TestPage opens the page, refuses, then agrees, and comes back with a code.
func TestPage(t *testing.T) {
	d := newDesk(t, true)
	code := d.preAuth(t, "wxplat")
	page := d.open(t, d.invitation(code))
	for _, want := range []string{"stands in for scanning", "Platform (wxplat)", "&lt;b&gt;&amp;店&lt;/b&gt; wxservice", "wxofficial", "wxmini", `value="13" checked`} {
		if page.status != http.StatusOK || !strings.Contains(page.body, want) {
			t.Fatalf("%d, no %q in %s", page.status, want, page.body)
		}
	}
	for _, not := range []string{"wxbad", "wxnowhere", "<script", "name=\"secret\""} {
		if strings.Contains(page.body, not) {
			t.Errorf("%q in %s", not, page.body)
		}
	}
	policy := page.header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "form-action 'self' https://platform.example.com;") ||
		!strings.Contains(policy, "frame-ancestors 'none'") || page.header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", page.header)
	}

	refused := d.send(t, page, url.Values{"appid": {"wxservice"}, "set": {"13"}, "decision": {"refuse"}})
	if refused.status != http.StatusOK || !strings.Contains(refused.body, "Refused") || d.granted(t, "wxservice") != nil {
		t.Errorf("after a refusal: %+v", refused)
	}
	back := d.send(t, page, agreed("wxservice", "8", "13"))
	if back.status != http.StatusSeeOther || !strings.HasPrefix(back.location, "https://platform.example.com/cb?x=1&auth_code=queryauthcode%40%40%40") ||
		!strings.HasSuffix(back.location, "&expires_in=3600") {
		t.Fatalf("after agreeing: %+v", back)
	}
	if got := d.granted(t, "wxservice"); !slices.Equal(got, []int{8, 13}) {
		t.Errorf("granted %v", got)
	}
	if again := d.send(t, page, agreed("wxofficial", "8")); again.status != http.StatusBadRequest || d.granted(t, "wxofficial") != nil {
		t.Errorf("the code led to the page twice: %+v", again)
	}
}

// TestPageInvitations holds what the page refuses to show, or where.
func TestPageInvitations(t *testing.T) {
	d := newDesk(t, true)
	late := d.preAuth(t, "wxplat")
	d.now = d.now.Add(30 * time.Minute)
	for name, c := range map[string]struct {
		change url.Values
		status int
		shows  string
		hides  string
	}{
		"all":            {nil, 200, "wxmini", "wxbad"},
		"officials":      {url.Values{"auth_type": {"1"}}, 200, "wxofficial", "wxmini"},
		"mini programs":  {url.Values{"auth_type": {"2"}}, 200, "wxmini", "wxofficial"},
		"channels":       {url.Values{"auth_type": {"5"}}, 400, "no account", "wxmini"},
		"unknown type":   {url.Values{"auth_type": {"9"}}, 400, "auth_type", "wxmini"},
		"one":            {url.Values{"biz_appid": {"wxmini"}, "auth_type": {"1"}}, 200, `name="appid" value="wxmini"`, "wxofficial"},
		"no platform":    {url.Values{"component_appid": {"wxservice"}}, 400, "no platform", "<form"},
		"no code":        {url.Values{"pre_auth_code": {""}}, 400, "pre_auth_code", "<form"},
		"unknown code":   {url.Values{"pre_auth_code": {"preauthcode@@@garbage"}}, 400, "pre_auth_code", "<form"},
		"other's code":   {url.Values{"component_appid": {"wxnowhere"}}, 400, "pre_auth_code", "<form"},
		"late code":      {url.Values{"pre_auth_code": {late}}, 400, "expired", "<form"},
		"elsewhere":      {url.Values{"redirect_uri": {"https://evil.example/?platform.example.com"}}, 400, "redirect_uri", "evil"},
		"nowhere":        {url.Values{"redirect_uri": nil}, 400, "redirect_uri", "<form"},
		"script address": {url.Values{"redirect_uri": {"javascript://platform.example.com/%0aalert(1)"}}, 400, "redirect_uri", "alert"},
	} {
		query := d.invitation(d.preAuth(t, "wxplat"))
		for key, values := range c.change {
			query[key] = values
		}
		page := d.open(t, query)
		if page.status != c.status || !strings.Contains(page.body, c.shows) || strings.Contains(page.body, c.hides) || page.location != "" {
			t.Errorf("%s: %d %s", name, page.status, page.body)
		}
	}
}

// TestPageAnswers holds which answers count: those of the page itself, for what
// the platform asked for.
func TestPageAnswers(t *testing.T) {
	d := newDesk(t, true)
	query := d.invitation(d.preAuth(t, "wxplat"))
	query.Set("auth_type", "1")
	page := d.open(t, query)
	for name, try := range map[string]func() answer{
		"forged token": func() answer {
			c := agreed("wxservice", "8")
			c.Set("wxastore_form", "forged")
			return d.send(t, page, c)
		},
		"no token":       func() answer { c := agreed("wxservice", "8"); c.Set("wxastore_form", ""); return d.send(t, page, c) },
		"other origin":   func() answer { return d.send(t, page, agreed("wxservice", "8"), "Origin", "https://evil.example") },
		"other site":     func() answer { return d.send(t, page, agreed("wxservice", "8"), "Sec-Fetch-Site", "cross-site") },
		"kind not asked": func() answer { return d.send(t, page, agreed("wxmini", "8")) },
		"barred":         func() answer { return d.send(t, page, agreed("wxbad", "8")) },
		"unknown":        func() answer { return d.send(t, page, agreed("wxnobody", "8")) },
		"a platform":     func() answer { return d.send(t, page, agreed("wxnowhere", "8")) },
		"no sets":        func() answer { return d.send(t, page, agreed("wxservice")) },
		"set not asked":  func() answer { return d.send(t, page, agreed("wxservice", "8", "9")) },
		"no number":      func() answer { return d.send(t, page, agreed("wxservice", "x")) },
		"led elsewhere": func() answer {
			c := agreed("wxservice", "8")
			c.Set("redirect_uri", "https://evil.example/")
			return d.send(t, page, c)
		},
		"no cookie": func() answer {
			jar := d.Jar
			d.Jar = nil
			defer func() { d.Jar = jar }()
			return d.send(t, page, agreed("wxservice", "8"))
		},
		"too long": func() answer { return d.send(t, page, agreed(strings.Repeat("x", 70_000), "8")) },
	} {
		got := try()
		if got.status != http.StatusBadRequest || got.location != "" {
			t.Errorf("%s: %d to %q: %s", name, got.status, got.location, got.body)
		}
		if d.granted(t, "wxservice") != nil || d.granted(t, "wxmini") != nil {
			t.Fatalf("%s: something was granted", name)
		}
	}
	if good := d.send(t, page, agreed("wxservice", "8"), "Sec-Fetch-Site", "same-origin"); good.status != http.StatusSeeOther {
		t.Errorf("after all that: %d %s", good.status, good.body)
	}
}

// TestPageAsksForTheSecret holds the page of a listener that others can reach:
// it lists no accounts, and the one who agrees has to prove that the account is
// theirs.
func TestPageAsksForTheSecret(t *testing.T) {
	d := newDesk(t, false)
	page := d.open(t, d.invitation(d.preAuth(t, "wxplat")))
	if page.status != http.StatusOK || strings.Contains(page.body, "wxservice") || !strings.Contains(page.body, `type="password" name="secret"`) {
		t.Fatalf("%d %s", page.status, page.body)
	}
	for _, secret := range []string{"", "wrong", "secret-of-wxofficial", "secret-of-wxplat"} {
		chosen := agreed("wxservice", "8")
		chosen.Set("secret", secret)
		if got := d.send(t, page, chosen); got.status != http.StatusBadRequest || d.granted(t, "wxservice") != nil {
			t.Errorf("with secret %q: %d", secret, got.status)
		}
	}
	chosen := agreed("wxservice", "8")
	chosen.Set("secret", "secret-of-wxservice")
	if got := d.send(t, page, chosen); got.status != http.StatusSeeOther || d.granted(t, "wxservice") == nil {
		t.Errorf("with the secret: %d %s", got.status, got.body)
	}
}

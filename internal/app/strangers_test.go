package app_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/component"
	"github.com/wxastore/wxastore/weixin"
)

// TestPagesAndTheDemo calls every interface as pages of other sites do, and as
// programs do. The demo's secret is known to all, so only programs may.
func TestPagesAndTheDemo(t *testing.T) {
	t.Parallel()
	demo := start(t, "")
	own := closed(t, func(c *app.Config) { c.ConsoleOpen = true })
	for _, c := range []struct {
		name, host string
		header     map[string]string
		refused    bool
	}{
		{"a program", "", nil, false},
		{"a program by Weixin's name", "api.weixin.qq.com", nil, false},
		{"a program by another of Weixin's", "sh.api.weixin.qq.com", nil, false},
		{"a program by a name of this network", "weixin.test:8080", nil, false},
		{"typed into a browser", "", map[string]string{"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, false},
		{"a page of another site", "", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, true},
		{"a page of another port", "", map[string]string{"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:3000"}, true},
		{"a link of another site", "", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, true},
		{"an old browser", "", map[string]string{"Origin": "https://evil.example"}, true},
		{"a page without an origin", "", map[string]string{"Origin": "null"}, true},
		{"a name that was pointed here", "rebound.evil.com:8080", nil, true},
	} {
		ask := func(base, method, path string) int {
			r, err := http.NewRequestWithContext(t.Context(), method, base+path, strings.NewReader(`{}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Host = c.host
			for name, value := range c.header {
				r.Header.Set(name, value)
			}
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if len(resp.Header["Access-Control-Allow-Origin"]) > 0 {
				t.Errorf("%s of %s has a CORS header", path, c.name)
			}
			return resp.StatusCode
		}
		for _, d := range weixin.Declarations() {
			for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodOptions} {
				refused := c.refused && (method != http.MethodOptions || c.host != "")
				if got := ask(demo.APIURL(), method, d.Path); (got == http.StatusForbidden) != refused {
					t.Errorf("%s: %s %s is answered %d by the demo", c.name, method, d.Path, got)
				}
			}
		}
		if got := ask(own.APIURL(), http.MethodGet, weixin.GetAccessToken.Path); got != http.StatusOK {
			t.Errorf("%s is answered %d where the secret is nobody else's", c.name, got)
		}
		// Pages of platforms lead to the authorization page.
		for _, path := range component.PagePaths() {
			if got := ask(demo.APIURL(), http.MethodGet, path); (got == http.StatusForbidden) != (c.host == "rebound.evil.com:8080") {
				t.Errorf("%s: %s is answered %d", c.name, path, got)
			}
		}
	}
}

// TestAuthorizationPageAsksForTheSecret opens the page where others than
// the machine's user may ask.
func TestAuthorizationPageAsksForTheSecret(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		adjust func(*app.Config)
		header string
		open   bool
	}{
		"demo":             {func(c *app.Config) { c.Demo = true }, "", true},
		"console open":     {func(c *app.Config) { c.ConsoleOpen = true }, "", true},
		"shared machine":   {func(*app.Config) {}, "", false},
		"a forwarder":      {func(c *app.Config) { c.Demo = true }, "X-Forwarded-For", false},
		"reached by proxy": {func(c *app.Config) { c.ConsoleOpen, c.TLS = true, "0.0.0.0:0" }, "", false},
	} {
		s := startOn(t, onSQLite(t), platformSeed(t, "http://127.0.0.1:1/events"), func(c *app.Config) { c.Demo = false }, c.adjust)
		p := newPlayer(t, s, &pairs{set: make(map[string]bool)})
		code := p.post(t, weixin.GetPreAuthCode.Path, p.platformToken(t, "wxplat"), `{"component_appid":"wxplat"}`, "pre_auth_code")
		logged.used(code)
		q := url.Values{"component_appid": {"wxplat"}, "pre_auth_code": {code}, "redirect_uri": {"http://127.0.0.1:1/back"}, "auth_type": {"3"}}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.APIURL()+component.DesktopPath+"?"+q.Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.header != "" {
			r.Header.Set(c.header, "192.0.2.1")
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		page := string(text)
		if err != nil || !strings.Contains(page, `value="agree"`) {
			t.Fatalf("%s: %v %s", name, err, page)
		}
		if asks := strings.Contains(page, `name="secret"`); asks == c.open {
			t.Errorf("%s: the page asks for the secret: %t\n%s", name, asks, page)
		}
	}
}

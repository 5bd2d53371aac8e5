package console

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/console/ops"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

const guardToken = "0123456789abcdef"

// settings is a real store for what the console keeps.
func settings(t *testing.T) store.Settings {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// guarded is a console with a token, or an open one without.
func guarded(t *testing.T, loopback bool, token string) (http.Handler, *asked) {
	t.Helper()
	c := Config{Loopback: loopback, Token: token, Open: token == "", Log: slog.New(slog.DiscardHandler)}
	if token != "" {
		c.Settings, c.Codes = settings(t), NewCodes()
	}
	return handler(t, c)
}

func handler(t *testing.T, c Config) (http.Handler, *asked) {
	t.Helper()
	behind := new(asked)
	c.Console = OpenMemory(t).Console
	c.Ready = func(context.Context) error { return nil }
	if err := c.check(); err != nil {
		t.Fatal(err)
	}
	g := newGuard(c)
	all, unserved, err := servedPaths(c, g)
	if err != nil {
		t.Fatal(err)
	}
	return mount(g, behind.counted(all), unserved), behind
}

// TestEveryRouteIsGuarded sends each route what a stranger, another user of the
// machine, a forwarder or a web page could send, and looks that nothing behind
// the guard is reached.
func TestEveryRouteIsGuarded(t *testing.T) {
	t.Parallel()
	type change func(t *testing.T, h http.Handler, r *http.Request)
	header := func(name, value string) change {
		return func(_ *testing.T, _ http.Handler, r *http.Request) { r.Header.Set(name, value) }
	}
	host := func(name string) change { return func(_ *testing.T, _ http.Handler, r *http.Request) { r.Host = name } }
	inQuery := func(_ *testing.T, _ http.Handler, r *http.Request) { r.URL.RawQuery = "token=" + guardToken }
	bearer := header("Authorization", "Bearer "+guardToken)
	session := func(t *testing.T, h http.Handler, r *http.Request) { r.AddCookie(signInAt(t, h, r.Host, guardToken)) }
	ended := func(t *testing.T, h http.Handler, r *http.Request) {
		c := signInAt(t, h, r.Host, guardToken)
		signOut(t, h, r.Host, c)
		r.AddCookie(c)
	}
	const outside = "console.example"
	all, _, err := servedPaths(Config{Console: ops.New(ops.Modules{})}, newGuard(Config{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name     string
		loopback bool
		token    string
		change   []change
		want     int // 0: let through
	}{
		{"open", true, "", nil, 0},
		{"open, another name", true, "", []change{host("LOCALHOST")}, 0},
		{"open, a token that nobody asks for", true, "", []change{bearer}, 0},
		{"open, foreign host", true, "", []change{host("rebound.example:8081")}, 421},
		{"open, foreign host with its own origin", true, "", []change{host("rebound.example"), header("Origin", "http://rebound.example"), header("Sec-Fetch-Site", "same-origin")}, 421},
		{"open, no host", true, "", []change{host("")}, 421},
		{"open, same origin", true, "", []change{header("Origin", "http://127.0.0.1:8081"), header("Sec-Fetch-Site", "same-origin")}, 0},
		{"open, other origin", true, "", []change{header("Origin", "https://evil.example")}, 403},
		{"open, origin null", true, "", []change{header("Origin", "null")}, 403},
		{"open, other site", true, "", []change{header("Sec-Fetch-Site", "cross-site")}, 403},
		{"open, other port", true, "", []change{header("Origin", "http://127.0.0.1:3000"), header("Sec-Fetch-Site", "same-site")}, 403},
		{"open, Forwarded", true, "", []change{header("Forwarded", "for=192.0.2.1")}, 403},
		{"open, X-Forwarded-For", true, "", []change{header("X-Forwarded-For", "127.0.0.1")}, 403},
		{"open, X-Forwarded-Host", true, "", []change{header("X-Forwarded-Host", "localhost")}, 403},
		{"open, Via", true, "", []change{header("Via", "1.1 proxy")}, 403},
		{"open, X-Real-IP", true, "", []change{header("X-Real-IP", "127.0.0.1")}, 403},

		{"loopback, no token", true, guardToken, nil, 401},
		{"loopback, wrong token", true, guardToken, []change{header("Authorization", "Bearer "+guardToken+"0")}, 401},
		{"loopback, right token", true, guardToken, []change{bearer}, 0},
		{"loopback, session", true, guardToken, []change{session}, 0},
		{"loopback, ended session", true, guardToken, []change{ended}, 401},
		{"loopback, cross-site", true, guardToken, []change{bearer, header("Sec-Fetch-Site", "cross-site")}, 403},
		{"loopback, cross-site with a session", true, guardToken, []change{session, header("Origin", "https://evil.example")}, 403},
		{"loopback, foreign host", true, guardToken, []change{bearer, host("rebound.example")}, 421},
		{"loopback, forwarded", true, guardToken, []change{header("X-Forwarded-For", "127.0.0.1")}, 401},
		{"loopback, forwarded with the token", true, guardToken, []change{bearer, header("X-Forwarded-For", "192.0.2.1")}, 0},

		{"outside, no token", false, guardToken, []change{host(outside)}, 401},
		{"outside by loopback, no token", false, guardToken, nil, 401},
		{"outside, wrong token", false, guardToken, []change{header("Authorization", "Bearer "+guardToken+"0")}, 401},
		{"outside, part of the token", false, guardToken, []change{header("Authorization", "Bearer "+guardToken[:15])}, 401},
		{"outside, empty token", false, guardToken, []change{header("Authorization", "Bearer ")}, 401},
		{"outside, other scheme", false, guardToken, []change{header("Authorization", "Basic "+guardToken)}, 401},
		{"outside, token without scheme", false, guardToken, []change{header("Authorization", guardToken)}, 401},
		{"outside, token in the query", false, guardToken, []change{inQuery}, 401},
		{"outside, right token", false, guardToken, []change{bearer, host(outside)}, 0},
		{"outside, session", false, guardToken, []change{host(outside), session}, 0},
		{"outside, ended session", false, guardToken, []change{host(outside), ended}, 401},
		{"outside, cross-site", false, guardToken, []change{bearer, header("Sec-Fetch-Site", "cross-site")}, 403},
		{"outside, without host", false, guardToken, []change{bearer, host("")}, 421},
		{"outside, forwarded", false, guardToken, []change{host(outside), header("Forwarded", "for=127.0.0.1")}, 401},
	} {
		h, behind := guarded(t, c.loopback, c.token)
		for i, one := range all {
			if i > 0 && i%allBurst == 0 { // more wrong tokens than that are braked, wherever from
				h, behind = guarded(t, c.loopback, c.token)
			}
			r := sample(one.pattern)
			r.RemoteAddr = fmt.Sprintf("192.0.2.%d:40000", i) // an address that is not braked
			for _, change := range c.change {
				change(t, h, r)
			}
			behind.n = 0
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			name := c.name + ": " + one.pattern
			// Who signs in has no credentials yet, but comes from this console.
			let := c.want == 0 || one.access == public || one.access == signingIn && c.want == 401
			switch {
			case let && one.pattern == "POST /login":
				if w.Code != 401 {
					t.Errorf("%s: %d without the token in the form", name, w.Code)
				}
			case let:
				// There may be no such record as the sample's.
				if w.Code >= 500 || w.Code == 401 || w.Code == 403 || w.Code == 421 || one.access == operatorOnly && behind.n != 1 {
					t.Errorf("%s: %d %s; %d calls behind the guard", name, w.Code, w.Body, behind.n)
				}
			case w.Code != c.want || behind.n != 0:
				t.Errorf("%s: %d, want %d; %d calls behind the guard", name, w.Code, c.want, behind.n)
			}
			wantHeaders(t, name, w.Result())
		}
	}
}

// wantHeaders looks at what every answer says to browsers.
func wantHeaders(t *testing.T, name string, resp *http.Response) {
	t.Helper()
	for header, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Access-Control-Allow-Origin":  "", "Access-Control-Allow-Credentials": "",
	} {
		if got := resp.Header.Get(header); got != want {
			t.Errorf("%s: %s: %q, want %q", name, header, got, want)
		}
	}
	policy := resp.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "base-uri 'none'", "form-action ", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) || strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
			t.Errorf("%s: policy %q", name, policy)
		}
	}
	if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") && strings.Contains(policy, "'self'") {
		t.Errorf("%s: what is not a page may load something: %q", name, policy)
	}
}

// TestGuardKeepsPathsUnknown asks for paths and methods that there are not.
func TestGuardKeepsPathsUnknown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		request string
		token   bool
		want    int
		says    string
	}{
		{"GET /nothing", true, 404, "nothing at this path"},
		{"GET /nothing", false, 401, "token"},
		{"GET /api/secrets", false, 401, "token"},
		{"PUT /api/clock", true, 405, "GET, POST"},
		{"OPTIONS /api/faults", true, 405, "GET, POST, DELETE"},
		{"OPTIONS /api/faults", false, 401, "token"},
		{"POST /healthz", false, 401, "token"},
	} {
		h, _ := guarded(t, false, guardToken)
		r := sample(c.request)
		if c.token {
			r.Header.Set("Authorization", "bearer "+guardToken)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		body, _ := io.ReadAll(w.Result().Body)
		if w.Code != c.want || !strings.Contains(string(body), c.says) || !strings.HasPrefix(string(body), `{"error":"`) {
			t.Errorf("%s: %d %s", c.request, w.Code, body)
		}
		wantHeaders(t, c.request, w.Result())
	}
}

func TestOwnHost(t *testing.T) {
	t.Parallel()
	g := newGuard(Config{Loopback: true, Open: true})
	for host, want := range map[string]bool{
		"localhost": true, "localhost:8081": true, "LocalHost:1": true, "127.0.0.1": true, "127.0.0.1:80": true,
		"127.9.8.7:80": true, "[::1]": true, "[::1]:8081": true,
		"": false, ":8081": false, "::1": false, "localhost:": false, "localhost:x": false, "localhost.": false,
		"localhost.evil.example": false, "127.0.0.1.nip.io": false, "127.1": false, "2130706433": false,
		"0.0.0.0:8081": false, "128.0.0.1": false, "[::]:80": false, "[::ffff:127.0.0.1]:80": false,
		"[::1%25lo]:80": false, "10.0.0.1:8081": false, "evil.example:8081": false, "localhost@evil.example": false,
		"127.0.0.1:80:80": false, "localhost/": false,
	} {
		if got := g.ownHost(host); got != want {
			t.Errorf("%q: %t", host, got)
		}
	}
}

// TestToken holds what a token may be.
func TestToken(t *testing.T) {
	t.Parallel()
	if a, b := NewToken(), NewToken(); a == b || CheckToken(a) != nil {
		t.Errorf("made %q and %q", a, b)
	}
	for token, fine := range map[string]bool{
		guardToken: true, "~!@#$%^&*()_+-=[]": true,
		"": false, "short": false, "0123456789 abcdef": false, "0123456789abcde\n": false, "0123456789abcdé": false,
	} {
		if err := CheckToken(token); (err == nil) != fine {
			t.Errorf("%q: %v", token, err)
		}
	}
}

// TestConfig refuses each console that more than its operator could reach.
func TestConfig(t *testing.T) {
	t.Parallel()
	kept, codes := settings(t), NewCodes()
	for _, c := range []struct {
		name   string
		config Config
		fine   bool
	}{
		{"a token on loopback", Config{Loopback: true, Token: guardToken, Settings: kept, Codes: codes}, true},
		{"a token outside", Config{Token: guardToken, Settings: kept, Codes: codes, Hosts: []string{"console.example"}}, true},
		{"open on loopback", Config{Loopback: true, Open: true}, true},
		{"nothing said on loopback", Config{Loopback: true, Settings: kept, Codes: codes}, false},
		{"nothing said", Config{Settings: kept, Codes: codes}, false},
		{"a short token", Config{Loopback: true, Token: "short", Settings: kept, Codes: codes}, false},
		{"open outside", Config{Open: true}, false},
		{"open with a name", Config{Loopback: true, Open: true, Hosts: []string{"console.example"}}, false},
		{"open with a token", Config{Loopback: true, Open: true, Token: guardToken, Settings: kept, Codes: codes}, false},
		{"no place for sign-outs", Config{Loopback: true, Token: guardToken, Codes: codes}, false},
		{"no place for codes", Config{Loopback: true, Token: guardToken, Settings: kept}, false},
	} {
		c.config.Console = ops.New(ops.Modules{})
		if _, err := Handler(c.config); (err == nil) != c.fine {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

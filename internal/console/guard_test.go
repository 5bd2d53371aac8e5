package console

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const guardToken = "0123456789abcdef"

func guarded(t *testing.T, loopback bool, token string) (http.Handler, *asked) {
	t.Helper()
	behind := new(asked)
	h, err := Handler(Config{
		Loopback: loopback, Token: token, Log: slog.New(slog.DiscardHandler),
		Ports: behind.ports(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return h, behind
}

// TestEveryRouteIsGuarded sends each route what a stranger or a web page could
// send, and looks that nothing behind the guard is reached.
func TestEveryRouteIsGuarded(t *testing.T) {
	t.Parallel()
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	host := func(h string) func(*http.Request) { return func(r *http.Request) { r.Host = h } }
	bearer := header("Authorization", "Bearer "+guardToken)
	for _, c := range []struct {
		name     string
		loopback bool
		token    string
		change   []func(*http.Request)
		want     int // 0: let through
	}{
		{"loopback", true, "", nil, 0},
		{"loopback of another name", true, "", []func(*http.Request){host("LOCALHOST")}, 0},
		{"loopback with token", true, guardToken, []func(*http.Request){bearer}, 0},
		{"loopback with token, without credentials", true, guardToken, nil, 401},
		{"foreign host", true, "", []func(*http.Request){host("rebound.example:8081")}, 421},
		{"foreign host with its own origin", true, "", []func(*http.Request){host("rebound.example"), header("Origin", "http://rebound.example"), header("Sec-Fetch-Site", "same-origin")}, 421},
		{"no host", true, "", []func(*http.Request){host("")}, 421},
		{"same origin", true, "", []func(*http.Request){header("Origin", "http://127.0.0.1:8081"), header("Sec-Fetch-Site", "same-origin")}, 0},
		{"other origin", true, "", []func(*http.Request){header("Origin", "https://evil.example")}, 403},
		{"origin null", true, "", []func(*http.Request){header("Origin", "null")}, 403},
		{"other site", true, "", []func(*http.Request){header("Sec-Fetch-Site", "cross-site")}, 403},
		{"other port", true, "", []func(*http.Request){header("Origin", "http://127.0.0.1:3000"), header("Sec-Fetch-Site", "same-site")}, 403},
		{"other origin with token", true, guardToken, []func(*http.Request){bearer, header("Origin", "https://evil.example")}, 403},
		{"outside", false, guardToken, []func(*http.Request){bearer, host("console.example")}, 0},
		{"outside without credentials", false, guardToken, []func(*http.Request){host("console.example")}, 401},
		{"outside by loopback", false, guardToken, nil, 401},
		{"outside without host", false, guardToken, []func(*http.Request){bearer, host("")}, 421},
		{"wrong token", false, guardToken, []func(*http.Request){header("Authorization", "Bearer "+guardToken+"0")}, 401},
		{"part of the token", false, guardToken, []func(*http.Request){header("Authorization", "Bearer "+guardToken[:15])}, 401},
		{"empty token", false, guardToken, []func(*http.Request){header("Authorization", "Bearer ")}, 401},
		{"other scheme", false, guardToken, []func(*http.Request){header("Authorization", "Basic "+guardToken)}, 401},
		{"token without scheme", false, guardToken, []func(*http.Request){header("Authorization", guardToken)}, 401},
		{"token in the query", false, guardToken, []func(*http.Request){func(r *http.Request) { r.URL.RawQuery = "token=" + guardToken }}, 401},
	} {
		all, err := everything(Config{}, newGuard(Config{}))
		if err != nil {
			t.Fatal(err)
		}
		h, behind := guarded(t, c.loopback, c.token)
		for _, one := range all {
			behind.n = 0
			r := sample(one.pattern)
			for _, change := range c.change {
				change(r)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			name := c.name + ": " + one.pattern
			// Who signs in has no credentials yet, but comes from this console.
			let := c.want == 0 || one.whom == everybody || one.whom == aStranger && c.want == 401
			switch {
			case let && one.pattern == "POST /login":
				if c.want != 0 && w.Code != 401 {
					t.Errorf("%s: %d without the token", name, w.Code)
				}
			case let:
				// A page may want another form than the sample's.
				if w.Code >= 500 || w.Code == 401 || w.Code == 403 || w.Code == 421 || strings.Contains(one.pattern, "/api/") && w.Code >= 400 {
					t.Errorf("%s: %d %s", name, w.Code, w.Body)
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
		t.Errorf("%s: what is no page may load something: %q", name, policy)
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
	g := newGuard(Config{Loopback: true})
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

// TestToken holds what a token may be, and that one must be there beyond
// loopback.
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
		if _, err := Handler(Config{Token: token}); (err == nil) != fine {
			t.Errorf("a console beyond loopback with %q: %v", token, err)
		}
	}
}

package console

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// asked is a Clock, Faults and Calls that only notes that it was asked.
type asked struct{ n int }

func (a *asked) Read() ClockState                             { a.n++; return ClockState{} }
func (a *asked) Set(context.Context, time.Time) error         { a.n++; return nil }
func (a *asked) Advance(context.Context, time.Duration) error { a.n++; return nil }
func (a *asked) Scale(context.Context, float64) error         { a.n++; return nil }
func (a *asked) Reset(context.Context) error                  { a.n++; return nil }
func (a *asked) List(context.Context) ([]store.Fault, error)  { a.n++; return nil, nil }
func (a *asked) Drop(context.Context, string) error           { a.n++; return nil }
func (a *asked) DropAll(context.Context) error                { a.n++; return nil }
func (a *asked) Put(_ context.Context, f store.Fault) (store.Fault, error) {
	a.n++
	return f, nil
}
func (a *asked) Call(context.Context, string) (store.CallRecord, error) {
	a.n++
	return store.CallRecord{}, nil
}
func (a *asked) Calls(context.Context, store.CallFilter, int) ([]store.CallRecord, error) {
	a.n++
	return nil, nil
}

const guardToken = "0123456789abcdef"

func guarded(t *testing.T, loopback bool, token string) (http.Handler, *asked) {
	t.Helper()
	behind := new(asked)
	h, err := Handler(Config{
		Loopback: loopback, Token: token, Clock: behind, Faults: behind, Calls: behind,
		Platforms: askedPlatforms{behind}, Events: askedEvents{behind},
		Ready: func(context.Context) error { return nil }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return h, behind
}

// sample is a request for a route's pattern that would be answered.
func sample(pattern string) *http.Request {
	method, path, _ := strings.Cut(pattern, " ")
	path = strings.NewReplacer("{id}", "x", "{rid}", "x", "{appid}", "x", "{authorizer}", "x", "{target}", "x").Replace(path)
	body := `{"advance":"1h"}`
	if strings.HasPrefix(path, "/api/faults") {
		body = `{"kind":"empty"}`
	}
	if strings.HasPrefix(path, "/api/components") {
		body = `{"authorizer_appid":"x","permission_sets":[13]}`
	}
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "127.0.0.1:8081"
	return r
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
		for _, route := range routes(Config{}) {
			h, behind := guarded(t, c.loopback, c.token)
			r := sample(route.pattern)
			for _, change := range c.change {
				change(r)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			name := c.name + ": " + route.pattern
			switch {
			case route.open || c.want == 0:
				if w.Code >= 400 {
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
		"Content-Security-Policy":      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Access-Control-Allow-Origin":  "", "Access-Control-Allow-Credentials": "",
	} {
		if got := resp.Header.Get(header); got != want {
			t.Errorf("%s: %s: %q, want %q", name, header, got, want)
		}
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
		{"GET /", true, 404, "nothing at this path"},
		{"GET /", false, 401, "token"},
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
	g := &guard{loopback: true}
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

package console

import (
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// signIn sends the token as the login page does, and returns the cookie.
func signIn(t *testing.T, h http.Handler, token string) *http.Cookie {
	t.Helper()
	return signInAt(t, h, "console.example:8081", token)
}

func signInAt(t *testing.T, h http.Handler, host, token string) *http.Cookie {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/login", strings.NewReader(url.Values{"token": {token}, "next": {"//evil.example/"}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Host = host
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	cookies := w.Result().Cookies()
	if len(cookies) == 0 {
		if w.Code != http.StatusUnauthorized {
			t.Errorf("no cookie, and %d", w.Code)
		}
		return nil
	}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/" {
		t.Errorf("signed in: %d to %s", w.Code, w.Header().Get("Location"))
	}
	return cookies[0]
}

func signOut(t *testing.T, h http.Handler, host string, c *http.Cookie) {
	t.Helper()
	if w := askWith(h, "POST /logout", host, c); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/login" {
		t.Errorf("signed out: %d %s", w.Code, w.Body)
	}
}

// askWith sends what a browser would, with a cookie unless it is nil.
func askWith(h http.Handler, pattern, host string, c *http.Cookie) *httptest.ResponseRecorder {
	r := sample(pattern)
	r.Host = host
	if c != nil {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestSession signs a browser in and out.
func TestSession(t *testing.T) {
	t.Parallel()
	h, behind := guarded(t, false, guardToken)
	for _, wrong := range []string{"", guardToken + "0", guardToken[:15]} {
		if signIn(t, h, wrong) != nil {
			t.Errorf("%q signs in", wrong)
		}
	}
	session := signIn(t, h, guardToken)
	if session == nil || !session.HttpOnly || session.SameSite != http.SameSiteStrictMode || session.Path != "/" || strings.Contains(session.Value, guardToken) {
		t.Fatalf("cookie %+v", session)
	}
	ask := func(pattern string, c *http.Cookie, change ...func(*http.Request)) int {
		r := sample(pattern)
		r.Host = "console.example:8081"
		r.Header.Set("Accept", "text/html,*/*")
		if c != nil {
			r.AddCookie(c)
		}
		for _, f := range change {
			f(r)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code == http.StatusSeeOther && pattern == "GET /calls" && w.Header().Get("Location") != "/login?next=%2Fcalls" {
			t.Errorf("%s leads to %s", pattern, w.Header().Get("Location"))
		}
		return w.Code
	}
	other := func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }
	stream := func(r *http.Request) { r.Header.Set("Accept", "text/event-stream") }
	for _, c := range []struct {
		pattern string
		cookie  *http.Cookie
		change  []func(*http.Request)
		want    int
	}{
		{"GET /calls", session, nil, 200},
		{"GET /api/calls", session, nil, 200},
		{"GET /stream", session, nil, 200},
		{"GET /calls", nil, nil, 303},
		{"GET /api/calls", nil, nil, 401},
		{"GET /stream", nil, []func(*http.Request){stream}, 401},
		{"POST /levers/reset", nil, nil, 401},
		{"GET /calls", session, []func(*http.Request){other}, 403},
		{"GET /stream", session, []func(*http.Request){other}, 403},
		{"POST /login", nil, []func(*http.Request){other}, 403},
		{"GET /calls", &http.Cookie{Name: session.Name, Value: session.Value + "A"}, nil, 303},
		{"GET /calls", &http.Cookie{Name: session.Name, Value: flipped(t, session.Value, 3)}, nil, 303},
		{"GET /calls", &http.Cookie{Name: session.Name, Value: flipped(t, session.Value, 50)}, nil, 303},
		{"GET /calls", &http.Cookie{Name: session.Name, Value: newSessions(Config{Token: "another token"}).begin(0)}, nil, 303},
		{"GET /calls", &http.Cookie{Name: "wxastore_console_1", Value: session.Value}, nil, 303},
	} {
		behind.n = 0
		got := ask(c.pattern, c.cookie, c.change...)
		if got != c.want || (got != 200) != (behind.n == 0) {
			t.Errorf("%s with %v: %d, want %d; %d calls behind the guard", c.pattern, c.cookie, got, c.want, behind.n)
		}
	}
}

// flipped is a session with a bit of a byte turned.
func flipped(t *testing.T, value string, i int) string {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		t.Fatal(err)
	}
	raw[i] ^= 1
	return base64.RawURLEncoding.EncodeToString(raw)
}

// TestSessionEnds looks at a session's last second and the one after.
func TestSessionEnds(t *testing.T) {
	t.Parallel()
	s := newSessions(Config{Token: guardToken})
	now := time.Unix(1_700_000_000, 0)
	s.now = func() time.Time { return now }
	value := s.begin(7)
	now = now.Add(sessionTime - time.Second)
	if generation, ok := s.proven(value); !ok || generation != 7 {
		t.Error("it ended early")
	}
	now = now.Add(time.Second)
	if _, ok := s.proven(value); ok {
		t.Error("it did not end")
	}
}

// TestSignOut signs two browsers out through one of them, at one of two replicas
// that share a store. Neither a restart nor a reset of the state brings a session
// back.
func TestSignOut(t *testing.T) {
	t.Parallel()
	const host = "console.example"
	kept := settings(t)
	start := func() http.Handler {
		h, _ := handler(t, Config{Token: guardToken, Settings: kept, Codes: NewCodes(), Log: slog.New(slog.DiscardHandler)})
		return h
	}
	one, two := start(), start()
	first, second := signInAt(t, one, host, guardToken), signInAt(t, one, host, guardToken)
	for name, h := range map[string]http.Handler{"one": one, "two": two} {
		if w := askWith(h, "GET /api/calls", host, first); w.Code != 200 {
			t.Fatalf("signed in, replica %s answers %d", name, w.Code)
		}
	}
	signOut(t, one, host, first)
	time.Sleep(generationAge) // the other replica learns of it within that
	refused := func(when string, handlers ...http.Handler) {
		t.Helper()
		for i, h := range handlers {
			for j, c := range []*http.Cookie{first, second} {
				if w := askWith(h, "GET /api/calls", host, c); w.Code != 401 {
					t.Errorf("%s: replica %d answers session %d with %d", when, i, j, w.Code)
				}
			}
		}
	}
	refused("signed out", one, two, start())
	// A reset, or a restore of an older state, takes the setting away.
	if err := kept.PutSetting(t.Context(), generationSetting, []byte("0")); err != nil {
		t.Fatal(err)
	}
	time.Sleep(generationAge)
	refused("after a reset", one, start())
	if third := signInAt(t, one, host, guardToken); askWith(one, "GET /api/calls", host, third).Code != 200 {
		t.Error("nobody can sign in any more")
	}
}

// TestSignOutWithoutStore signs out while the store does not answer: here the
// session ends, and signing out says that others may not know.
func TestSignOutWithoutStore(t *testing.T) {
	t.Parallel()
	const host = "console.example"
	db, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	h, _ := handler(t, Config{Token: guardToken, Settings: db, Codes: NewCodes(), Log: slog.New(slog.DiscardHandler)})
	session := signInAt(t, h, host, guardToken)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(generationAge)
	if w := askWith(h, "GET /api/calls", host, session); w.Code != 200 {
		t.Errorf("the store is away, and a session is answered %d", w.Code)
	}
	if w := askWith(h, "POST /logout", host, session); w.Code != 500 {
		t.Errorf("signed out without a store: %d", w.Code)
	}
	if w := askWith(h, "GET /api/calls", host, session); w.Code != 401 {
		t.Errorf("a session that was ended is answered %d", w.Code)
	}
}

// TestHosts names the console as its operator may have named it.
func TestHosts(t *testing.T) {
	t.Parallel()
	for _, loopback := range []bool{true, false} {
		g := newGuard(Config{Loopback: loopback, Token: guardToken, Hosts: []string{"Console.example", "[fd00::1]"}})
		for host, want := range map[string]bool{
			"console.example": true, "CONSOLE.example:8081": true, "[fd00::1]:80": true, "localhost:8081": true, "127.0.0.1": true,
			"console.example.evil.example": false, "evil.example": false, "10.0.0.1:8081": false, "": false, "console.example:x": false,
		} {
			if got := g.ownHost(host); got != want {
				t.Errorf("loopback %t, %q: %t", loopback, host, got)
			}
		}
	}
}

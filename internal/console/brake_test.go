package console

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// guesser sends tokens and codes to a console whose clock stands.
type guesser struct {
	handler http.Handler
	guard   *guard
	now     time.Time
	log     bytes.Buffer
}

func newGuesser(t *testing.T) *guesser {
	t.Helper()
	g := &guesser{now: time.Unix(1_700_000_000, 0)}
	c := Config{Token: guardToken, Settings: settings(t), Codes: NewCodes(), Log: slog.New(slog.NewTextHandler(&g.log, nil))}
	g.guard = newGuard(c)
	g.guard.brake.now = func() time.Time { return g.now }
	g.handler = g.guard.protect(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	return g
}

// ask sends a bearer from an address and returns the status.
func (g *guesser) ask(from, token string, change ...func(*http.Request)) int {
	return g.answer(from, token, change...).Code
}

func (g *guesser) answer(from, token string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/api/calls", nil)
	r.RemoteAddr = from
	r.Header.Set("Authorization", "Bearer "+token)
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	g.handler.ServeHTTP(w, r)
	return w
}

const wrong = "wrong-wrong-wrong"

// TestGuessing sends wrong tokens until none is looked at any more, and then
// waits as it is told to.
func TestGuessing(t *testing.T) {
	t.Parallel()
	g := newGuesser(t)
	for i := range ownBurst {
		if got := g.ask("192.0.2.1:1", wrong); got != 401 {
			t.Fatalf("wrong token %d: %d", i, got)
		}
	}
	w := g.answer("192.0.2.1:2", guardToken) // another port of the same
	if w.Code != 429 || w.Header().Get("Retry-After") != "6" || !strings.Contains(w.Body.String(), "try again in 6 s") {
		t.Errorf("the right one after %d wrong ones: %d %v %s", ownBurst, w.Code, w.Header(), w.Body)
	}
	if got := g.ask("192.0.2.2:1", guardToken); got != 200 {
		t.Errorf("from another address: %d", got)
	}
	g.now = g.now.Add(ownSpan)
	if got := g.ask("192.0.2.1:3", guardToken); got != 200 {
		t.Errorf("after the time that was said: %d", got)
	}
}

// TestGuessingTogether guesses from more addresses than are kept apart. A browser
// that has had the right token is not locked out, and neither is this machine.
func TestGuessingTogether(t *testing.T) {
	t.Parallel()
	g := newGuesser(t)
	if got := g.ask("198.51.100.1:1", guardToken); got != 200 {
		t.Fatalf("the operator: %d", got)
	}
	looked := 0
	for i := range 4 * maxAddresses {
		if g.ask(fmt.Sprintf("[2001:db8:%x:%x::1]:1", i>>8, i&0xff), wrong) == 401 {
			looked++
		}
	}
	if looked != allBurst {
		t.Errorf("%d wrong tokens of many addresses were looked at, not %d", looked, allBurst)
	}
	if n := len(g.guard.brake.clients); n > maxAddresses {
		t.Errorf("%d addresses are kept", n)
	}
	if got := g.ask("203.0.113.1:1", guardToken); got != 429 {
		t.Errorf("the right token of an address that nobody knows: %d", got)
	}
	if got := g.ask("198.51.100.1:2", guardToken); got != 200 {
		t.Errorf("the operator is locked out by others: %d", got)
	}
	if got := g.ask("127.0.0.1:1", guardToken); got != 200 {
		t.Errorf("this machine is locked out by others: %d", got)
	}
}

// TestGuessingOnTheMachine guesses as another user of the machine, and through a
// forwarder on it.
func TestGuessingOnTheMachine(t *testing.T) {
	t.Parallel()
	forwarded := func(r *http.Request) { r.Header.Set("X-Forwarded-For", "192.0.2.7") }
	g := newGuesser(t)
	for range 5 * ownBurst {
		g.ask("127.0.0.1:1", wrong)
	}
	if got := g.ask("127.0.0.1:1", wrong); got != 429 {
		t.Errorf("one more wrong token: %d", got)
	}
	if got := g.ask("127.0.0.1:2", guardToken); got != 200 {
		t.Errorf("another user locks the operator out: %d", got)
	}
	g = newGuesser(t)
	for range ownBurst {
		g.ask("127.0.0.1:1", wrong, forwarded)
	}
	if got := g.ask("127.0.0.1:1", guardToken, forwarded); got != 429 {
		t.Errorf("through a forwarder, as if from this machine: %d", got)
	}
}

// TestEverySecretIsBraked finds that bearers, tokens of the login page and codes
// of links take from one store of tries, and are logged without what was sent,
// in a few lines.
func TestEverySecretIsBraked(t *testing.T) {
	t.Parallel()
	g := newGuesser(t)
	request := func() *http.Request {
		r := httptest.NewRequest(http.MethodGet, "/login", nil)
		r.RemoteAddr = "192.0.2.1:1"
		return r
	}
	kinds := []func(){
		func() { g.ask("192.0.2.1:1", wrong) },
		func() { g.guard.Begin(httptest.NewRecorder(), request(), wrong) },
		func() { g.guard.BeginBy(httptest.NewRecorder(), request(), wrong) },
	}
	for i := range ownBurst {
		kinds[i%len(kinds)]()
	}
	for name, entry := range map[string]int{
		"bearer": g.ask("192.0.2.1:1", guardToken),
		"token":  int(g.guard.Begin(httptest.NewRecorder(), request(), guardToken)),
		"code": int(g.guard.BeginBy(httptest.NewRecorder(), request(),
			strings.TrimPrefix(g.guard.codes.NewPath(), "/login?code="))),
	} {
		if entry != 429 && entry != 2 { // pages.TooMany
			t.Errorf("%s: %d", name, entry)
		}
	}
	log := g.log.String()
	if n := strings.Count(log, "\n"); n != logBurst {
		t.Errorf("%d lines in the log:\n%s", n, log)
	}
	for _, want := range []string{"level=WARN", "kind=bearer", "kind=token", "kind=code", "from=192.0.2.1:1"} {
		if !strings.Contains(log, want) {
			t.Errorf("no %s in the log:\n%s", want, log)
		}
	}
	g.now = g.now.Add(time.Hour)
	g.ask("192.0.2.1:1", wrong)
	if log = g.log.String(); !strings.Contains(log, fmt.Sprintf("more_since_the_last_line=%d", ownBurst+3-logBurst)) {
		t.Errorf("the log does not count what it left out:\n%s", log)
	}
	if strings.Contains(log, wrong) || strings.Contains(log, guardToken) {
		t.Errorf("a token is in the log:\n%s", log)
	}
}

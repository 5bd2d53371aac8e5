package console

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
)

// TestCodes uses codes once, twice, too late, and more than are kept.
func TestCodes(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_000, 0)
	c := NewCodes()
	c.now = func() time.Time { return now }
	made := func() string { return strings.TrimPrefix(c.NewPath(), "/login?code=") }
	first, second := made(), made()
	if len(first) < 20 || first == second {
		t.Fatalf("codes %q and %q", first, second)
	}
	if c.use("") || c.use(first[1:]) || c.use(first+"A") {
		t.Error("what is not a code is good")
	}
	if !c.use(first) || c.use(first) {
		t.Error("a code is not good once, and once alone")
	}
	now = now.Add(CodeTime)
	if c.use(second) {
		t.Error("a code is good after its time")
	}
	oldest := made()
	for range maxCodes {
		made()
	}
	if c.use(oldest) || len(c.codes) != maxCodes {
		t.Errorf("%d codes are kept", len(c.codes))
	}
}

// TestLink has the console make a link and opens it as a browser does: once, and
// not from another site's page. To look at it with HEAD leaves it good.
func TestLink(t *testing.T) {
	t.Parallel()
	const host = "console.example"
	h, _ := handler(t, Config{Token: guardToken, Settings: settings(t), Codes: NewCodes(), Log: slog.New(slog.DiscardHandler)})
	r := httptest.NewRequest(http.MethodPost, "/api/sign-in", nil)
	r.Host = host
	r.Header.Set("Authorization", "Bearer "+guardToken)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var made api.Link
	if err := json.Unmarshal(w.Body.Bytes(), &made); err != nil || w.Code != 200 || time.Duration(made.Valid) != CodeTime {
		t.Fatalf("%v %d %s", err, w.Code, w.Body)
	}
	visit := func(method string, change ...func(*http.Request)) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, made.Path, nil)
		r.Host = host
		for _, f := range change {
			f(r)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	if w := visit(http.MethodHead); w.Code != 200 || len(w.Result().Cookies()) != 0 {
		t.Errorf("HEAD: %d", w.Code)
	}
	if w := visit(http.MethodGet, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }); w.Code != 403 {
		t.Errorf("from another site: %d", w.Code)
	}
	w = visit(http.MethodGet)
	if w.Code != 303 || w.Header().Get("Location") != "/" || len(w.Result().Cookies()) != 1 {
		t.Fatalf("the link: %d %v", w.Code, w.Header())
	}
	if w := askWith(h, "GET /api/calls", host, w.Result().Cookies()[0]); w.Code != 200 {
		t.Errorf("the session of the link: %d", w.Code)
	}
	if w := visit(http.MethodGet); w.Code != 401 || len(w.Result().Cookies()) != 0 || !strings.Contains(w.Body.String(), "wxastore open") {
		t.Errorf("the link again: %d %s", w.Code, w.Body)
	}
}

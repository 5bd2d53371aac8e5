package console

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/console/ops"
)

// TestWhatStrangersLearn asks each route that is open to people without
// credentials while the service fails for a reason that names its database, and
// holds each to what it may say. A new open route has to be listed here.
func TestWhatStrangersLearn(t *testing.T) {
	t.Parallel()
	const reason = "dial tcp db1.internal:5432: password authentication failed for user wxastore"
	var log bytes.Buffer
	c := Config{Token: guardToken, Settings: settings(t), Codes: NewCodes(), Log: slog.New(slog.NewTextHandler(&log, nil))}
	c.Console = ops.New(ops.Modules{}) // who asks anything of it panics
	c.Ready = func(context.Context) error { return errors.New(reason) }
	c.APIURL = "http://api.internal:8080"
	h, err := Handler(c)
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := servedPaths(c, newGuard(c))
	if err != nil {
		t.Fatal(err)
	}
	// What is said; "page" is the login page, "problem" the page that says what
	// is wrong, "file" what is embedded.
	says := map[string]string{
		"GET /healthz": "200 ok\n", "GET /readyz": "503 not ready\n",
		"GET /login": "page", "POST /login": "page", "POST /language": "problem", "GET /assets/{name}": "file",
	}
	for _, one := range all {
		r := sample(one.pattern)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		body := w.Body.String()
		for _, secret := range []string{"db1.internal", "wxastore console session", guardToken, "api.internal", "goroutine"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s tells %q:\n%s", one.pattern, secret, body)
			}
		}
		if one.access == operatorOnly {
			if w.Code != 401 || !strings.Contains(body, "which wxastore admin reads by itself") {
				t.Errorf("%s: %d %s", one.pattern, w.Code, body)
			}
			continue
		}
		switch want := says[one.pattern]; want {
		case "":
			t.Errorf("%s is open to everybody, and nothing says what it may tell", one.pattern)
		case "page", "problem":
			form := strings.Contains(body, `<form class="fields" method="post" action="/login">`)
			if form != (want == "page") || strings.Contains(body, "<nav") || strings.Contains(body, "/merchants") || strings.Contains(body, "data-live") {
				t.Errorf("%s: %d %s", one.pattern, w.Code, body)
			}
		case "file":
		default:
			if got := http.StatusText(w.Code); got == "" || want != w.Result().Status[:3]+" "+body {
				t.Errorf("%s: %d %q, want %q", one.pattern, w.Code, body, want)
			}
		}
	}
	if !strings.Contains(log.String(), `level=WARN msg="not ready" reason="`+reason) {
		t.Errorf("the log does not have the reason:\n%s", &log)
	}
}

// TestReadinessIsLoggedOnce asks again and again.
func TestReadinessIsLoggedOnce(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	var down error
	h := &readiness{ready: func(context.Context) error { return down }, log: slog.New(slog.NewTextHandler(&log, nil))}
	for range 3 {
		for _, down = range []error{nil, errors.New("no write is taken"), errors.New("no write is taken"), nil, nil} {
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/readyz", nil))
		}
	}
	if got := log.String(); strings.Count(got, "not ready") != 3 || strings.Count(got, "ready again") != 3 {
		t.Errorf("the log:\n%s", got)
	}
}

package pages

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/console/ops"
)

// TestWhatDestroysAsks holds for each operation that destroys that a form does it, that
// the page at the form's address asks, and that a form which has not asked leads there.
func TestWhatDestroysAsks(t *testing.T) {
	t.Parallel()
	listed, _, err := New(Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	forms, pages := make(map[string]Page), make(map[string]bool)
	for _, p := range listed {
		pages[p.Pattern] = true
		if p.Destroys.Path != "" {
			forms[p.Destroys.Method+" "+p.Destroys.Path] = p
		}
	}
	destroy := 0
	for _, o := range ops.New(ops.Modules{}).Operations() {
		p, ok := forms[o.Method+" "+o.Path]
		if o.Destroys == "" {
			if ok {
				t.Errorf("%s asks, and %s %s destroys nothing", p.Pattern, o.Method, o.Path)
			}
			continue
		}
		destroy++
		path, isPost := strings.CutPrefix(p.Pattern, "POST ")
		if !ok || !isPost || !pages["GET "+path] {
			t.Errorf("%s %s destroys, and no page asks first: %q", o.Method, o.Path, p.Pattern)
			continue
		}
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader("version=abc"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		p.Serve.ServeHTTP(w, r) // without a console: to carry it out would be a panic
		if want := strings.NewReplacer("{", "%7B", "}", "%7D").Replace(path) + "?version=abc"; w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%s of a form that has not asked: %d to %s", p.Pattern, w.Code, w.Header().Get("Location"))
		}
	}
	if destroy < 16 {
		t.Errorf("only %d operations destroy", destroy)
	}
}

package pages

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/console/ops"
	"github.com/wxastore/wxastore/internal/store"
)

// maxForm is how many bytes a form may have; maxUpload is for those with a
// picture.
const (
	maxForm   = 1 << 20
	maxUpload = 12 << 20
)

// handler answers a page or says why not.
type handler func(w http.ResponseWriter, r *http.Request) error

// problem is an error with its status and a key of the words.
type problem struct {
	status int
	key    string
}

func (p problem) Error() string { return p.key }

func invalidf(format string, args ...any) error { return store.Mistakef(format, args...) }

// handle makes a handler of a page. It is the one place where an error becomes a
// page.
func (s *site) handle(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var err error
		switch r.URL.Path {
		case toolPath, requestPath:
			r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
		case "/levers/restore": // read as a stream, and bounded by who restores
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxForm)
			if r.Method == http.MethodPost {
				err = r.ParseForm()
			}
		}
		if err != nil {
			err = invalidf("the form cannot be read: %v", err)
		} else {
			err = h(w, r)
		}
		if r.Method != http.MethodGet {
			s.Log.Info("console", "method", r.Method, "path", r.URL.Path, "failed", err != nil)
		}
		if err == nil {
			return
		}
		status, text := s.explain(r, err)
		if status == http.StatusInternalServerError {
			s.Log.Error("console page failed", "method", r.Method, "path", r.URL.Path, "error", err)
		}
		if err := s.show(w, withoutFragment(r), answer{page: "problem", status: status, problem: text, data: listOf(r)}); err != nil {
			s.Log.Error("console page failed", "path", r.URL.Path, "error", err)
			http.Error(w, "the service failed; its log says how", http.StatusInternalServerError)
		}
	})
}

// listOf is the page of the navigation that an address is below, "" if it is below none.
func listOf(r *http.Request) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if slices.Contains([]string{"merchants", "reviews", "places", "calls", "tool", "accounts", "platforms", "events", "fleet", "parity", "levers"}, first) {
		return first
	}
	return ""
}

// bareKey marks a request to a page that needs no credentials.
type bareKey struct{}

// markBare marks requests, so that no page that answers them, and be it one
// that says what is wrong, shows anything of the service.
func markBare(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), bareKey{}, true)))
	})
}

// withoutFragment is the request for the whole page.
func withoutFragment(r *http.Request) *http.Request {
	whole := r.Clone(r.Context())
	query := whole.URL.Query()
	query.Del("fragment")
	query.Del("done")
	whole.URL.RawQuery = query.Encode()
	return whole
}

// explain returns the status of an error, and what is shown of it: a key of the
// words, or a sentence in the language of the request.
func (s *site) explain(r *http.Request, err error) (status int, text string) {
	if p, ok := errors.AsType[problem](err); ok {
		return p.status, p.key
	}
	table, failure := s.words(r), ops.Explain(err)
	if said, ok := errors.AsType[ops.Refused](failure.Said); ok {
		return failure.Status, fmt.Sprintf("%d %s: %s", said.Code, said.Code.Text(), table.sentence(said.Refusal))
	}
	if said, ok := errors.AsType[store.Sentence](failure.Said); ok {
		return failure.Status, table.sentence(said)
	}
	switch failure.Status {
	case http.StatusNotFound:
		return failure.Status, "problem.missing"
	case http.StatusConflict:
		return failure.Status, "problem.changed"
	case http.StatusRequestEntityTooLarge:
		return failure.Status, "problem.large"
	}
	return failure.Status, "problem.service"
}

// isMissing reports whether an error says that there is no such record.
func isMissing(err error) bool {
	_, ok := errors.AsType[ops.Missing](err)
	return ok
}

// empty is a page with a form that nobody has filled in yet.
func empty[F any](show func(w http.ResponseWriter, r *http.Request, form *F, status int, problem string) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error { return show(w, r, nil, http.StatusOK, "") }
}

// formAgain shows a form again with what is wrong, if that is the operator's to mend.
func (s *site) formAgain(r *http.Request, err error, show func(status int, problem string) error) error {
	if status, text := s.explain(r, err); status == http.StatusBadRequest || status == http.StatusConflict {
		return show(status, text)
	}
	return err
}

// formDone answers a form: with the page at a path, which says what was done, or else with
// the form again.
func (s *site) formDone(w http.ResponseWriter, r *http.Request, err error, path, what string, show func(status int, problem string) error) error {
	if err != nil {
		return s.formAgain(r, err, show)
	}
	return redirectDone(w, r, path, what)
}

// clashing reports whether an error says that another operator has changed a record since
// the form was opened, and returns the record as it is by now.
func clashing[T any](err error) (there T, ok bool) {
	clash, ok := errors.AsType[*ops.Conflict](err)
	if ok {
		there, _ = clash.Current.(T)
	}
	return there, ok
}

// clashed is the error that shows a form again with its clashes. To save it then replaces
// what is there.
func clashed() error { return problem{http.StatusConflict, "problem.clash"} }

// redirectDone goes to a page, which says what was done: a key of the words.
func redirectDone(w http.ResponseWriter, r *http.Request, path, what string) error {
	target, err := url.Parse(path)
	if err != nil {
		return invalidf("the form cannot be read: %v", err)
	}
	query := target.Query()
	query.Set("done", what)
	target.RawQuery = query.Encode()
	http.Redirect(w, r, target.String(), http.StatusSeeOther)
	return nil
}

// action answers a form that asks for an operation: its parameters are in the address
// or are fields of the form. Then it goes to the page at back, which says what was done.
func action[In, Out any](s *site, o api.Op[In, Out], back func(*http.Request) string, what string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var in In
		named := func(name string) string {
			if value := r.PathValue(name); value != "" {
				return value
			}
			return r.PostFormValue(name)
		}
		query := url.Values{}
		for _, p := range o.Params() {
			if value := r.PostFormValue(p.Name); !p.InPath && value != "" {
				query.Set(p.Name, value)
			}
		}
		// The page at this address has asked.
		if err := o.ReadParams(named, query.Encode(), &in); err != nil {
			return invalidf("the form cannot be read: %v", err)
		}
		if _, err := do(s, r, o, in); err != nil {
			return err
		}
		return redirectDone(w, r, back(r), what)
	}
}

// do carries out an operation of the console.
func do[In, Out any](s *site, r *http.Request, o api.Op[In, Out], in In) (Out, error) {
	return ops.Do(r.Context(), s.Console, o, in)
}

// withTime lets the request of a form take as long as its operation may.
func withTime(w http.ResponseWriter, r *http.Request, o api.Operation) (*http.Request, context.CancelFunc) {
	ctx, cancel := ops.WithTime(w, r, o)
	return r.WithContext(ctx), cancel
}

package pages

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/wxastore/wxastore/internal/console/ports"
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
		switch r.URL.Path {
		case "/tool":
			r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
		case "/levers/restore": // read as a stream, and bounded by who restores
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		}
		err := h(w, r)
		if r.Method != http.MethodGet {
			s.Log.Info("console", "method", r.Method, "path", r.URL.Path, "failed", err != nil)
		}
		if err == nil {
			return
		}
		status, text := s.told(r, err)
		if status == http.StatusInternalServerError {
			s.Log.Error("console page failed", "method", r.Method, "path", r.URL.Path, "error", err)
		}
		if err := s.show(w, withoutFragment(r), answer{page: "problem", status: status, problem: text}); err != nil {
			s.Log.Error("console page failed", "path", r.URL.Path, "error", err)
			http.Error(w, "the service failed; its log says how", http.StatusInternalServerError)
		}
	})
}

// stranger marks a request to a page that needs no credentials.
type stranger struct{}

// forStrangers marks requests, so that no page that answers them, and be it one
// that says what is wrong, shows anything of the service.
func forStrangers(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), stranger{}, true)))
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

// told returns the status of an error, and what is shown of it: a key of the
// words, or a sentence in the language of the request.
func (s *site) told(r *http.Request, err error) (status int, text string) {
	table := s.words(r)
	if p, ok := errors.AsType[problem](err); ok {
		return p.status, p.key
	}
	if refused, ok := errors.AsType[ports.Refusal](err); ok {
		code, reason := refused.Refused()
		if _, ok := refused.(sentence); ok {
			reason = table.sentence(refused)
		}
		return http.StatusConflict, fmt.Sprintf("%d %s: %s", code, code.Text(), reason)
	}
	if i, ok := errors.AsType[interface {
		error
		Invalid() bool
	}](err); ok && i.Invalid() {
		return http.StatusBadRequest, table.sentence(i)
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge, "problem.large"
	}
	if errors.Is(err, store.ErrNotFound) {
		return http.StatusNotFound, "problem.missing"
	}
	return http.StatusInternalServerError, "problem.service"
}

// told400 reports whether an error is the operator's to mend, so that the form
// is shown again with it, and what to show.
func (s *site) told400(r *http.Request, err error) (status int, text string, ok bool) {
	status, text = s.told(r, err)
	return status, text, status == http.StatusBadRequest || status == http.StatusConflict
}

// done goes to a page, which says what was done: a key of the words.
func done(w http.ResponseWriter, r *http.Request, path, what string) error {
	http.Redirect(w, r, path+"?done="+url.QueryEscape(what), http.StatusSeeOther)
	return nil
}

// Package scripted is a service whose answers a test writes, for what a
// wxastore never answers.
package scripted

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
)

// Service answers on a real socket. It counts the requests of each path.
type Service struct {
	URL string

	mu     sync.Mutex
	counts map[string]int
	routes map[string]http.HandlerFunc
}

// Run starts a service, which ends with the test. It answers InvalidURL until
// On gives it something to answer.
func Run(t *testing.T) *Service {
	t.Helper()
	s := &Service{counts: map[string]int{}, routes: map[string]http.HandlerFunc{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.counts[r.URL.Path]++
		handler := s.routes[r.URL.Path]
		s.mu.Unlock()
		if handler == nil {
			handler = Refuse(weixin.InvalidURL)
		}
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// RunUnheard starts a service that fails the test if a declared interface is
// called.
func RunUnheard(t *testing.T) *Service {
	t.Helper()
	s := Run(t)
	t.Cleanup(func() {
		for _, d := range weixin.Declarations() {
			if n := s.Count(d.Page); n > 0 {
				t.Errorf("%s was called %d times", d.Name, n)
			}
		}
	})
	return s
}

// On sets what answers the calls of a page, and returns what answered before.
func (s *Service) On(page weixin.Page, handler http.HandlerFunc) (before http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before = s.routes[page.Path]
	s.routes[page.Path] = handler
	return before
}

// Accept answers modifywxastore: with success if its token is good, otherwise
// with a code.
func (s *Service) Accept(code weixin.Code, good func(token string) bool) {
	s.On(weixin.ModifyMerchant.Page, func(w http.ResponseWriter, r *http.Request) {
		if !good(r.URL.Query().Get("access_token")) {
			WriteCode(w, code)
			return
		}
		WriteCode(w, weixin.OK)
	})
}

// Count returns how many calls of a page there were.
func (s *Service) Count(page weixin.Page) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[page.Path]
}

// Client returns a client of s.
func (s *Service) Client(t *testing.T, opts ...client.Option) *client.Client {
	t.Helper()
	c, err := client.New(append([]client.Option{client.WithBaseURL(s.URL)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// RID is the rid of every refusal.
const RID = "6aac0064-355b48ab-4c5b487e"

// Refuse returns a handler that answers a code with its text and RID.
func Refuse(code weixin.Code) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { WriteCode(w, code) }
}

// Body returns a handler that answers a body as it is.
func Body(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, body)
	}
}

// WriteCode answers a code with its text and, if it is not OK, RID.
func WriteCode(w http.ResponseWriter, code weixin.Code) {
	status := weixin.Status{ErrCode: code, ErrMsg: code.Text()}
	if code != weixin.OK {
		status.ErrMsg = weixin.JoinMessage(code.Text(), RID)
	}
	WriteJSON(w, status)
}

// WriteJSON answers a value as JSON.
func WriteJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json; encoding=utf-8")
	_ = json.NewEncoder(w).Encode(value)
}

// WantCode checks that err is a *weixin.Error of a code, with RID.
func WantCode(t *testing.T, err error, code weixin.Code) {
	t.Helper()
	answered, ok := errors.AsType[*weixin.Error](err)
	if !ok || answered.Code != code || answered.RID != RID {
		t.Fatalf("got %v, want errcode %d with its rid", err, code)
	}
}

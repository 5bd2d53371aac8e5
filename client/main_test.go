package client_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
)

func TestMain(m *testing.M) {
	if job := os.Getenv(crowdVariable); job != "" {
		if err := runCrowdWorker(job); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

const (
	appid  = "wx0123456789abcdef"
	secret = "0123456789abcdef0123456789abcdef"
)

// service answers on a real socket what a healthy service never does. It
// counts the requests of each path.
type service struct {
	URL string

	mu     sync.Mutex
	counts map[string]int
	routes map[string]http.HandlerFunc
}

func newService(t *testing.T) *service {
	t.Helper()
	s := &service{counts: map[string]int{}, routes: map[string]http.HandlerFunc{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.counts[r.URL.Path]++
		handler := s.routes[r.URL.Path]
		s.mu.Unlock()
		if handler == nil {
			handler = answers(weixin.InvalidURL)
		}
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

func (s *service) on(page weixin.Page, handler http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.routes[page.Path] = handler
}

func (s *service) count(page weixin.Page) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[page.Path]
}

// client returns a client of s.
func (s *service) client(t *testing.T, opts ...client.Option) *client.Client {
	t.Helper()
	c, err := client.New(append([]client.Option{client.WithBaseURL(s.URL)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

const rid = "6aac0064-355b48ab-4c5b487e"

// answers returns a handler that answers a code with its text and a rid.
func answers(code weixin.Code) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { writeCode(w, code) }
}

func writeCode(w http.ResponseWriter, code weixin.Code) {
	status := weixin.Status{ErrCode: code, ErrMsg: code.Text()}
	if code != weixin.OK {
		status.ErrMsg = weixin.JoinMessage(code.Text(), rid)
	}
	writeJSON(w, status)
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json; encoding=utf-8")
	_ = json.NewEncoder(w).Encode(value)
}

func writeToken(w http.ResponseWriter, token string, seconds int) {
	writeJSON(w, weixin.AccessTokenResponse{AccessToken: token, ExpiresIn: seconds})
}

// says returns a handler that answers a body as it is.
func says(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, body)
	}
}

package wxastoretest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/seed"
)

// Server is a running service.
type Server struct {
	// URL is where the service answers as api.weixin.qq.com does, ConsoleURL
	// where the operator is answered.
	URL, ConsoleURL string
	// AppID and Secret are those of the account that is always there, a service
	// account with an approved store Mini Program.
	AppID, Secret string

	t        reporter
	settings settings
	state    *state
	http     *http.Client

	faults atomic.Int64 // how many were injected

	mu     sync.RWMutex // held for reading while app is asked for
	app    *app.App
	stop   context.CancelFunc
	ended  chan error
	closed bool
	taken  map[string]bool // ids of events that WaitForEvent has returned
}

// Run starts a service for a test and stops it at its end: the calls under way
// are answered, and no goroutine is left. If it cannot be started, the test
// ends.
func Run(t T, opts ...Option) *Server {
	t.Helper()
	s, err := start(t, opts)
	if err != nil {
		t.Fatalf("wxastoretest: %v", err)
		return nil
	}
	t.Cleanup(func() {
		t.Helper()
		if err := s.Close(); err != nil {
			t.Errorf("wxastoretest: %v", err)
		}
	})
	return s
}

// Start starts a service where there is no test. The caller closes it:
// Close returns what levers could not do.
func Start(opts ...Option) (*Server, error) { return start(new(memory), opts) }

func start(t reporter, opts []Option) (*Server, error) {
	s := &Server{AppID: seed.DemoAppID, Secret: seed.DemoSecret, t: t}
	for _, opt := range opts {
		opt(&s.settings)
	}
	if err := s.settings.check(); err != nil {
		return nil, err
	}
	ctx := context.Background()
	var err error
	if s.state, err = openState(ctx, s.settings.logger()); err != nil {
		return nil, err
	}
	err = s.open(ctx)
	if err == nil {
		err = s.seed(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.http = newHTTPClient(s.app.APIURL())
	s.serve()
	return s, nil
}

func (s settings) check() error {
	if s.real == nil {
		return nil
	}
	if at := s.real(); at.Before(clock.Earliest()) || at.After(clock.Latest()) {
		return fmt.Errorf("WithClock(%s): the clock goes from %d to %d", at, clock.Earliest().Year(), clock.Latest().Year())
	}
	return nil
}

// Close lets the calls under way end and stops the service. It may be called
// more than once. A server of Run is closed by its test.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	s.state.journal.end()
	err := errors.Join(s.halt(), s.state.close())
	if m, ok := s.t.(*memory); ok {
		err = errors.Join(m.err(), err)
	}
	return err
}

// running is the service as it runs now.
func (s *Server) running() *app.App {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.app
}

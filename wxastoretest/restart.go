package wxastoretest

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"syscall"
	"time"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/search/sqlsearch"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
)

// drainTime is how long a test may keep its own server from stopping.
const drainTime = 10 * time.Second

// open opens the service over the state: on free ports the first time, on the
// same ones later.
func (s *Server) open(ctx context.Context) error {
	config := app.Config{
		// The account that is always there has a secret that everybody knows.
		Listen: hostOf(s.URL), Console: hostOf(s.ConsoleURL), ConsoleOpen: true,
		OpenStore: func(context.Context, string, *slog.Logger) (store.Store, error) {
			return s.state.store, nil
		},
		OpenJournal: func(context.Context, string, *slog.Logger) (journal.Store, error) {
			return s.state.journal, nil
		},
		OpenSearch: func(ctx context.Context, _ string, log *slog.Logger) (search.Store, error) {
			return sqlsearch.Open(ctx, sqlite.MemorySearch(), log)
		},
		OpenBlobs:    func(context.Context, string) (store.Blobs, error) { return s.state.blobs, nil },
		ReviewManual: s.settings.reviewManual, ReviewDelay: s.settings.reviewDelay,
		Clock: s.settings.real, Random: s.settings.random, Log: s.settings.logger(), DrainTime: drainTime,
	}
	opened, err := app.Open(ctx, config)
	if err != nil {
		return err
	}
	s.app, s.URL, s.ConsoleURL = opened, opened.APIURL(), opened.ConsoleURL()
	return nil
}

// hostOf is the host and port of a listener, which is not there yet at first.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "127.0.0.1:0"
	}
	return u.Host
}

// serve lets the service answer.
func (s *Server) serve() {
	var ctx context.Context
	ctx, s.stop = context.WithCancel(context.Background())
	s.ended = make(chan error, 1)
	go func(a *app.App, ended chan<- error) { ended <- a.Run(ctx) }(s.app, s.ended)
}

// halt lets the calls under way end and closes the service, but not its state.
func (s *Server) halt() error {
	var errs []error
	if s.http != nil {
		s.http.CloseIdleConnections()
	}
	if s.stop != nil {
		s.stop()
		errs = append(errs, <-s.ended)
		s.stop = nil
	}
	if s.app != nil {
		errs = append(errs, s.app.Close())
	}
	return errors.Join(errs...)
}

// Restart stops the service as SIGTERM does and starts it again on the same
// ports, with all that it keeps: accounts, tokens, media, merchants, counts,
// faults, calls and the time. What it only remembers is gone, such as open
// connections. Seeds are not applied again.
func (s *Server) Restart() {
	s.t.Helper()
	if err := s.restart(context.Background()); err != nil {
		s.t.Errorf("restart: %v", err)
	}
}

// portTime is how long another process may hold a port that was ours: the
// kernel gives it to outgoing connections, too.
const portTime = 2 * time.Second

func (s *Server) restart(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errors.New("the server is closed")
	}
	if err := s.halt(); err != nil {
		return err
	}
	for end := time.Now().Add(portTime); ; time.Sleep(10 * time.Millisecond) {
		err := s.open(ctx)
		if err == nil {
			s.serve()
			return nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) || time.Now().After(end) {
			return err
		}
	}
}

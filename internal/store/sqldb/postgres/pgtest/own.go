package pgtest

import (
	"context"
	"testing"

	"github.com/wxastore/wxastore/internal/tools"
)

// Own starts a server that is a test's own, flushes what it commits, and is closed when
// the test ends.
func Own(t testing.TB) *Server {
	t.Helper()
	return own(t, func(s *Server) error { return s.startOwn(t.Context()) })
}

// own starts a server with start, once its cluster is made.
func own(t testing.TB, start func(*Server) error) *Server {
	t.Helper()
	tools.Need(t)
	s, err := newServer()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.initialize(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := start(s); err != nil {
		t.Fatal(err)
	}
	if err := s.createOwner(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *Server) startOwn(ctx context.Context) error {
	return s.start(ctx, "max_connections=200", "min_wal_size=32MB", "max_wal_size=64MB")
}

// Address is that of the server's database.
func (s *Server) Address() string { return s.address(nil) }

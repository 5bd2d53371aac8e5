package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/wxastore/wxastore/internal/tools"
)

// The server that all tests of a process share, with a connection in which schemas are
// made: to begin one takes the server longer than to make a schema.
var shared = sync.OnceValues(startShared)

type sharedServer struct {
	*Server
	mu   sync.Mutex
	conn *pgx.Conn
	made int
}

func startShared() (*sharedServer, error) {
	ctx := context.Background()
	s, _, err := Start(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := s.connectOwner(ctx)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &sharedServer{Server: s, conn: conn}, nil
}

func (s *sharedServer) next(ctx context.Context) (address string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	return s.schema(ctx, s.conn, fmt.Sprintf("test_%d", s.made))
}

// forgetful are settings for a server that is gone with the process: nothing of
// it need be flushed.
func forgetful() []string { return []string{"fsync=off", "full_page_writes=off"} }

// Start runs a server with an empty database at an address. The caller that starts it
// closes it.
func Start(ctx context.Context) (running *Server, address string, err error) {
	return startWith(ctx, forgetful()...)
}

// StartDurable is Start for a server that flushes what it commits, as one that
// is measured should.
func StartDurable(ctx context.Context) (running *Server, address string, err error) {
	return startWith(ctx)
}

func startWith(ctx context.Context, settings ...string) (running *Server, address string, err error) {
	s, err := newServer()
	if err != nil {
		return nil, "", err
	}
	err = s.initialize(ctx)
	if err == nil {
		err = s.start(ctx, append(settings, "max_connections=500", "max_wal_size=256MB")...)
	}
	if err == nil {
		err = s.createOwner(ctx)
	}
	if err != nil {
		return nil, "", errors.Join(err, s.Close())
	}
	return s, s.address(nil), nil
}

// Address is that of an empty schema, each time another, in the server that all
// tests of a process share.
func Address(t testing.TB) string {
	t.Helper()
	tools.Need(t)
	s, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	// Not with the test's context: if it ended, the connection would be lost for others.
	address, err := s.next(context.WithoutCancel(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// Schema makes an empty schema in the server's database and returns its address.
// The name is a plain word.
func (s *Server) Schema(ctx context.Context, name string) (address string, err error) {
	conn, err := s.connectOwner(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return s.schema(ctx, conn, name)
}

func (s *Server) schema(ctx context.Context, conn *pgx.Conn, name string) (address string, err error) {
	if _, err := conn.Exec(ctx, "CREATE SCHEMA "+name); err != nil {
		return "", err
	}
	// Many tests connect at once, on a machine that may have two processors.
	return s.address(url.Values{"search_path": {name}, "connect_timeout": {"30"}}), nil
}

package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/tools"
)

// Pair is a primary and a standby that has on its disk whatever the primary
// acknowledges: streaming replication, synchronous commit, every flush done.
type Pair struct {
	primary, standby *Server
}

// NewPair starts a pair, in a network of its own if one is given, until the test
// ends.
func NewPair(t testing.TB, in *Network) *Pair {
	t.Helper()
	tools.Need(t)
	p := new(Pair)
	t.Cleanup(func() {
		for _, s := range []*Server{p.primary, p.standby} {
			if s == nil {
				continue
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	})
	for _, s := range []**Server{&p.primary, &p.standby} {
		made, err := newServer()
		if err != nil {
			t.Fatal(err)
		}
		if in != nil {
			in.move(made)
		}
		*s = made
	}
	ctx := t.Context()
	if err := p.primary.initialize(ctx); err != nil {
		t.Fatal(err)
	}
	if err := p.primary.startMember(ctx); err != nil {
		t.Fatal(err)
	}
	if err := p.primary.createOwner(ctx); err != nil {
		t.Fatal(err)
	}
	if err := p.follow(ctx); err != nil {
		t.Fatal(err)
	}
	return p
}

// startMember starts a server that may be a primary or a standby.
func (s *Server) startMember(ctx context.Context) error {
	if s.host != loopback {
		hba, err := os.OpenFile(filepath.Join(s.data(), "pg_hba.conf"), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		defer hba.Close()
		if _, err := fmt.Fprintln(hba, "host all all all scram-sha-256"); err != nil {
			return err
		}
	}
	// The old primary and the new one speak over their sockets.
	return s.start(ctx, "max_connections=200", "wal_keep_size=512MB", "hot_standby=on", "wal_retrieve_retry_interval=100ms")
}

// Address leads to whichever of the two takes writes.
func (p *Pair) Address() string {
	return p.primary.address(url.Values{"target_session_attrs": {"read-write"}}, p.standby)
}

// StandbyAddress leads to the standby alone.
func (p *Pair) StandbyAddress() string { return p.standby.address(nil) }

// KillPrimary ends the primary as a crash would.
func (p *Pair) KillPrimary() error { return p.primary.Kill() }

// KillStandby ends the standby as a crash would. The primary then acknowledges
// nothing.
func (p *Pair) KillStandby() error { return p.standby.Kill() }

// Promote makes the standby the primary and returns when it takes writes. It
// has no standby of its own for the time being.
func (p *Pair) Promote(ctx context.Context) error {
	p.primary, p.standby = p.standby, p.primary
	return p.primary.exec(ctx, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()",
		"SELECT pg_promote(TRUE, 60)")
}

// Rebuild makes a standby of the server that was killed, and returns when it has
// all that was ever acknowledged.
func (p *Pair) Rebuild(ctx context.Context) error {
	if err := os.RemoveAll(p.standby.data()); err != nil {
		return err
	}
	return p.follow(ctx)
}

// follow copies the primary to the standby and starts it.
func (p *Pair) follow(ctx context.Context) error {
	s := p.standby
	s.password = p.primary.password
	err := s.do(ctx, "pg_basebackup", "-h", p.primary.sockets(), "-p", fmt.Sprint(p.primary.port), "-U", superuser,
		"-D", s.data(), "-R", "-X", "stream", "-c", "fast", "--no-sync")
	if err != nil {
		return err
	}
	if err := s.startMember(ctx); err != nil {
		return err
	}
	if err := p.primary.exec(ctx, "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"); err != nil {
		return err
	}
	return p.synchronous(ctx)
}

// synchronous waits until the standby confirms each commit, and then for one.
func (p *Pair) synchronous(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	conn, err := p.primary.connect(ctx)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for state := ""; state != "sync"; time.Sleep(20 * time.Millisecond) {
		err := conn.QueryRow(ctx, "SELECT coalesce(max(sync_state), '') FROM pg_stat_replication").Scan(&state)
		if err != nil {
			return fmt.Errorf("wait for the standby: %w", err)
		}
	}
	_, err = conn.Exec(ctx, "COMMENT ON DATABASE "+owner+" IS 'the standby has it'")
	return err
}

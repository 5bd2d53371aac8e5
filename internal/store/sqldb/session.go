package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wxastore/wxastore/internal/said"
)

// session is the writer's connection with its prepared statements. It connects
// again after it was dropped.
type session struct {
	engine *Engine
	traits *traits
	// mu is held for a batch of writes, and for a read where readers have no
	// connection of their own.
	mu     sync.Mutex
	conn   *sql.Conn
	stmts  map[string]Statement
	closed bool
	// statements counts those that were run.
	statements atomic.Uint64
	// noTimeout is set for the rest of a transaction whose statements may take
	// any time.
	noTimeout bool
	// used is when the last transaction ended well.
	used time.Time
	// beginPipelined is set while nothing has come back from the database since
	// the transaction was begun: it may not even have been reached.
	beginPipelined bool
}

// limit bounds one statement.
func (s *session) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.noTimeout {
		return limit(ctx, 0)
	}
	return limit(ctx, s.engine.Timeout)
}

func (s *session) connect(ctx context.Context) (*sql.Conn, error) {
	if s.conn != nil {
		return s.conn, nil
	}
	conn, err := s.engine.Writer.Conn(ctx)
	if err != nil {
		return nil, said.Errorf("connect: %w", err)
	}
	if s.engine.Held != nil {
		s.engine.Held()
	}
	s.conn, s.stmts = conn, make(map[string]Statement)
	return conn, nil
}

func (s *session) prepare(ctx context.Context, query string) (Statement, error) {
	conn, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	if stmt, ok := s.stmts[query]; ok {
		return stmt, nil
	}
	prepare := s.engine.Prepare
	if prepare == nil {
		prepare = prepareSQL
	}
	stmt, err := prepare(ctx, conn, s.traits.text(query))
	if err != nil {
		return nil, said.Errorf("prepare: %w", err)
	}
	s.stmts[query] = stmt
	return stmt, nil
}

func (s *session) exec(ctx context.Context, query string, args ...any) error {
	ctx, cancel := s.limit(ctx)
	defer cancel()
	stmt, err := s.prepare(ctx, query)
	if err != nil {
		return err
	}
	if _, err = stmt.Exec(ctx, args); err != nil {
		return err
	}
	s.beginPipelined = false
	return nil
}

// pipeline runs a statement together with the next whose result is needed.
func (s *session) pipeline(ctx context.Context, query string, args ...any) error {
	ctx, cancel := s.limit(ctx)
	defer cancel()
	stmt, err := s.prepare(ctx, query)
	if err != nil {
		return err
	}
	return stmt.Pipeline(ctx, args)
}

// commit ends the transaction.
func (s *session) commit(ctx context.Context) error {
	if err := s.exec(ctx, "COMMIT"); err != nil {
		return err
	}
	s.used = time.Now()
	if s.engine.Confirm == nil {
		return nil
	}
	return s.engine.Confirm(s.conn)
}

// drop gives the connection up, so that the next use connects again. A driver
// may refuse to close a connection before its statements, and one that stays
// open would hold the lock of its transaction.
func (s *session) drop() {
	_ = s.closeStatements()
	if s.conn != nil {
		// The error is the one that is asked for: it marks the connection as bad.
		_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
		s.conn = nil
	}
}

func (s *session) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	err := s.closeStatements()
	if s.conn != nil {
		err = errors.Join(err, s.conn.Close())
		s.conn = nil
	}
	return err
}

func (s *session) closeStatements() error {
	var errs []error
	for _, stmt := range s.stmts {
		errs = append(errs, stmt.Close())
	}
	s.stmts = nil
	return errors.Join(errs...)
}

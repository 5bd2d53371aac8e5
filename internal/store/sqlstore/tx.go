package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// tx is what one function may do inside the writer's transaction, and what the
// writer must know about it afterwards.
type tx struct {
	session *session
	// wrote is set once a statement changed a row.
	wrote bool
	// failed is the first error of a statement. A transaction in which one
	// failed is never committed.
	failed error
}

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if !t.session.traits.holds(args) {
		return 0, t.fail(errUnstorable)
	}
	t.session.statements.Add(1)
	ctx, cancel := t.session.limit(ctx)
	defer cancel()
	stmt, err := t.session.prepare(ctx, query)
	if err != nil {
		return 0, t.fail(err)
	}
	t.session.touch(stmt, args)
	changed, err := stmt.Exec(ctx, args)
	if err != nil {
		return 0, t.fail(err)
	}
	t.session.unsure = false
	if changed > 0 {
		t.wrote = true
	}
	return changed, nil
}

// later runs a statement that changes rows and that must not fail but together
// with the commit.
func (t *tx) later(ctx context.Context, query string, args ...any) error {
	if !t.session.traits.holds(args) {
		return t.fail(errUnstorable)
	}
	t.session.statements.Add(1)
	t.wrote = true
	if err := t.session.later(ctx, query, args...); err != nil {
		return t.fail(err)
	}
	return nil
}

// row scans the first row of a query, if it has one.
func (t *tx) row(ctx context.Context, query string, args []any, dest ...any) (found bool, err error) {
	if !t.session.traits.holds(args) {
		return false, nil
	}
	t.session.statements.Add(1)
	ctx, cancel := t.session.limit(ctx)
	defer cancel()
	stmt, err := t.session.prepare(ctx, query)
	if err != nil {
		return false, t.fail(err)
	}
	if found, err = stmt.First(ctx, args, dest); err != nil {
		return false, t.fail(err)
	}
	t.session.unsure = false
	return found, nil
}

// rows calls each for every row of a query. A query that changes rows, as one
// with RETURNING does, counts as a write once it yields a row.
func (t *tx) rows(ctx context.Context, query string, args []any, each func(Row) error) error {
	if !t.session.traits.holds(args) {
		return nil
	}
	t.session.statements.Add(1)
	ctx, cancel := t.session.limit(ctx)
	defer cancel()
	stmt, err := t.session.prepare(ctx, query)
	if err != nil {
		return t.fail(err)
	}
	t.session.touch(stmt, args)
	if err := stmt.Each(ctx, args, each); err != nil {
		return t.fail(err)
	}
	t.session.unsure = false
	return nil
}

func (t *tx) fail(err error) error {
	if t.failed == nil {
		t.failed = err
	}
	return err
}

// session is the writer's connection with its prepared statements. It connects
// again after it was dropped.
type session struct {
	engine *Engine
	traits *traits
	// mu is held for a batch of writes, and for a read where readers have no
	// connection of their own.
	mu     sync.Mutex
	conn   *sql.Conn
	stmts  map[string]statement
	closed bool
	// statements counts those that were run.
	statements atomic.Uint64
	// patient is set for the rest of a transaction whose statements may take
	// any time.
	patient bool
	// used is when the last transaction ended well.
	used time.Time
	// unsure is set while nothing has come back from the database since the
	// transaction was begun: then it may not even be reached.
	unsure bool
	// touched are the accounts of which a batch may have changed what bearers
	// remembers.
	touched []string
	// subjects is nil where others write to the database, too.
	subjects subjects
}

// limit bounds one statement.
func (s *session) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.patient {
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
		return nil, fmt.Errorf("connect: %w", err)
	}
	s.conn, s.stmts = conn, make(map[string]statement)
	return conn, nil
}

// statement is a prepared statement.
type statement struct {
	Statement
	changesBearers, changesSubjects bool
}

// touch notes the account that a statement changes: the first parameter of one
// about an account is its app id.
func (s *session) touch(stmt statement, args []any) {
	if !stmt.changesBearers && !stmt.changesSubjects {
		return
	}
	appID := everyAccount
	if len(args) > 0 {
		if first, ok := args[0].(string); ok {
			appID = first
		}
	}
	if stmt.changesBearers {
		s.touched = append(s.touched, appID)
	}
	if stmt.changesSubjects {
		s.subjects.forget(appID)
	}
}

func (s *session) prepare(ctx context.Context, query string) (statement, error) {
	conn, err := s.connect(ctx)
	if err != nil {
		return statement{}, err
	}
	if stmt, ok := s.stmts[query]; ok {
		return stmt, nil
	}
	prepare := s.engine.Prepare
	if prepare == nil {
		prepare = prepareSQL
	}
	prepared, err := prepare(ctx, conn, s.traits.text(query))
	if err != nil {
		return statement{}, fmt.Errorf("prepare: %w", err)
	}
	stmt := statement{prepared, changes(query, bearerTables()), changes(query, subjectTables())}
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
	s.unsure = false
	return nil
}

// later runs a statement whose result nobody waits for, together with the next.
func (s *session) later(ctx context.Context, query string, args ...any) error {
	ctx, cancel := s.limit(ctx)
	defer cancel()
	stmt, err := s.prepare(ctx, query)
	if err != nil {
		return err
	}
	return stmt.Later(ctx, args)
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

package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// reader runs queries on the engine's reading connections, or where there are
// none, on the writer's. It prepares each query once.
type reader struct {
	engine *Engine
	traits *traits
	// session is shared where the engine has no connections for reading.
	session *session
	// stmts holds a *sql.Stmt for each query. There are as many queries as the
	// source code has.
	stmts  sync.Map
	closed atomic.Bool
	// queries counts those that were run.
	queries atomic.Uint64
}

// row scans the first row of a query, if it has one.
func (r *reader) row(ctx context.Context, query string, args []any, dest ...any) (found bool, err error) {
	if r.engine.Reader == nil {
		err := r.readOnWriter(ctx, func(t *Tx) (err error) {
			found, err = t.Row(ctx, query, args, dest...)
			return err
		})
		return found, err
	}
	if !r.traits.holds(args) {
		return false, nil
	}
	err = r.retry(ctx, func(ctx context.Context) error {
		stmt, err := r.prepare(ctx, query)
		if err != nil {
			return err
		}
		return stmt.QueryRowContext(ctx, args...).Scan(dest...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// rows calls each for every row of a query.
func (r *reader) rows(ctx context.Context, query string, args []any, each func(Row) error) error {
	if r.engine.Reader == nil {
		return r.readOnWriter(ctx, func(t *Tx) error { return t.Rows(ctx, query, args, each) })
	}
	if !r.traits.holds(args) {
		return nil
	}
	return r.retry(ctx, func(ctx context.Context) error {
		stmt, err := r.prepare(ctx, query)
		if err != nil {
			return err
		}
		rows, err := stmt.QueryContext(ctx, args...)
		if err != nil {
			return err
		}
		seen := false
		err = eachRow(rows, func(rows Row) error {
			seen = true
			return each(rows)
		})
		if err != nil && seen {
			return partialResult{err}
		}
		return err
	})
}

// partialResult marks an error of a query whose first rows were handed out: to run it
// again would hand them out twice.
type partialResult struct{ error }

func (h partialResult) Unwrap() error { return h.error }

// retry runs a query, and again on another connection while those that it gets
// are lost: a switch to another machine cuts all that the pool holds.
func (r *reader) retry(ctx context.Context, query func(context.Context) error) error {
	bound, cancel := limit(ctx, r.engine.Timeout)
	defer cancel()
	for try := 1; ; try++ {
		r.queries.Add(1)
		err := query(bound)
		if err == nil || errors.Is(err, sql.ErrNoRows) {
			return err
		}
		_, half := errors.AsType[partialResult](err)
		if half || bound.Err() != nil || r.closed.Load() || r.engine.classify(err) != ConnLost ||
			try > r.engine.Reader.Stats().MaxOpenConnections {
			return r.explain(ctx, err)
		}
	}
}

// readOnWriter reads on the writer's connection, between two of its transactions.
func (r *reader) readOnWriter(ctx context.Context, read func(*Tx) error) error {
	r.session.mu.Lock()
	defer r.session.mu.Unlock()
	if r.session.closed {
		return store.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := read(&Tx{session: r.session}); err != nil {
		return r.explain(ctx, err)
	}
	return nil
}

// begin begins a transaction that only reads. done ends the use of its
// connection, after the transaction.
func (r *reader) begin(ctx context.Context) (tx *sql.Tx, done func(), err error) {
	if r.engine.Reader != nil {
		tx, err = r.engine.Reader.BeginTx(ctx, r.engine.ReadTx)
		return tx, func() {}, err
	}
	r.session.mu.Lock()
	if r.session.closed {
		err = store.ErrClosed
	}
	var conn *sql.Conn
	if err == nil {
		conn, err = r.session.connect(ctx)
	}
	if err == nil {
		tx, err = conn.BeginTx(ctx, r.engine.ReadTx)
	}
	if err != nil {
		r.session.mu.Unlock()
	}
	return tx, r.session.mu.Unlock, err
}

// eachRow calls each for every row and closes the rows.
func eachRow(rows *sql.Rows, each func(Row) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r *reader) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := r.stmts.Load(query); ok {
		return stmt.(*sql.Stmt), nil
	}
	stmt, err := r.engine.Reader.PrepareContext(ctx, r.traits.text(query))
	if err != nil {
		return nil, said.Errorf("prepare: %w", err)
	}
	if first, ok := r.stmts.LoadOrStore(query, stmt); ok {
		// Another caller prepared the same query meanwhile.
		return first.(*sql.Stmt), stmt.Close()
	}
	return stmt, nil
}

// explain turns what a driver says of a query that was given up into the error
// of the context, and of a database that was closed into store.ErrClosed.
func (r *reader) explain(ctx context.Context, err error) error {
	if r.closed.Load() {
		return store.ErrClosed
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func (r *reader) close() error {
	r.closed.Store(true)
	var errs []error
	r.stmts.Range(func(_, stmt any) bool {
		errs = append(errs, stmt.(*sql.Stmt).Close())
		return true
	})
	return errors.Join(errs...)
}

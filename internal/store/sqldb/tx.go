package sqldb

import (
	"context"
	"errors"
)

// Tx is what one function may do inside the writer's transaction, and what the
// writer must know about it afterwards.
type Tx struct {
	session *session
	// wrote is set once a statement changed a row.
	wrote bool
	// failed is the first error of a statement. A transaction in which one
	// failed is never committed.
	failed error
	// pipelined is a statement of which Sync has not been called.
	pipelined Statement
}

// run prepares a statement and does something with it.
func (t *Tx) run(ctx context.Context, query string, do func(context.Context, Statement) error) error {
	t.session.statements.Add(1)
	ctx, cancel := t.session.limit(ctx)
	defer cancel()
	stmt, err := t.session.prepare(ctx, query)
	if err == nil {
		err = do(ctx, stmt)
	}
	if err != nil {
		return t.Fail(err)
	}
	return nil
}

// Exec runs a statement and returns how many rows it changed.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (changed int64, err error) {
	if !t.session.traits.holds(args) {
		return 0, t.Fail(ErrUnstorable)
	}
	err = t.run(ctx, query, func(ctx context.Context, stmt Statement) (err error) {
		changed, err = stmt.Exec(ctx, args)
		return err
	})
	if err != nil {
		return 0, err
	}
	t.session.beginPipelined = false
	t.wrote = t.wrote || changed > 0
	return changed, nil
}

// Pipeline runs a statement that changes rows and whose result is not needed
// before that of a later statement, or the commit.
func (t *Tx) Pipeline(ctx context.Context, query string, args ...any) error {
	if !t.session.traits.holds(args) {
		return t.Fail(ErrUnstorable)
	}
	t.session.statements.Add(1)
	t.wrote = true
	if err := t.session.pipeline(ctx, query, args...); err != nil {
		return t.Fail(err)
	}
	return nil
}

// Row scans the first row of a query, if it has one.
func (t *Tx) Row(ctx context.Context, query string, args []any, dest ...any) (found bool, err error) {
	if !t.session.traits.holds(args) {
		return false, nil
	}
	err = t.run(ctx, query, func(ctx context.Context, stmt Statement) (err error) {
		found, err = stmt.First(ctx, args, dest)
		return err
	})
	if err != nil {
		return false, err
	}
	t.session.beginPipelined = false
	return found, nil
}

// Rows calls each for every row of a query.
func (t *Tx) Rows(ctx context.Context, query string, args []any, each func(Row) error) error {
	if !t.session.traits.holds(args) {
		return nil
	}
	err := t.run(ctx, query, func(ctx context.Context, stmt Statement) error { return stmt.Each(ctx, args, each) })
	if err != nil {
		return err
	}
	t.session.beginPipelined = false
	return nil
}

// PipelineRows runs a query whose rows are not needed before Sync, or before a
// later statement that is not pipelined.
func (t *Tx) PipelineRows(ctx context.Context, query string, args []any, each func(Row) error) error {
	return t.run(ctx, query, func(ctx context.Context, stmt Statement) error {
		err := stmt.PipelineRows(ctx, args, each)
		if err == nil {
			t.pipelined = stmt
		}
		return err
	})
}

// Sync waits for what was pipelined.
func (t *Tx) Sync(ctx context.Context) error {
	if t.pipelined == nil {
		return nil
	}
	ctx, cancel := t.session.limit(ctx)
	defer cancel()
	if err := t.pipelined.Sync(ctx); err != nil {
		return t.Fail(err)
	}
	t.pipelined, t.session.beginPipelined = nil, false
	return nil
}

// Abort makes the transaction one that is not committed. Its error is not the
// database's.
func (t *Tx) Abort(err error) error {
	if _, rerun := errors.AsType[Rerun](err); !rerun && t.failed == nil {
		return t.Fail(internalErr{err})
	}
	return t.Fail(err)
}

// Fail notes an error as that of a statement: the transaction is not committed.
func (t *Tx) Fail(err error) error {
	if t.failed == nil {
		t.failed = err
	}
	return err
}

// Failed is the first error of a statement.
func (t *Tx) Failed() error { return t.failed }

// NoTimeout lets the statements of the rest of the transaction take any time.
func (t *Tx) NoTimeout() { t.session.noTimeout = true }

// LockTables locks tables until the end of the transaction, where a transaction
// that writes is not alone anyway.
func (t *Tx) LockTables(ctx context.Context, tables, mode string) error {
	if !t.session.traits.locks {
		return nil
	}
	_, err := t.Exec(ctx, `LOCK TABLE `+tables+` IN `+mode+` MODE`)
	return err
}

// AnyText reports whether a text may hold whatever bytes there are.
func (t *Tx) AnyText() bool { return t.session.traits.anyText }

// Arrays reports whether a parameter may be an array.
func (t *Tx) Arrays() bool { return t.session.traits.arrays }

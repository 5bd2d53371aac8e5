package sqldb

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/wxastore/wxastore/internal/said"
)

// runAll runs the writes and returns their results, in order.
func (w *writer) runAll(ctx context.Context, batch []*Write) []error {
	w.session.mu.Lock()
	defer w.session.mu.Unlock()
	if w.session.traits.locks {
		// Two writers that come to the same rows come to them in the same order.
		slices.SortStableFunc(batch, func(a, b *Write) int { return slices.CompareFunc(a.Locks, b.Locks, Lock.compare) })
	}
	defer w.observer.Ended()
	results := make([]error, len(batch))
	if len(batch) > 1 && w.batch(ctx, batch, results) {
		return results
	}
	var gone error
	for i, j := range batch {
		if gone != nil {
			results[i] = gone // it would only wait for the same
			continue
		}
		lost, err := w.single(ctx, j)
		if results[i] = err; lost {
			gone = said.Errorf("not begun: the write before it said: %w", err)
		}
	}
	return results
}

// batch runs the writes in one transaction. If it returns false, none of them
// happened, each has to run again, and none of the results counts: even a write
// that only found a reason to do nothing may have found it in what another did
// before it.
func (w *writer) batch(ctx context.Context, batch []*Write, results []error) bool {
	err, failed := w.run(ctx, batch, results)
	switch {
	case err == nil:
		w.stats.committed(len(batch))
		return true
	case w.neverBegan(failed):
		return false
	}
	w.rollback(ctx)
	_, begun := errors.AsType[notBegun](err)
	if !begun && !w.engine.classify(failed).gone() {
		return false
	}
	for i := range results {
		results[i] = err // to try it once for each would only take longer
	}
	return true
}

// notBegun is the error of a transaction that could not be begun.
type notBegun struct{ error }

func (n notBegun) Error() string { return "begin: " + n.error.Error() }
func (n notBegun) Unwrap() error { return n.error }

// run runs the writes in one transaction and commits it. err says why that
// failed, and cause is what the database said; it is nil if only a write failed.
func (w *writer) run(ctx context.Context, batch []*Write, results []error) (err, cause error) {
	if err := w.begin(ctx); err != nil {
		return notBegun{err}, err
	}
	if err := w.lock(ctx, batch); err != nil {
		return said.Errorf("lock: %w", err), err
	}
	t := &Tx{session: &w.session}
	failed := func(err error) (error, error) {
		if rerun, ok := errors.AsType[Rerun](err); ok && t.failed == nil {
			return err, rerun
		}
		return cmp.Or(err, t.failed), t.failed
	}
	if err := w.guard(func() error { return w.observer.Begin(ctx, t, batch) }); err != nil || t.failed != nil {
		return failed(err)
	}
	wrote := false
	for i, j := range batch {
		t.wrote = false
		results[i] = w.call(j, t)
		if t.failed != nil || results[i] != nil && (t.wrote || len(batch) == 1) {
			return failed(results[i])
		}
		wrote = wrote || t.wrote
	}
	if err := w.guard(func() error { return w.observer.Flush(ctx, t) }); err != nil || t.failed != nil {
		return failed(err)
	}
	if wrote || t.wrote {
		w.session.beginPipelined = false // what is lost with the commit may have happened
	}
	if err := w.session.commit(ctx); err != nil {
		if w.engine.classify(err).gone() {
			return unknown{err}, err
		}
		if len(batch) > 1 {
			w.log.Warn("a shared commit failed; its writes run again one by one", "writes", len(batch), "error", err)
		}
		return said.Errorf("commit: %w", err), err
	}
	return nil, nil
}

// unknown is the error of a commit that may have happened. What it would have
// written must neither be written again nor be taken for written.
type unknown struct{ error }

func (u unknown) Error() string {
	return "commit: nobody knows whether it happened or lasts: " + u.error.Error()
}

func (u unknown) Unwrap() error { return u.error }

// A write that loses against other writers runs again up to conflictTries times,
// after waits that grow to conflictWait.
const (
	conflictTries = 8
	conflictWait  = 50 * time.Millisecond
)

// single runs one write in a transaction of its own. lost says that the database
// cannot be reached.
func (w *writer) single(ctx context.Context, j *Write) (lost bool, err error) {
	for try := 1; ; try++ {
		class, err := w.attempt(ctx, j)
		if class != Conflict || try == conflictTries {
			return class.gone(), err
		}
		most := conflictWait * time.Duration(try) / conflictTries
		time.Sleep(most/2 + rand.N(most/2))
	}
}

// attempt is one attempt of single, with the class of what the database said.
func (w *writer) attempt(ctx context.Context, j *Write) (ErrorClass, error) {
	var result [1]error
	err, cause := w.run(ctx, []*Write{j}, result[:])
	switch {
	case err == nil:
		w.stats.committed(1)
		return Other, nil
	case w.neverBegan(cause):
		return Conflict, err
	}
	w.rollback(ctx)
	return w.engine.classify(cause), err
}

// neverBegan reports whether an error says that the transaction was never begun,
// and gives up the connection that was lost. A statement that has used up its time is not
// tried again: those who wait for the writes would wait as long again, for a database
// that hangs or a table that is locked.
func (w *writer) neverBegan(err error) bool {
	if !w.session.beginPipelined || w.engine.classify(err) != ConnLost || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	w.session.beginPipelined = false
	w.session.drop()
	w.observer.RolledBack()
	return true
}

// lately is for how long a connection that was used is taken to be whole.
const lately = time.Second

// begin begins a transaction. A connection that was cut while nobody used it
// shows here, or with the first statement after it, where nothing has happened
// yet; then it takes another. That may be the first, which what came before the writer
// has left to it.
func (w *writer) begin(ctx context.Context) error {
	w.session.noTimeout = false
	if w.engine.Usable != nil {
		if err := w.engine.Usable(); err != nil {
			return err
		}
	}
	used := w.session.conn != nil
	begin := w.session.exec
	if used && time.Since(w.session.used) < lately {
		begin, w.session.beginPipelined = w.session.pipeline, true
	}
	err := begin(ctx, w.engine.Begin)
	connected := w.session.conn != nil
	if err != nil && connected && w.engine.classify(err) == ConnLost && (used || !errors.Is(err, context.DeadlineExceeded)) {
		w.session.drop()
		err = w.session.exec(ctx, w.engine.Begin)
	}
	return err
}

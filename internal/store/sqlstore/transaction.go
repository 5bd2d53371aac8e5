package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// runAll runs the writes and returns their results, in order.
func (w *writer) runAll(ctx context.Context, batch []*job) []error {
	w.session.mu.Lock()
	defer w.session.mu.Unlock()
	if w.session.traits.lockAccounts != "" {
		slices.SortStableFunc(batch, func(a, b *job) int { return a.keys.order(b.keys) })
	}
	defer w.forget()
	results := make([]error, len(batch))
	if len(batch) > 1 && w.together(ctx, batch, results) {
		return results
	}
	var gone error
	for i, j := range batch {
		if gone != nil {
			results[i] = gone // it would only wait for the same
			continue
		}
		lost, err := w.alone(ctx, j)
		if results[i] = err; lost {
			gone = fmt.Errorf("not begun: the write before it said: %w", err)
		}
	}
	return results
}

// forget lets go of what the batch may have changed, whatever became of it.
func (w *writer) forget() {
	w.bearers.forget(w.session.touched)
	w.session.touched = w.session.touched[:0]
}

// together runs the writes in one transaction. If it returns false, none of
// them happened, each has to run again, and none of the results counts: even a
// write that only found a reason to do nothing may have found it in what another
// did before it.
func (w *writer) together(ctx context.Context, batch []*job, results []error) bool {
	all := func(err error) bool {
		w.rollback(ctx)
		for i := range results {
			results[i] = err
		}
		return true
	}
	if err := w.begin(ctx); err != nil {
		return all(err) // to try it once for each would only take longer
	}
	if err := w.session.lock(ctx, batch); err != nil {
		if w.unreached(err) {
			return false
		}
		if w.engine.judge(err).gone() {
			return all(fmt.Errorf("lock: %w", err))
		}
		w.rollback(ctx)
		return false
	}
	together := w.session.traits.modifyTogether != ""
	var modifying []int // of batch
	for i, j := range batch {
		if together && j.modifies != nil {
			modifying = append(modifying, i)
			continue
		}
		t := &tx{session: &w.session}
		results[i] = w.call(j, t)
		if w.unreached(t.failed) {
			return false
		}
		if t.failed != nil && w.engine.judge(t.failed).gone() {
			return all(t.failed)
		}
		if t.failed != nil || t.wrote && results[i] != nil {
			w.rollback(ctx)
			return false
		}
	}
	if len(modifying) > 0 {
		t := &tx{session: &w.session}
		w.modifyTogether(ctx, t, batch, modifying, results)
		if w.unreached(t.failed) {
			return false
		}
		if t.failed != nil && w.engine.judge(t.failed).gone() {
			return all(t.failed)
		}
		if t.failed != nil {
			w.rollback(ctx)
			return false
		}
	}
	if err := w.session.commit(ctx); err != nil {
		if w.engine.judge(err).gone() {
			return all(unknown{err})
		}
		w.log.Warn("a shared commit failed; its writes run again one by one", "writes", len(batch), "error", err)
		w.rollback(ctx)
		return false
	}
	w.stats.committed(len(batch))
	return true
}

// unknown is the error of a commit that may have happened. What it would have
// written must neither be written again nor be taken for written.
type unknown struct{ error }

func (u unknown) Error() string {
	return "commit: nobody knows whether it happened or lasts: " + u.error.Error()
}

func (u unknown) Unwrap() error { return u.error }

// A write that loses against other writers runs again so many times, after
// waits that grow to conflictWait.
const (
	conflictTries = 8
	conflictWait  = 50 * time.Millisecond
)

// alone runs one write in a transaction of its own. lost says that the database
// cannot be reached.
func (w *writer) alone(ctx context.Context, j *job) (lost bool, err error) {
	for try := 1; ; try++ {
		verdict, err := w.once(ctx, j)
		if verdict != Conflict || try == conflictTries {
			return verdict.gone(), err
		}
		most := conflictWait * time.Duration(try) / conflictTries
		time.Sleep(most/2 + rand.N(most/2))
	}
}

// once is one attempt of alone, with the verdict on what the database said.
func (w *writer) once(ctx context.Context, j *job) (Verdict, error) {
	failed := func(err, cause error) (Verdict, error) {
		if w.unreached(cause) {
			return Conflict, err
		}
		w.rollback(ctx)
		return w.engine.judge(cause), err
	}
	if err := w.begin(ctx); err != nil {
		return failed(err, errors.Unwrap(err))
	}
	if err := w.session.lock(ctx, []*job{j}); err != nil {
		return failed(fmt.Errorf("lock: %w", err), err)
	}
	t := &tx{session: &w.session}
	err := w.call(j, t)
	if t.failed != nil {
		if err == nil {
			err = t.failed
		}
		return failed(err, t.failed)
	}
	if err != nil {
		return failed(err, nil)
	}
	if err := w.session.commit(ctx); err != nil {
		if w.engine.judge(err).gone() {
			return failed(unknown{err}, err)
		}
		return failed(fmt.Errorf("commit: %w", err), err)
	}
	w.stats.committed(1)
	return Plain, nil
}

// unreached reports whether an error says that the transaction was never begun,
// and gives up the connection that was lost.
func (w *writer) unreached(err error) bool {
	if !w.session.unsure || w.engine.judge(err) != Lost {
		return false
	}
	w.session.unsure = false
	w.session.drop()
	return true
}

// lately is for how long a connection that was used is taken to be whole.
const lately = time.Second

// begin begins a transaction. A connection that was cut while nobody used it
// shows here, or with the first statement after it, where nothing has happened
// yet; then it takes another.
func (w *writer) begin(ctx context.Context) error {
	w.session.patient = false
	if w.engine.Usable != nil {
		if err := w.engine.Usable(); err != nil {
			return fmt.Errorf("begin: %w", err)
		}
	}
	used := w.session.conn != nil
	begin := w.session.exec
	if used && time.Since(w.session.used) < lately {
		begin, w.session.unsure = w.session.later, true
	}
	err := begin(ctx, w.engine.Begin)
	if err != nil && used && w.engine.judge(err) == Lost {
		w.session.drop()
		err = w.session.exec(ctx, w.engine.Begin)
	}
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	return nil
}

package sqlstore

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/wxastore/wxastore/internal/store"
)

// batchLimit is how many writes may share a commit. It bounds how long the
// first of them waits for the last.
const batchLimit = 256

// writer runs writes, one after the other, on one connection. Writes that
// wait at the same time share a commit, so that they share the flush of the
// disk, which costs more than all else.
//
// A write that fails must not harm those that share its transaction: then the
// transaction is rolled back and each of its writes runs again alone. That is
// why a write may run twice.
type writer struct {
	engine  *Engine
	log     *slog.Logger
	session session
	bearers *bearers
	stats   stats

	mu     sync.Mutex
	queue  []*job
	closed bool

	wake     chan struct{} // holds one element when there is something to do
	finished chan error    // the loop's last word
}

// job is one queued write.
type job struct {
	ctx  context.Context
	keys keys
	run  func(context.Context, *tx) error
	// bySQL is set if run decides by nothing but what it reads with statements.
	bySQL bool
	// modifies, if not nil, is what run does: it may be done together with
	// others like it.
	modifies *modification
	state    atomic.Int32
	done     chan error
}

// The states of a job. Only a queued one can be dropped by its caller.
const (
	queued int32 = iota
	taken
	dropped
)

func newWriter(engine *Engine, traits *traits, remembered *bearers, log *slog.Logger) *writer {
	w := &writer{
		engine:   engine,
		log:      log,
		session:  session{engine: engine, traits: traits},
		bearers:  remembered,
		wake:     make(chan struct{}, 1),
		finished: make(chan error, 1),
	}
	if engine.Shared == 0 {
		w.session.subjects = make(subjects)
	}
	go w.loop()
	return w
}

// do queues a write and waits for its commit. If its context ends while the write is
// queued it is dropped; once it is taken, do waits for its result, because
// nobody could say otherwise whether it happened.
func (w *writer) do(j *job) error {
	ctx := j.ctx
	if err := ctx.Err(); err != nil {
		return err
	}
	j.done = make(chan error, 1)
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return store.ErrClosed
	}
	w.queue = append(w.queue, j)
	w.mu.Unlock()
	w.rouse()

	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		if j.state.CompareAndSwap(queued, dropped) {
			return ctx.Err()
		}
		return <-j.done
	}
}

// close lets the queue run dry and ends the loop. It is called once.
func (w *writer) close() error {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.rouse()
	return <-w.finished
}

func (w *writer) rouse() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func (w *writer) loop() {
	ctx := context.Background()
	for {
		batch, ok := w.take()
		if !ok {
			w.finished <- w.session.close()
			return
		}
		for i, err := range w.runAll(ctx, batch) {
			batch[i].done <- err
		}
		w.afterCommit(ctx)
	}
}

// take waits for writes and returns them, or false once the writer is closed
// and its queue is empty.
func (w *writer) take() ([]*job, bool) {
	for {
		w.gather()
		w.mu.Lock()
		n := min(len(w.queue), batchLimit)
		waiting := w.queue[:n:n]
		if w.queue = w.queue[n:]; len(w.queue) == 0 {
			w.queue = nil
		}
		closed := w.closed
		w.mu.Unlock()

		batch := waiting[:0]
		for _, j := range waiting {
			if j.state.CompareAndSwap(queued, taken) {
				batch = append(batch, j)
			}
		}
		switch {
		case len(batch) > 0:
			return batch, true
		case n > 0:
			// All of them were dropped; there may be more.
		case closed:
			return nil, false
		default:
			<-w.wake
		}
	}
}

// gather lets calls that are on their way come and queue, while more of them do:
// the more share a commit, the less it costs each. It does not wait for what is
// not there.
func (w *writer) gather() {
	for before := 0; ; {
		n := w.waiting()
		if n == before || n >= batchLimit {
			return
		}
		before = n
		runtime.Gosched()
	}
}

// call runs the function of one write. The function cannot be cancelled:
// interrupting a statement would fail the writes of others.
func (w *writer) call(j *job, t *tx) error {
	return w.guard(func() error { return j.run(context.WithoutCancel(j.ctx), t) })
}

// guard makes a panic of a write an error.
func (w *writer) guard(run func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.log.Error("a write panicked", "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic in a write: %v", p)
		}
	}()
	return run()
}

// rollback ends the transaction, if there is one. A connection that cannot
// even do that is given up, which ends it too.
func (w *writer) rollback(ctx context.Context) {
	clear(w.session.subjects)
	if w.session.conn == nil {
		return // nor a transaction: to connect for it would open whatever is there now
	}
	if err := w.session.exec(ctx, "ROLLBACK"); err != nil {
		w.session.drop()
	}
}

func (w *writer) afterCommit(ctx context.Context) {
	if w.engine.AfterCommit == nil || w.session.conn == nil {
		return
	}
	if err := w.engine.AfterCommit(ctx, w.session.conn); err != nil {
		w.log.Warn("upkeep between two commits failed", "error", err)
	}
}

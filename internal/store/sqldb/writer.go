package sqldb

import (
	"context"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/wxastore/wxastore/internal/said"
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
	engine   *Engine
	schema   *Schema
	observer Observer
	log      *slog.Logger
	session  session
	stats    stats

	mu     sync.Mutex
	queue  []*Write
	closed bool

	wake     chan struct{} // holds one element when there is something to do
	finished chan error    // the loop's last word
}

// Write is one function that is run inside the writer.
type Write struct {
	// Doing and What say in errors what is being done, and to what.
	Doing, What string
	// Locks are what it decides by.
	Locks []Lock
	// PipelineLocks is set if Run needs the locks only once it has read something
	// with a statement.
	PipelineLocks bool
	Run           func(context.Context, *Tx) error
	// Note is for the observer.
	Note any

	ctx   context.Context
	state atomic.Int32
	// done is closed once result is set.
	done   chan struct{}
	result error
}

// Observer is told of the writer's transactions, always by the writer's
// goroutine.
type Observer interface {
	// Begin is called in a transaction that has begun and has the locks of its
	// writes, before these run. It may be called for the same writes again.
	Begin(ctx context.Context, t *Tx, writes []*Write) error
	// Flush is called after the writes, before the commit. Its error is that of
	// all of them, so each runs again alone.
	Flush(ctx context.Context, t *Tx) error
	// RolledBack is called when nothing of the transaction has happened, or nobody
	// knows whether it has.
	RolledBack()
	// Ended is called after the transactions of some writes, whatever became of
	// them, before the writes are answered.
	Ended()
}

// The states of a write. Only a queued one can be dropped by its caller.
const (
	queued int32 = iota
	taken
	dropped
)

func newWriter(engine *Engine, traits *traits, schema *Schema, observer Observer, log *slog.Logger) *writer {
	w := &writer{
		engine:   engine,
		schema:   schema,
		observer: observer,
		log:      log,
		session:  session{engine: engine, traits: traits},
		wake:     make(chan struct{}, 1),
		finished: make(chan error, 1),
	}
	go w.loop()
	return w
}

// do queues a write and waits for its commit. If its context ends while the write is
// queued it is dropped; once it is taken, do waits for its result, because the
// outcome would be unknown otherwise.
func (w *writer) do(ctx context.Context, j *Write) error {
	j.ctx = ctx
	if err := ctx.Err(); err != nil {
		return err
	}
	j.done = make(chan struct{})
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return store.ErrClosed
	}
	w.queue = append(w.queue, j)
	w.mu.Unlock()
	w.rouse()

	select {
	case <-j.done:
	case <-ctx.Done():
		if j.state.CompareAndSwap(queued, dropped) {
			return ctx.Err()
		}
		<-j.done
	}
	return j.result
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
			batch[i].result = err
			close(batch[i].done)
		}
		w.afterCommit(ctx)
	}
}

// take waits for writes and returns them, or false once the writer is closed
// and its queue is empty.
func (w *writer) take() ([]*Write, bool) {
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
func (w *writer) call(j *Write, t *Tx) error {
	return w.guard(func() error { return j.Run(context.WithoutCancel(j.ctx), t) })
}

// guard makes a panic of a write an error.
func (w *writer) guard(run func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.log.Error("a write panicked", "panic", p, "stack", string(debug.Stack()))
			err = said.Errorf("panic in a write: %v", p)
		}
	}()
	return run()
}

// rollback ends the transaction, if there is one. A connection that cannot
// even do that is given up, which ends it too.
func (w *writer) rollback(ctx context.Context) {
	w.observer.RolledBack()
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

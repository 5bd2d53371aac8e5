package journal

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// Limits bound what the journal keeps, in addition to the week for which a rid can be
// looked up. A zero field is its default.
type Limits struct {
	// Calls is the most calls, Bytes the most bytes of them.
	Calls int
	Bytes int64
}

// The default limits. A quiet service never meets them: a million calls are a
// week of one or two a second. A busy one keeps its last hours, within a
// gigabyte, which no disk that serves a busy service is short of.
const (
	defaultCalls = 1_000_000
	defaultBytes = 1 << 30
)

// bufferCalls is how many calls can wait to be written: at tens of thousands
// of calls a second, the time of a few slow commits. At most 128 MB of bodies wait
// with them, and usually less than one. The buffer grows as it is needed.
const bufferCalls = 8192

// recordWait is how long Record waits at most for space in a full buffer.
const recordWait = 100 * time.Millisecond

// Journal keeps calls by rid. Record queues a call; a goroutine masks the credentials
// in it and writes it, together with others. So a crash loses the calls of the last
// quarter of a second.
//
// When the buffer is full because the disk does not keep up, Record slows the
// calls down: it waits for space, at most 100 ms. If there is none by then, the call
// is dropped from the journal and counted, and as long as the buffer stays full,
// further calls are dropped without waiting. Calls that the store refuses are lost,
// too. The log has a warning, at most one a second.
type Journal struct {
	store  Store
	limits Limits
	known  knowing // of the goroutine that writes
	lost   losses
	// observer is called with what was written.
	observer atomic.Pointer[func([]Entry)]

	waiting waiting
	wake    chan struct{} // holds one element when there is something to do
	flushes chan chan error
	closing chan struct{}
	ended   chan struct{}
}

// New starts a journal over a store, which the caller closes after the journal.
// Without secrets, credentials are recognized by their names and shapes alone.
func New(s Store, secrets KnownSecrets, limits Limits, log *slog.Logger) *Journal {
	if limits.Calls == 0 {
		limits.Calls = defaultCalls
	}
	if limits.Bytes == 0 {
		limits.Bytes = defaultBytes
	}
	j := &Journal{
		store: s, limits: limits, known: knowing{secrets: secrets}, lost: losses{log: log},
		wake:    make(chan struct{}, 1),
		flushes: make(chan chan error),
		closing: make(chan struct{}),
		ended:   make(chan struct{}),
	}
	go j.write()
	return j
}

// Record keeps a call. It waits only while the buffer is full.
func (j *Journal) Record(e Entry) {
	n, err := j.waiting.add(e)
	if err != nil {
		j.lost.add(1, err)
		return
	}
	// The writer is woken for the first of a batch and when there is a whole one, not
	// for each: waking it costs more than everything else here.
	if n == 1 || n == batchCalls {
		select {
		case j.wake <- struct{}{}:
		default:
		}
	}
}

// Observe has f called with the entries that can be read from now on, one batch after
// the other. It holds the journal up, so f must not wait.
func (j *Journal) Observe(f func([]Entry)) { j.observer.Store(&f) }

// Flush waits until every call that has been recorded so far can be read.
func (j *Journal) Flush(ctx context.Context) error {
	written := make(chan error, 1)
	select {
	case j.flushes <- written:
	case <-j.ended:
		return nil // Close has written all
	case <-ctx.Done():
		return fmt.Errorf("flush the journal: %w", ctx.Err())
	}
	select {
	case err := <-written:
		return err
	case <-ctx.Done():
		return fmt.Errorf("flush the journal: %w", ctx.Err())
	}
}

// Call returns the entry of a rid, or store.ErrNotFound, also of a call that was
// answered just now and is not written yet.
func (j *Journal) Call(ctx context.Context, rid string) (Entry, error) {
	if e, err := j.store.Call(ctx, rid); err == nil {
		return e, nil
	}
	if err := j.Flush(ctx); err != nil {
		return Entry{}, err
	}
	return j.store.Call(ctx, rid)
}

// Calls returns up to limit entries that the filter selects, newest first, also
// those that are not written yet.
func (j *Journal) Calls(ctx context.Context, f Filter, limit int) ([]Entry, error) {
	if err := j.Flush(ctx); err != nil {
		return nil, err
	}
	return j.store.Calls(ctx, f, limit)
}

// Count counts the newest calls that the filter selects, up to most of them and for
// about a time, by how they ended. all says that none are left.
func (j *Journal) Count(ctx context.Context, f Filter, most int, within time.Duration) (counts []Count, all bool, err error) {
	if err := j.Flush(ctx); err != nil {
		return nil, false, err
	}
	return j.store.CountCalls(ctx, f, most, within)
}

// Clear deletes all calls that have been recorded so far, and returns how many.
func (j *Journal) Clear(ctx context.Context) (int, error) {
	if err := j.Flush(ctx); err != nil {
		return 0, err
	}
	n, err := j.store.TrimCalls(ctx, endOfTime, 0, 0)
	if err != nil {
		return n, fmt.Errorf("clear the journal: %w", err)
	}
	return n, nil
}

// endOfTime is after every call.
var endOfTime = time.Unix(1<<40, 0)

// Trim deletes the calls that can no longer be looked up, and the oldest beyond
// the limits, those on their way into the journal included. It returns how many.
func (j *Journal) Trim(ctx context.Context, now time.Time) (int, error) {
	if err := j.Flush(ctx); err != nil {
		return 0, err
	}
	n, err := j.store.TrimCalls(ctx, now.Add(-weixin.RIDLife), j.limits.Calls, j.limits.Bytes)
	if err != nil {
		return n, fmt.Errorf("trim the journal: %w", err)
	}
	return n, nil
}

// Waiting returns how many calls are recorded and not yet taken to be written.
func (j *Journal) Waiting() int { return j.waiting.len() }

// Lost returns how many calls were recorded and not kept.
func (j *Journal) Lost() int64 { return j.lost.total.Load() }

// Close writes what has been recorded. Calls after it are not kept. It may be
// called more than once.
func (j *Journal) Close() {
	if j.waiting.close() {
		close(j.closing)
	}
	<-j.ended
	j.lost.flush()
}

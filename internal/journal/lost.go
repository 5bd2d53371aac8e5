package journal

import (
	"errors"
	"log/slog"
	"sync/atomic"
	"time"
)

var (
	errFull   = errors.New("the disk does not keep up and the buffer is full")
	errClosed = errors.New("the journal is closed")
)

// losses counts calls that are not kept, and tells the log now and then.
type losses struct {
	log   *slog.Logger
	total atomic.Int64
	told  atomic.Int64 // the total of the last warning
	next  atomic.Int64 // when the log may be told again, in Unix nanoseconds
}

// tellEvery is the least time between two warnings.
const tellEvery = time.Second

func (l *losses) add(calls int, reason error) {
	total := l.total.Add(int64(calls))
	now, next := time.Now(), l.next.Load()
	if now.UnixNano() < next || !l.next.CompareAndSwap(next, now.Add(tellEvery).UnixNano()) {
		return
	}
	l.told.Store(total)
	l.log.Warn("calls are missing in the journal", "lost", total, "error", reason)
}

// tell says the total if it has grown since the last warning.
func (l *losses) tell() {
	if total := l.total.Load(); total > l.told.Load() {
		l.told.Store(total)
		l.log.Warn("calls are missing in the journal", "lost", total)
	}
}

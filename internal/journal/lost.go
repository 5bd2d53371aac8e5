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

// losses counts calls that are not kept, and logs their number now and then.
type losses struct {
	log    *slog.Logger
	total  atomic.Int64
	logged atomic.Int64 // the total of the last warning
	next   atomic.Int64 // when the next warning may be logged, in Unix nanoseconds
}

// logEvery is the least time between two warnings.
const logEvery = time.Second

func (l *losses) add(calls int, reason error) {
	total := l.total.Add(int64(calls))
	now, next := time.Now(), l.next.Load()
	if now.UnixNano() < next || !l.next.CompareAndSwap(next, now.Add(logEvery).UnixNano()) {
		return
	}
	l.logged.Store(total)
	l.log.Warn("calls are missing in the journal", "lost", total, "error", reason)
}

// flush logs the total if it has grown since the last warning.
func (l *losses) flush() {
	if total := l.total.Load(); total > l.logged.Load() {
		l.logged.Store(total)
		l.log.Warn("calls are missing in the journal", "lost", total)
	}
}

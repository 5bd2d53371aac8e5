package journal

import (
	"sync"
	"time"
)

// waiting is the queue of calls that are recorded and not masked yet.
type waiting struct {
	mu      sync.Mutex
	closed  bool
	records []Entry
	// spare takes the place of records when those are taken.
	spare []Entry
	// taken is how many the writer has taken and not masked yet.
	taken int
	// stalled is set once a call has waited for space in vain. Until there is space,
	// no other call waits: an outage of the disk delays only the calls under way.
	stalled bool
	// space is closed when there is space again; nil if no call waits for it.
	space chan struct{}
}

// add adds a call and returns how many there are that are not taken. It waits for
// space if there is none, unless others have waited in vain.
func (w *waiting) add(e Entry) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.full() && !w.closed {
		w.wait()
	}
	switch {
	case w.closed:
		return 0, errClosed
	case w.full():
		return 0, errFull
	}
	w.stalled = false
	w.records = append(w.records, e)
	return len(w.records), nil
}

func (w *waiting) full() bool { return len(w.records)+w.taken >= bufferCalls }

// wait waits for space, without the lock.
func (w *waiting) wait() {
	if w.stalled {
		return
	}
	timer := time.NewTimer(recordWait)
	defer timer.Stop()
	for w.full() && !w.closed {
		if w.space == nil {
			w.space = make(chan struct{})
		}
		space, late := w.space, false
		w.mu.Unlock()
		select {
		case <-space:
		case <-timer.C:
			late = true
		}
		w.mu.Lock()
		if late {
			w.stalled = w.full()
			return
		}
	}
}

// take returns all that wait.
func (w *waiting) take() []Entry {
	w.mu.Lock()
	defer w.mu.Unlock()
	records := w.records
	w.records, w.spare = w.spare, nil
	w.taken = len(records)
	return records
}

// masked makes space for as many calls as were taken and are masked now.
func (w *waiting) masked(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken -= n
	w.makeSpace()
}

func (w *waiting) makeSpace() {
	if w.space != nil {
		close(w.space)
		w.space = nil
	}
}

// giveBack takes back a slice that take has returned, to use it again.
func (w *waiting) giveBack(records []Entry) {
	records = emptied(records)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.spare = records
}

func (w *waiting) len() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.records) + w.taken
}

// close ends adding, and reports whether it is the first call of close.
func (w *waiting) close() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	first := !w.closed
	w.closed = true
	w.makeSpace()
	return first
}

// emptied returns the slice empty, to fill it again, or nil if its capacity is much
// more than was needed or than a batch needs.
func emptied(s []Entry) []Entry {
	clear(s)
	if cap(s) > 2*batchCalls || cap(s) > 4*len(s) && cap(s) > 64 {
		return nil
	}
	return s[:0]
}

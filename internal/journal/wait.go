package journal

import (
	"sync"
	"time"
)

// waiting are the calls that are recorded and not yet masked.
type waiting struct {
	mu      sync.Mutex
	closed  bool
	records []Entry
	// spare takes the place of records when those are taken.
	spare []Entry
	// taken is how many the writer has taken and not yet masked.
	taken int
	// stalled says that somebody has waited for room in vain. Until there is room
	// nobody waits again: an outage of the disk costs the calls under way their
	// wait and no other.
	stalled bool
	// room is closed when there is room again; nil if nobody waits for it.
	room chan struct{}
}

// add adds a call and returns how many there are that are not taken. It waits
// for room if there is none, unless others have waited in vain.
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

// wait waits for room, without the lock.
func (w *waiting) wait() {
	if w.stalled {
		return
	}
	timer := time.NewTimer(recordWait)
	defer timer.Stop()
	for w.full() && !w.closed {
		if w.room == nil {
			w.room = make(chan struct{})
		}
		room, late := w.room, false
		w.mu.Unlock()
		select {
		case <-room:
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

// take hands out all that wait.
func (w *waiting) take() []Entry {
	w.mu.Lock()
	defer w.mu.Unlock()
	records := w.records
	w.records, w.spare = w.spare, nil
	w.taken = len(records)
	return records
}

// masked says that so many of those that were taken need no room any more.
func (w *waiting) masked(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken -= n
	w.makeRoom()
}

func (w *waiting) makeRoom() {
	if w.room != nil {
		close(w.room)
		w.room = nil
	}
}

// giveBack lets what was handed out be used again.
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

// close lets nobody add any more and reports whether it is the first to do so.
func (w *waiting) close() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	first := !w.closed
	w.closed = true
	w.makeRoom()
	return first
}

// emptied is a slice to fill again, without what it holds, or nil if it has much
// more room than was needed or than a batch needs.
func emptied(s []Entry) []Entry {
	clear(s)
	if cap(s) > 2*batchCalls || cap(s) > 4*len(s) && cap(s) > 64 {
		return nil
	}
	return s[:0]
}

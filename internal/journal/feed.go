package journal

import (
	"context"
	"sync"
)

// feedBuffer is how many calls a subscriber may be behind.
const feedBuffer = 256

// feed hands the calls that were written to whoever listens.
type feed struct {
	mu        sync.Mutex
	closed    bool
	listeners map[chan Entry]struct{}
}

// Subscribe returns the calls that are written to the journal from now on,
// until ctx ends or the journal is closed: then the channel is closed. A reader
// that is more than 256 calls behind misses some.
func (j *Journal) Subscribe(ctx context.Context) <-chan Entry {
	calls := make(chan Entry, feedBuffer)
	j.feed.mu.Lock()
	defer j.feed.mu.Unlock()
	if j.feed.closed {
		close(calls)
		return calls
	}
	if j.feed.listeners == nil {
		j.feed.listeners = make(map[chan Entry]struct{})
	}
	j.feed.listeners[calls] = struct{}{}
	context.AfterFunc(ctx, func() { j.feed.leave(calls) })
	return calls
}

func (f *feed) leave(calls chan Entry) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, there := f.listeners[calls]; there {
		delete(f.listeners, calls)
		close(calls)
	}
}

// publish tells of calls that can be read in the journal.
func (f *feed) publish(batch []Entry) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for calls := range f.listeners {
		for _, call := range batch {
			select {
			case calls <- call:
			default: // it is behind
			}
		}
	}
}

func (f *feed) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	for calls := range f.listeners {
		delete(f.listeners, calls)
		close(calls)
	}
}

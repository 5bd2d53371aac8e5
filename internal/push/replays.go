package push

import (
	"context"
	"errors"
	"sync"
	"time"
)

// replays keeps the keys of pushes that were handled, for as long as their
// timestamps are accepted, and of those that are being handled.
type replays struct {
	mu    sync.Mutex
	known map[string]*handling
	swept time.Time
}

// handling is one push that is being handled, or was.
type handling struct {
	until time.Time
	// done is closed when handled is final.
	done    chan struct{}
	handled bool
}

// handleOnce runs handle, unless the push with this key was handled. While
// another call handles it, handleOnce waits, and runs handle if that one failed.
func (r *replays) handleOnce(ctx context.Context, key string, now, until time.Time, handle func() error) error {
	for {
		h, first := r.begin(key, now, until)
		if first {
			return r.run(key, h, handle)
		}
		select {
		case <-h.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if h.handled {
			return nil
		}
	}
}

// run handles a push and records the outcome.
func (r *replays) run(key string, h *handling, handle func() error) error {
	err := errors.New("the handler panicked")
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if h.handled = err == nil; !h.handled {
			delete(r.known, key)
		}
		close(h.done)
	}()
	err = handle()
	return err
}

// begin returns the handling of a key, and whether it is new.
func (r *replays) begin(key string, now, until time.Time) (h *handling, first bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if h := r.known[key]; h != nil {
		return h, false
	}
	if r.known == nil {
		r.known = make(map[string]*handling)
	}
	// A sweep a second at most: one walk is not paid by each event.
	if now.Sub(r.swept).Abs() >= time.Second {
		for s, h := range r.known {
			if h.handled && now.After(h.until) {
				delete(r.known, s)
			}
		}
		r.swept = now
	}
	h = &handling{until: until, done: make(chan struct{})}
	r.known[key] = h
	return h, true
}

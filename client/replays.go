package client

import (
	"sync"
	"time"
)

// replays remembers what was received, for as long as its time would let it in
// again.
type replays struct {
	mu    sync.Mutex
	ends  map[string]time.Time
	swept time.Time
}

// begin reports whether a signature is new, and remembers it until a time.
func (r *replays) begin(signature string, now, until time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if end, ok := r.ends[signature]; ok && !now.After(end) {
		return false
	}
	if r.ends == nil {
		r.ends = make(map[string]time.Time)
	}
	// A sweep a second at most: one walk is not paid by each event.
	if now.Sub(r.swept).Abs() >= time.Second {
		for s, end := range r.ends {
			if now.After(end) {
				delete(r.ends, s)
			}
		}
		r.swept = now
	}
	r.ends[signature] = until
	return true
}

// forget lets a signature in again.
func (r *replays) forget(signature string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.ends, signature)
}

package client

import (
	"sync"
	"time"
)

// budget bounds how often something is done: most times at once, and in the
// long run once in every.
type budget struct {
	most  int
	every time.Duration

	mu    sync.Mutex
	left  int
	since time.Time // when left was last counted up; zero while it is full
}

// take reports whether it may be done now, and counts it.
func (b *budget) take(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if gained := int(now.Sub(b.since) / b.every); gained > 0 {
		b.left = min(b.most, b.left+gained)
		b.since = b.since.Add(time.Duration(gained) * b.every)
	}
	if b.left == b.most {
		b.since = now
	}
	if b.left == 0 {
		return false
	}
	b.left--
	return true
}

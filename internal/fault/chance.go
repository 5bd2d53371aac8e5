package fault

import (
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// The shapes that a latency can have.
const (
	latencyFixed     = "fixed"
	latencyUniform   = "uniform"
	latencyLognormal = "lognormal"
)

// maxLatency bounds how long a fault makes a call wait.
const maxLatency = time.Minute

// dice are chance, for many goroutines.
type dice struct {
	mu   sync.Mutex
	rand *rand.Rand
}

// hit is true with a probability.
func (d *dice) hit(probability float64) bool {
	if probability >= 1 {
		return true
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rand.Float64() < probability
}

// wait is one wait of a latency, from 0 to maxLatency.
func (d *dice) wait(l store.Latency) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	wait := l.Min
	switch l.Shape {
	case latencyUniform:
		if l.Max > l.Min {
			wait += time.Duration(d.rand.Int64N(int64(l.Max-l.Min) + 1))
		}
	case latencyLognormal:
		// Bounded as a float, which holds what a Duration cannot.
		wait = time.Duration(min(float64(l.Min)*math.Exp(l.Sigma*d.rand.NormFloat64()), float64(maxLatency)))
	}
	return min(max(wait, 0), maxLatency)
}

package metrics

import (
	"sync/atomic"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// bounds are the upper bounds of the buckets of latency, in microseconds.
var bounds = [...]int64{100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 10_000_000}

// histogram counts calls by how long they took. The last bucket has no bound.
type histogram [len(bounds) + 1]uint64

// calls are the counters of one interface.
type calls struct {
	name  string
	codes map[weixin.Code]*atomic.Uint64
	// other are codes that the interface does not declare, none are calls that
	// were answered no JSON, or nothing, gone those whose client hung up before.
	other, none, gone atomic.Uint64
	micros            atomic.Int64
	buckets           [len(bounds) + 1]atomic.Uint64
}

func newCalls(name string, codes []weixin.Code) *calls {
	c := &calls{name: name, codes: make(map[weixin.Code]*atomic.Uint64)}
	for _, code := range append([]weixin.Code{weixin.OK, weixin.SystemError}, codes...) {
		c.codes[code] = new(atomic.Uint64)
	}
	return c
}

func (c *calls) add(code weixin.Code, status int, took time.Duration) {
	counter := c.codes[code]
	switch {
	case status != 200:
		counter = &c.none
	case counter == nil:
		counter = &c.other
	}
	counter.Add(1)
	micros := took.Microseconds()
	c.micros.Add(micros)
	i := 0
	for i < len(bounds) && micros > bounds[i] {
		i++
	}
	c.buckets[i].Add(1)
}

// into adds the interface's counters to a histogram.
func (c *calls) into(h *histogram) {
	for i := range c.buckets {
		h[i] += c.buckets[i].Load()
	}
}

func (h histogram) total() (n uint64) {
	for _, bucket := range h {
		n += bucket
	}
	return n
}

func (h histogram) less(before histogram) histogram {
	for i := range h {
		h[i] -= before[i]
	}
	return h
}

// quantile is about how many milliseconds a share of the calls took at most; 0
// if there are none. Within a bucket it takes them to be spread evenly.
func (h histogram) quantile(share float64) float64 {
	total := h.total()
	if total == 0 {
		return 0
	}
	rank, seen, low := share*float64(total), 0.0, int64(0)
	for i, n := range h {
		high := bounds[min(i, len(bounds)-1)]
		if seen+float64(n) >= rank && n > 0 {
			return (float64(low) + float64(high-low)*(rank-seen)/float64(n)) / 1000
		}
		seen += float64(n)
		low = high
	}
	return float64(low) / 1000
}

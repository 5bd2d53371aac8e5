package fleet

import (
	"errors"
	"sync"

	"golang.org/x/time/rate"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
)

// newLimiter bounds the calls of a second; 0 is no limit. None is saved up, so that no
// second has more.
func newLimiter(perSecond float64) *rate.Limiter {
	if perSecond > 0 {
		return rate.NewLimiter(rate.Limit(perSecond), 1)
	}
	return rate.NewLimiter(rate.Inf, 1)
}

// strained reports whether the outcome of a call asks for fewer at a time.
func strained(err error) bool { return client.Retryable(err) || errors.Is(err, weixin.DailyQuota) }

// gate bounds how many accounts are called at a time, and adapts: where the service is
// strained, half as many are let in, and each time that as many as are let in have gone
// well, one more, up to the most. A rate limiter bounds calls a second, not how many are
// under way, and an errgroup's limit cannot change while it works; so neither does this.
type gate struct {
	most int

	mu     sync.Mutex
	freed  *sync.Cond
	limit  int // 1 to most
	inside int
	well   int // ended well since the limit changed
	ended  int // ended since it was halved: what was under way then tells nothing new
}

func newGate(most int) *gate {
	g := &gate{most: max(most, 1), limit: max(most, 1)}
	g.freed = sync.NewCond(&g.mu)
	return g
}

// enter waits until one more may go in.
func (g *gate) enter() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.inside >= g.limit {
		g.freed.Wait()
	}
	g.inside++
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	g.freed.Broadcast()
}

// saw notes how one ended.
func (g *gate) saw(strained bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ended++
	switch {
	case strained && g.ended > g.limit:
		g.limit, g.well, g.ended = max(g.limit/2, 1), 0, 0
	case strained:
		g.well = 0
	case g.limit < g.most:
		if g.well++; g.well >= g.limit {
			g.limit, g.well = g.limit+1, 0
			g.freed.Broadcast()
		}
	}
}

package fleet

import (
	"sync"
	"sync/atomic"
	"testing"
)

// TestGate halves where the service is strained, once for what was under way together, and
// comes back one by one.
func TestGate(t *testing.T) {
	g := newGate(12)
	saw := func(strained bool, times int) {
		for range times {
			g.saw(strained)
		}
	}
	step := func(what string, want int) {
		t.Helper()
		if g.limit != want {
			t.Errorf("%s: %d are let in, want %d", what, g.limit, want)
		}
	}
	saw(false, 20)
	step("all is well", 12)
	saw(true, 1)
	step("strained", 6)
	saw(true, 6)
	step("strained, what was under way", 6)
	saw(true, 1)
	step("strained still", 3)
	saw(true, 100)
	step("strained for long", 1)
	saw(false, 1+2)
	step("better", 3)
	saw(false, 100)
	step("well", 12)
}

// TestGateBounds lets no more in than the limit, and everyone in the end.
func TestGateBounds(t *testing.T) {
	g := newGate(3)
	var inside, most, all atomic.Int64
	var group sync.WaitGroup
	for n := range 60 {
		group.Go(func() {
			g.enter()
			defer g.leave()
			if now := inside.Add(1); now > most.Load() {
				most.Store(now)
			}
			g.saw(n%5 == 0)
			inside.Add(-1)
			all.Add(1)
		})
	}
	group.Wait()
	if most.Load() > 3 || all.Load() != 60 || g.inside != 0 {
		t.Errorf("%d at a time, %d in all, %d inside", most.Load(), all.Load(), g.inside)
	}
}

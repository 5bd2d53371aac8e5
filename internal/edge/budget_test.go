package edge

import "testing"

// TestCallBudget bounds what a call allocates here. Four of these are the
// context's, which ends a call that takes too long.
func TestCallBudget(t *testing.T) {
	const most = 15
	if got := testing.AllocsPerRun(1000, ownCall(t)); got > most {
		t.Errorf("a call allocates %.0f times, want at most %d", got, most)
	}
}

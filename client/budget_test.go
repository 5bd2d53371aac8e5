package client

import (
	"testing"
	"time"
)

func TestBudget(t *testing.T) {
	b := &budget{left: 3, most: 3, every: time.Minute}
	start := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	steps := []struct {
		after time.Duration
		want  bool
	}{
		{0, true}, {time.Second, true}, {2 * time.Second, true}, // as many as are left
		{3 * time.Second, false}, {59 * time.Second, false},
		{61 * time.Second, true}, {62 * time.Second, false}, // one a minute
		{2*time.Minute + time.Second, true},
		{time.Hour, true}, {time.Hour, true}, {time.Hour, true}, {time.Hour, false}, // never more than most
	}
	for i, step := range steps {
		if got := b.take(start.Add(step.after)); got != step.want {
			t.Errorf("step %d, after %s: got %v", i, step.after, got)
		}
	}
}

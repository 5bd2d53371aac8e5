package main

import (
	"testing"
	"time"
)

func TestParseStat(t *testing.T) {
	got, err := parseStat("4711 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 250 31 0 0 20 0 9 0 100 200 300\n")
	if want := 2810 * time.Millisecond; err != nil || got != want {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
	for _, line := range []string{"", "4711", "4711 (name) S 1 2 3", "4711 (name) S 1 2 3 4 5 6 7 8 9 10 x 31 0"} {
		if got, err := parseStat(line); err == nil {
			t.Errorf("%q: %s", line, got)
		}
	}
}

// TestUsedOfNone is what a system without /proc, or a process that is gone, is
// like.
func TestUsedOfNone(t *testing.T) {
	if got, known := used(-1); known || got != (usage{}) {
		t.Errorf("%+v, %v", got, known)
	}
}

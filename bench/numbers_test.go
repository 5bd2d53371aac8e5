package main

import (
	"slices"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{7}, 7}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 1, 3, 2}, 3}} {
		given := slices.Clone(c.values)
		if got := median(given); got != c.want {
			t.Errorf("median of %v: %v, want %v", c.values, got, c.want)
		}
		if !slices.Equal(given, c.values) {
			t.Errorf("median put %v in another order: %v", c.values, given)
		}
	}
}

func TestQuantile(t *testing.T) {
	var sorted []time.Duration
	for i := range 101 {
		sorted = append(sorted, time.Duration(i)*time.Millisecond)
	}
	for q, want := range map[float64]time.Duration{0: 0, 0.5: 50 * time.Millisecond, 0.99: 99 * time.Millisecond, 1: 100 * time.Millisecond} {
		if got := quantile(sorted, q); got != want {
			t.Errorf("quantile %v: %s, want %s", q, got, want)
		}
	}
	if got := quantile(nil, 0.5); got != 0 {
		t.Errorf("quantile of nothing: %s", got)
	}
}

func TestCounts(t *testing.T) {
	var c counts
	if err := c.Set("1,32,256"); err != nil {
		t.Fatal(err)
	}
	if want := (counts{1, 32, 256}); !slices.Equal(c, want) || c.String() != "1,32,256" {
		t.Errorf("%v, as text %q", []int(c), c.String())
	}
	for _, text := range []string{"", "0", "-1", "1,", "1, 2", "many"} {
		if err := new(counts).Set(text); err == nil {
			t.Errorf("%q is taken for numbers of connections", text)
		}
	}
}

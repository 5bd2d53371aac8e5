package main

import (
	"fmt"
	"slices"
	"time"
)

// rate is the calls a second, 0 if nothing was measured.
func (c cell) rate() float64 { return median(c.rates) }

// latency returns a quantile of how long the cell's calls took.
func (c cell) latency(q float64) time.Duration {
	return quantile(slices.Sorted(slices.Values(c.latencies)), q)
}

// ratio is a part of a whole, 0 if there is no whole.
func ratio(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// text formats a number, of which 0 means that it is not known.
func text(x float64, format string) string {
	if x == 0 {
		return "-"
	}
	return fmt.Sprintf(format, x)
}

func lasted(d time.Duration) string {
	if d == 0 {
		return "-"
	}
	return d.String()
}

func mebibytes(n int64) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%d MiB", n>>20)
}

// counted writes a number of things.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// median returns the upper of two in the middle, 0 of none.
func median[T float64 | time.Duration](values []T) T {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// quantile returns a quantile of sorted values.
func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(q*float64(len(sorted)-1))].Round(10 * time.Microsecond)
}

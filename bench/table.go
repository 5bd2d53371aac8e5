package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// printTable prints the rows, each beside the first.
func printTable(w io.Writer, rows []*row, o options) {
	fmt.Fprintf(w, "\n%d connections, %d rounds of %s, medians over the rounds\n\n", o.connections, o.rounds, o.span)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "row\tcalls/s\tratio\tp50\tp99\tstart\tresident")
	base := median(rows[0].rates)
	for _, r := range rows {
		rate := median(r.rates)
		slices.Sort(r.latencies)
		fmt.Fprintf(t, "%s\t%.0f\t%.2f\t%s\t%s\t%s\t%d MiB\n", r.name, rate, rate/base,
			quantile(r.latencies, 0.50), quantile(r.latencies, 0.99), median(r.ready).Round(time.Millisecond), r.resident>>20)
	}
	// The terminal is gone or it is not: nothing to do about either.
	_ = t.Flush()
	small, large, quiet := rows[1], rows[2], rows[3]
	fmt.Fprintln(w)
	for _, pair := range [][2]*row{{large, small}, {small, quiet}} {
		fmt.Fprintf(w, "%s against %s: %.2f\n", pair[0].name, pair[1].name, median(pair[0].rates)/median(pair[1].rates))
	}
}

func median[T float64 | time.Duration](values []T) T {
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

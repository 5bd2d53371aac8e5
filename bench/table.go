package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// printTable prints the rows for each number of connections, each row beside
// the first.
func printTable(w io.Writer, rows []*row, o options) {
	for i, n := range o.connections {
		fmt.Fprintf(w, "\n%d connections, %d rounds of %s, medians over the rounds\n\n", n, o.rounds, o.span)
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "row\tcalls/s\tratio\tp50\tp99\tratio\tcpu/call\tstart\tresident")
		base := rows[0].cells[i]
		basep99 := base.latency(0.99)
		for _, r := range rows {
			c := r.cells[i]
			p99 := c.latency(0.99)
			fmt.Fprintf(t, "%s\t%.0f\t%.2f\t%s\t%s\t%.1f\t%s\t%s\t%d MiB\n", r.name, median(c.rates), median(c.rates)/median(base.rates),
				c.latency(0.50), p99, float64(p99)/float64(basep99), median(c.cpu), median(r.ready).Round(time.Millisecond), r.resident>>20)
		}
		// The terminal is gone or it is not: nothing to do about either.
		_ = t.Flush()
	}
}

// printPairs prints what rows are to each other, with a number of connections.
func printPairs(w io.Writer, o options, pairs [][2]*row) {
	fmt.Fprintln(w)
	for _, pair := range pairs {
		for i, n := range o.connections {
			fmt.Fprintf(w, "%s against %s, %d connections: %.2f\n", pair[0].name, pair[1].name, n,
				median(pair[0].cells[i].rates)/median(pair[1].cells[i].rates))
		}
	}
}

// latency returns a quantile of how long the cell's calls took.
func (c cell) latency(q float64) time.Duration {
	return quantile(slices.Sorted(slices.Values(c.latencies)), q)
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

package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// printTable prints the rows for each number of connections, each row compared
// with the first, which is the bare handler's.
func printTable(w io.Writer, rows []*row, o options) {
	widest := len("row")
	for _, r := range rows {
		widest = max(widest, len(r.name))
	}
	for i, n := range o.connections {
		fmt.Fprintf(w, "\n%s, %s of %s, medians over the rounds\n\n", counted(n, "connection"), counted(o.rounds, "round"), o.span)
		// Numbers stand to the right, names are filled up to stand to the left.
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
		line := func(name string, cells ...string) {
			fmt.Fprintf(t, "%-*s\t%s\t\n", widest, name, strings.Join(cells, "\t"))
		}
		line("row", "calls/s", "of bare", "p50", "p99", "x bare", "cpu/call", "start", "resident")
		for _, r := range rows {
			c, base := r.cells[i], rows[0].cells[i]
			line(r.name,
				text(c.rate(), "%.0f"), text(ratio(c.rate(), base.rate()), "%.2f"),
				lasted(c.latency(0.50)), lasted(c.latency(0.99)), text(ratio(float64(c.latency(0.99)), float64(base.latency(0.99))), "%.1f"),
				lasted(median(c.cpu).Round(time.Microsecond)), lasted(median(r.ready).Round(time.Millisecond)), mebibytes(r.resident))
		}
		// The terminal is gone or it is not: nothing to do about either.
		_ = t.Flush()
	}
	fmt.Fprint(w, legend)
	for _, r := range rows {
		if r.failure != nil {
			fmt.Fprintf(w, "%s failed: %v\n", r.name, r.failure)
		}
	}
}

// legend stands below a table.
const legend = `
of bare, x bare: the number to the left as a multiple of the bare handler's. cpu/call: processor time of the server alone.
start: from the start of the process to its first good answer to a change, which the service gives after a call for the
token; the median of one start a round. Then each row is warmed up for the length of a round. resident: the most memory
after a round. -: not known.
`

// printPairs prints the rate and the p99 of rows as multiples of another row's,
// for each number of connections.
func printPairs(w io.Writer, o options, pairs [][2]*row) {
	fmt.Fprintln(w)
	for _, pair := range pairs {
		for i, n := range o.connections {
			c, base := pair[0].cells[i], pair[1].cells[i]
			fmt.Fprintf(w, "%s against %s, %s: %s, p99 %s times as long\n", pair[0].name, pair[1].name, counted(n, "connection"),
				text(ratio(c.rate(), base.rate()), "%.2f"), text(ratio(float64(c.latency(0.99)), float64(base.latency(0.99))), "%.1f"))
		}
	}
}

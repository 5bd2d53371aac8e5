package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
)

func main() {
	l, s, skew := Load{}, Shape{}, 0.0
	flag.IntVar(&l.Merchants, "merchants", 10_000_000, "merchants")
	flag.Float64Var(&l.Calls, "calls", 50_000, "calls a second")
	flag.Float64Var(&l.Changes, "changes", 1, "share of the calls that change a merchant")
	flag.Float64Var(&l.First, "first", 0.1, "share of the calls whose account has not called a moment ago")
	flag.Float64Var(&l.Busy, "busy", 1, "share of the merchants that call on a day")
	flag.Float64Var(&l.Monthly, "monthly", 5, "changes of a merchant in a month")
	flag.Float64Var(&skew, "skew", 0.5, "0 where all accounts call alike, 1 where few make most of the calls")
	flag.IntVar(&s.Nodes, "nodes", 3, "nodes of the database")
	flag.Float64Var(&s.Cores, "cores", 8, "cores of a node")
	flag.Float64Var(&s.Disk, "disk", 1e12, "bytes of a node's disk")
	flag.IntVar(&s.Services, "services", 3, "processes of the service")
	flag.Float64Var(&s.ServiceCores, "service-cores", 4, "cores of a process")
	flag.Float64Var(&s.JournalDisk, "journal-disk", 1e12, "bytes that the journal may take")
	flag.Parse()
	if s.Nodes < 1 || s.Nodes > shards || s.Services < 1 || l.Calls <= 0 {
		fmt.Fprintf(os.Stderr, "there are 1 to %d nodes, a service and calls\n", shards)
		os.Exit(2)
	}
	if err := report(os.Stdout, l, s, skew); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// report prints what is used, and what breaks first with more and more nodes.
func report(out io.Writer, l Load, s Shape, skew float64) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	calls := Spread(l.Merchants, skew)
	hottest := Hottest(calls, s.Nodes)
	fmt.Fprintf(w, "%d merchants, %.0f calls a second, %d nodes, the busiest with %.1f %% of the calls\n\n", l.Merchants, l.Calls, s.Nodes, 100*hottest)
	for _, u := range Reckon(Measured(), l, s, hottest) {
		fmt.Fprintf(w, "%s\t%.0f %%\n", u.What, 100*u.Of)
	}
	fmt.Fprintf(w, "\nnodes\tcalls a second at most\twhat is used up first\n")
	for nodes := 1; nodes <= shards; nodes *= 2 {
		s.Nodes = nodes
		most, what := Most(l, Reckon(Measured(), l, s, Hottest(calls, nodes)))
		fmt.Fprintf(w, "%d\t%.0f\t%s\n", nodes, most, what)
	}
	return w.Flush()
}

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// options are the bench's flags.
type options struct {
	binary      string
	merchants   int
	connections int
	rounds      int
	span        time.Duration
}

func main() {
	var o options
	bare := flag.Bool("bare", false, "run the bare handler (the bench starts itself so)")
	flag.StringVar(&o.binary, "wxastore", "bin/wxastore", "the `binary` to measure")
	flag.IntVar(&o.merchants, "merchants", 1_000_000, "size of the large state")
	flag.IntVar(&o.connections, "connections", 32, "clients at the same time")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds of every row, interleaved")
	flag.DurationVar(&o.span, "span", 3*time.Second, "length of one round")
	soak := flag.Duration("soak", 0, "instead of the table, load one service for so long and print how it fares")
	cost := flag.Bool("cost", false, "instead of the table, print what rows weigh and what calls cost of the processor")
	keep := flag.String("keep", "", "with -cost, work in this `folder` and leave it, to look at the database")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	run := o.run
	switch {
	case *bare:
		run = serveBare
	case *cost:
		run = func(ctx context.Context) error { return o.cost(ctx, *keep) }
	case *soak > 0:
		run = func(ctx context.Context) error { return o.soak(ctx, *soak) }
	}
	if err := run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures everything and prints the table.
func (o options) run(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "wxastore-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	rows := []*row{{name: "bare net/http", start: startBare}}
	var small string // the state that the last row uses once more
	for _, n := range []int{1000, o.merchants} {
		data, seed := filepath.Join(dir, fmt.Sprint(n)), filepath.Join(dir, fmt.Sprintf("%d.yaml", n))
		if err := writeSeed(seed, n); err != nil {
			return err
		}
		took, err := o.seed(ctx, data, seed)
		if err != nil {
			return err
		}
		fmt.Printf("seeded %d merchants in %.1f s\n", n, took.Seconds())
		if small == "" {
			small = data
		}
		rows = append(rows, &row{
			name:  fmt.Sprintf("modify, SQLite, %d merchants", n),
			start: func(ctx context.Context) (*target, error) { return o.startService(ctx, data, n) },
		})
	}
	rows = append(rows, &row{
		name: "modify, SQLite, 1000 merchants, journal off",
		start: func(ctx context.Context) (*target, error) {
			return o.startService(ctx, small, 1000, "--journal-calls", "0")
		},
	})
	if err := o.measure(ctx, rows); err != nil {
		return err
	}
	printTable(os.Stdout, rows, o)
	return nil
}

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// options are the bench's flags.
type options struct {
	binary      string
	merchants   int
	connections counts
	rounds      int
	span        time.Duration
	// database is the address of an empty PostgreSQL database; "" is none.
	database string
	// profiles is a folder for a CPU profile of each row; "" makes none.
	profiles string
}

// counts is a flag of numbers, as 1,32,256.
type counts []int

func (c *counts) String() string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(*c), " ", ","), "[]")
}

func (c *counts) Set(text string) error {
	*c = nil
	for field := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(field)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is no number of connections", field)
		}
		*c = append(*c, n)
	}
	return nil
}

func main() {
	o := options{connections: counts{1, 32, 256}}
	bare := flag.Bool("bare", false, "run the bare handler (the bench starts itself so)")
	flag.StringVar(&o.binary, "wxastore", "bin/wxastore", "the `binary` to measure")
	flag.IntVar(&o.merchants, "merchants", 1_000_000, "size of the large state")
	flag.Var(&o.connections, "connections", "clients at the same time, as `numbers` with commas")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds of every row, interleaved")
	flag.DurationVar(&o.span, "span", 3*time.Second, "length of one round")
	flag.StringVar(&o.profiles, "profiles", "", "a `folder` for a CPU profile of each row")
	o.database = os.Getenv("WXASTORE_TEST_DATABASE")
	soak := flag.Duration("soak", 0, "instead of the table, load one service for so long and print how it fares")
	cost := flag.Bool("cost", false, "instead of the table, print what rows weigh and what calls cost of the processor")
	growth := flag.String("growth", "", "instead of the table, draw what a change costs while the state grows, into this `folder`")
	keep := flag.String("keep", "", "with -cost, work in this `folder` and leave it, to look at the database")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	run := o.run
	switch {
	case *bare:
		run = serveBare
	case *growth != "":
		run = func(ctx context.Context) error { return o.growth(ctx, *growth) }
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

	rows := []*row{newRow(o, "bare net/http", startBare)}
	states := make(map[int]string)
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
		states[n] = data
		rows = append(rows, newRow(o, fmt.Sprintf("modify, SQLite, %d merchants", n), func(ctx context.Context) (*target, error) {
			return o.startService(ctx, data, n)
		}))
	}
	few := filepath.Join(dir, "1000.yaml")
	rows = append(rows,
		newRow(o, "modify, SQLite, 1000 merchants, journal off", func(ctx context.Context) (*target, error) {
			return o.startService(ctx, states[1000], 1000, "--journal-calls", "0")
		}),
		newRow(o, "modify, in memory, 1000 merchants", func(ctx context.Context) (*target, error) {
			return o.startService(ctx, filepath.Join(dir, "memory"), 1000, "--database", "memory", "--seed", few)
		}),
	)
	if o.database != "" {
		rows = append(rows, newRow(o, "modify, PostgreSQL, 1000 merchants", func(ctx context.Context) (*target, error) {
			return o.startService(ctx, filepath.Join(dir, "postgres"), 1000, "--database", o.database, "--seed", few)
		}))
	} else {
		fmt.Println("PostgreSQL has no row: it is not installed")
	}
	if err := o.measure(ctx, rows); err != nil {
		return err
	}
	printTable(os.Stdout, rows, o)
	small, large, quiet := rows[1], rows[2], rows[3]
	printPairs(os.Stdout, o, [][2]*row{{large, small}, {small, quiet}})
	return nil
}

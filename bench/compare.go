package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// compare measures the service in several configurations, with the bare handler
// and prints the table.
func (o options) compare(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "wxastore-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	durable := newRow(o, "durable: map, log, shared fdatasync", func(ctx context.Context) (*target, error) {
		return startDurable(ctx, dir)
	})
	rows := []*row{newRow(o, "bare net/http", startBare), durable}
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
	if o.every {
		more, err := o.largeRows(ctx, dir, filepath.Join(dir, fmt.Sprintf("%d.yaml", o.merchants)))
		if err != nil {
			return err
		}
		rows = append(rows, more...)
	}
	if err := o.measure(ctx, rows); err != nil {
		return err
	}
	printTable(os.Stdout, rows, o)
	small, large, quiet := rows[2], rows[3], rows[4]
	printPairs(os.Stdout, o, [][2]*row{{small, durable}, {large, small}, {small, quiet}})
	return o.write(document{Rows: records(rows)})
}

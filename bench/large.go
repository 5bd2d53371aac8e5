package main

import (
	"context"
	"fmt"
	"path/filepath"
)

// largeRows are those rows of the large state that take minutes to begin with:
// in memory it is seeded at each start, in PostgreSQL once.
func (o options) largeRows(ctx context.Context, dir, seed string) ([]*row, error) {
	n := o.merchants
	rows := []*row{newRow(o, fmt.Sprintf("modify, in memory, %d merchants", n), func(ctx context.Context) (*target, error) {
		return o.startService(ctx, filepath.Join(dir, "memory-large"), n, "--database", "memory", "--seed", seed)
	})}
	if o.large == "" {
		return rows, nil
	}
	data := filepath.Join(dir, "postgres-large")
	took, err := o.seed(ctx, data, seed, "--database", o.large)
	if err != nil {
		return nil, err
	}
	fmt.Printf("seeded %d merchants in PostgreSQL in %.1f s\n", n, took.Seconds())
	return append(rows, newRow(o, fmt.Sprintf("modify, PostgreSQL, %d merchants", n), func(ctx context.Context) (*target, error) {
		return o.startService(ctx, data, n, "--database", o.large)
	})), nil
}

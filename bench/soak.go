package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"
)

// soak loads one service for a long time with calls that change nothing, so
// that whatever grows is the service's own, and prints how it fares.
func (o options) soak(ctx context.Context, span time.Duration) (err error) {
	dir, err := os.MkdirTemp("", "wxastore-soak-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	data, seed := filepath.Join(dir, "data"), filepath.Join(dir, "seed.yaml")
	if err := writeSeed(seed, loaded); err != nil {
		return err
	}
	if _, err := o.seed(ctx, data, seed); err != nil {
		return err
	}
	t, err := o.startService(ctx, data, loaded)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, span)
	defer cancel()
	var calls atomic.Int64
	var all sync.WaitGroup
	all.Go(func() { t.watch(ctx, data, &calls) })
	err = loadFor(ctx, t, span, "{}", &calls)
	cancel()
	all.Wait()
	if stopErr := t.stop(); err == nil {
		err = stopErr
	}
	return err
}

// watch prints a line now and then.
func (t *target) watch(ctx context.Context, data string, calls *atomic.Int64) {
	w := tabwriter.NewWriter(os.Stdout, 12, 0, 2, ' ', 0)
	fmt.Fprintln(w, "minutes\tcalls\tcalls/s\tresident\tdatabase\tjournal")
	_ = w.Flush()
	began, last := time.Now(), int64(0)
	const every = 30 * time.Second
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		now := calls.Load()
		fmt.Fprintf(w, "%.1f\t%d\t%.0f\t%s\t%d MiB\t%d MiB\n", time.Since(began).Minutes(), now,
			float64(now-last)/every.Seconds(), mebibytes(t.resident()), size(data, "wxastore.db*")>>20, size(data, "journal.db*")>>20)
		_ = w.Flush()
		last = now
	}
}

// size adds up the files that match a pattern.
func size(dir, pattern string) int64 {
	names, err := fs.Glob(os.DirFS(dir), pattern)
	if err != nil {
		return 0
	}
	var total int64
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
			total += info.Size()
		}
	}
	return total
}

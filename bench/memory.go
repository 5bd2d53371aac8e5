package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"text/tabwriter"
)

// memory prints what a service has of the machine's memory after very many
// changes, and after as many again, with a small and with a large state.
func (o options) memory(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "wxastore-memory-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	w := tabwriter.NewWriter(os.Stdout, 10, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "merchants\tchanges\tresident\t")
	var points []residentRecord
	for _, n := range []int{loaded, o.merchants} {
		data, err := o.seeded(ctx, dir, n)
		if err != nil {
			return err
		}
		made, err := o.residentAfter(ctx, data, n)
		if err != nil {
			return fmt.Errorf("%d merchants: %w", n, err)
		}
		for _, p := range made {
			fmt.Fprintf(w, "%d\t%d\t%s\t\n", p.Merchants, p.Changes, mebibytes(p.ResidentBytes))
		}
		if err := w.Flush(); err != nil {
			return err
		}
		points = append(points, made...)
	}
	return o.write(document{Memory: points})
}

// residentAfter looks at the memory of one service three times: before any
// change of the load, after the first and after the second half of them.
func (o options) residentAfter(ctx context.Context, data string, n int) (points []residentRecord, err error) {
	t, err := o.startService(ctx, data, n)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	p := newProgress(os.Stderr, 2*o.calls)
	defer p.end()
	p.at(fmt.Sprintf("%d merchants", n))
	points = append(points, residentRecord{n, 0, t.resident()})
	for half := 1; half <= 2; half++ {
		if err := times(ctx, soakConnections, o.calls, func(ctx context.Context, client *http.Client, i int) error {
			p.step()
			return call(ctx, client, t.url(), fmt.Sprintf(`{"headimg_mediaid":"","intro":"第%d半第%d次修改"}`, half, i))
		}); err != nil {
			return nil, err
		}
		points = append(points, residentRecord{n, half * o.calls, t.resident()})
	}
	return points, nil
}

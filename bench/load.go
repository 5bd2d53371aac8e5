package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// row is one line of the table.
type row struct {
	name  string
	start func(context.Context) (*target, error)

	cells    []cell // one for each number of connections
	ready    []time.Duration
	resident int64
}

// cell is what was measured of a row with a number of connections.
type cell struct {
	connections int
	rates       []float64       // calls a second, a round each
	cpu         []time.Duration // of the server, a call, a round each
	latencies   []time.Duration
}

func newRow(o options, name string, start func(context.Context) (*target, error)) *row {
	r := &row{name: name, start: start}
	for _, n := range o.connections {
		r.cells = append(r.cells, cell{connections: n})
	}
	return r
}

// measure runs the rows round by round in turn, so that a change of the
// machine's speed meets all of them.
func (o options) measure(ctx context.Context, rows []*row) error {
	for round := range o.rounds {
		for _, r := range rows {
			if err := o.round(ctx, r, round); err != nil {
				return fmt.Errorf("%s: %w", r.name, err)
			}
		}
	}
	return nil
}

func (o options) round(ctx context.Context, r *row, round int) (err error) {
	t, err := r.start(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	r.ready = append(r.ready, t.ready)
	for i := range r.cells {
		if err := o.fill(ctx, &r.cells[i], t, round); err != nil {
			return err
		}
	}
	r.resident = max(r.resident, t.resident())
	return o.profile(ctx, r, t)
}

// fill measures one cell once more.
func (o options) fill(ctx context.Context, c *cell, t *target, round int) error {
	before := t.cpu()
	took, err := o.load(ctx, t, c.connections, round)
	if err != nil {
		return err
	}
	c.rates = append(c.rates, float64(len(took))/o.span.Seconds())
	c.cpu = append(c.cpu, (t.cpu()-before)/time.Duration(max(1, len(took))))
	c.latencies = append(c.latencies, took...)
	return nil
}

// load posts changes from all connections for the span and returns how long
// each call took. An answer other than success ends it.
func (o options) load(ctx context.Context, t *target, connections, round int) ([]time.Duration, error) {
	perClient := make([][]time.Duration, connections)
	err := clients(ctx, connections, o.span, func(ctx context.Context, client *http.Client, i, n int) error {
		body := fmt.Sprintf(`{"headimg_mediaid":"","intro":"轮次%d客户%d修改%d"}`, round, i, n)
		began := time.Now()
		err := call(ctx, client, t.url(), body)
		perClient[i] = append(perClient[i], time.Since(began))
		return err
	})
	return slices.Concat(perClient...), err
}

// soakConnections is how many clients load a service for a long time.
const soakConnections = 32

// loadFor posts the same body for a long time and counts the calls.
func loadFor(ctx context.Context, t *target, span time.Duration, body string, calls *atomic.Int64) error {
	err := clients(ctx, soakConnections, span, func(ctx context.Context, client *http.Client, _, _ int) error {
		if err := call(ctx, client, t.url(), body); err != nil {
			return err
		}
		calls.Add(1)
		return nil
	})
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// clients runs as many clients as there are connections for the span. The first
// error ends it.
func clients(ctx context.Context, connections int, span time.Duration, each func(ctx context.Context, client *http.Client, i, n int) error) error {
	transport := &http.Transport{MaxIdleConnsPerHost: connections}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	group, ctx := errgroup.WithContext(ctx)
	end := time.Now().Add(span)
	for i := range connections {
		group.Go(func() error {
			for n := 0; time.Now().Before(end); n++ {
				if err := each(ctx, client, i, n); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// call posts a call that must succeed.
func call(ctx context.Context, client *http.Client, url, body string) error {
	text, err := post(ctx, client, url, body)
	if err == nil && string(text) != success {
		err = fmt.Errorf("answered %s", text)
	}
	return err
}

func post(ctx context.Context, client *http.Client, url, body string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

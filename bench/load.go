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

	rates     []float64 // calls a second, a round each
	latencies []time.Duration
	ready     []time.Duration
	resident  int64
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

func (o options) round(ctx context.Context, r *row, round int) error {
	t, err := r.start(ctx)
	if err != nil {
		return err
	}
	took, err := o.load(ctx, t, round)
	r.ready = append(r.ready, t.ready)
	r.resident = max(r.resident, t.resident())
	if stopErr := t.stop(); err == nil {
		err = stopErr
	}
	r.rates = append(r.rates, float64(len(took))/o.span.Seconds())
	r.latencies = append(r.latencies, took...)
	return err
}

// load posts changes from all connections for the span and returns how long
// each call took. An answer other than success ends it.
func (o options) load(ctx context.Context, t *target, round int) ([]time.Duration, error) {
	perClient := make([][]time.Duration, o.connections)
	err := o.clients(ctx, o.span, func(ctx context.Context, client *http.Client, i, n int) error {
		body := fmt.Sprintf(`{"headimg_mediaid":"","intro":"轮次%d客户%d修改%d"}`, round, i, n)
		began := time.Now()
		err := call(ctx, client, t.url(), body)
		perClient[i] = append(perClient[i], time.Since(began))
		return err
	})
	return slices.Concat(perClient...), err
}

// loadFor posts the same body for a long time and counts the calls.
func (o options) loadFor(ctx context.Context, t *target, span time.Duration, body string, calls *atomic.Int64) error {
	err := o.clients(ctx, span, func(ctx context.Context, client *http.Client, _, _ int) error {
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
func (o options) clients(ctx context.Context, span time.Duration, each func(ctx context.Context, client *http.Client, i, n int) error) error {
	transport := &http.Transport{MaxIdleConnsPerHost: o.connections}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	group, ctx := errgroup.WithContext(ctx)
	end := time.Now().Add(span)
	for i := range o.connections {
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

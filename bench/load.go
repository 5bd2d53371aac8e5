package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
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

// load posts from all connections for the span and returns how long each call
// took. An answer other than success ends it.
func (o options) load(ctx context.Context, t *target, round int) ([]time.Duration, error) {
	transport := &http.Transport{MaxIdleConnsPerHost: o.connections}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	perClient := make([][]time.Duration, o.connections)
	end := time.Now().Add(o.span)
	var all sync.WaitGroup
	for i := range o.connections {
		all.Go(func() {
			for n := 0; time.Now().Before(end) && ctx.Err() == nil; n++ {
				body := fmt.Sprintf(`{"headimg_mediaid":"","intro":"轮次%d客户%d修改%d"}`, round, i, n)
				began := time.Now()
				text, err := post(ctx, client, t.url(), body)
				if err == nil && string(text) != success {
					err = fmt.Errorf("answered %s", text)
				}
				if err != nil {
					cancel(err)
					return
				}
				perClient[i] = append(perClient[i], time.Since(began))
			}
		})
	}
	all.Wait()
	return slices.Concat(perClient...), context.Cause(ctx)
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

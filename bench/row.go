package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// row is one line of the table.
type row struct {
	name  string
	start func(context.Context) (*target, error)
	// peer says that it is not ours: its failure is told and ends only its own
	// row.
	peer bool

	cells    []cell // one for each number of connections
	ready    []time.Duration
	resident int64 // the most of all rounds; 0 is not known
	failure  error
}

// cell is what was measured of a row with a number of connections.
type cell struct {
	connections int
	rates       []float64       // calls a second, a round each
	cpu         []time.Duration // of the server, a call, a round each; none where it is not known
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
	p := newProgress(os.Stderr, o.rounds*len(rows)*len(o.connections))
	defer p.end()
	for round := range o.rounds {
		for _, r := range rows {
			if r.failure != nil {
				continue
			}
			p.at(fmt.Sprintf("round %d of %d: %s", round+1, o.rounds, r.name))
			err := o.round(ctx, r, round, p)
			switch {
			case err == nil:
			case r.peer && ctx.Err() == nil:
				r.failure = err
			default:
				return fmt.Errorf("%s: %w", r.name, err)
			}
		}
	}
	return nil
}

// warmConnections is the load that each row is warmed up with.
const warmConnections = 32

func (o options) round(ctx context.Context, r *row, round int, p *progress) (err error) {
	t, err := r.start(ctx)
	if err != nil {
		return err
	}
	defer func() {
		// How a peer ends when it is asked to is its own affair.
		if stopErr := t.stop(); !r.peer {
			err = errors.Join(err, stopErr)
		}
	}()
	r.ready = append(r.ready, t.ready)
	// What compiles while it runs is slow in the first seconds, and so is who
	// knows none of its callers yet.
	if _, err := o.patientLoad(ctx, t, warmConnections, round); err != nil {
		return fmt.Errorf("while it was warmed up: %w", err)
	}
	for i := range r.cells {
		if err := o.fill(ctx, &r.cells[i], t, round); err != nil {
			return fmt.Errorf("%d connections: %w", r.cells[i].connections, err)
		}
		p.step()
	}
	r.resident = max(r.resident, t.resident())
	return o.profile(ctx, r, t)
}

// fill measures one cell once more.
func (o options) fill(ctx context.Context, c *cell, t *target, round int) error {
	before, known := t.used()
	took, err := o.patientLoad(ctx, t, c.connections, round)
	if err != nil {
		return err
	}
	c.rates = append(c.rates, float64(len(took))/o.span.Seconds())
	c.latencies = append(c.latencies, took...)
	if after, still := t.used(); known && still {
		c.cpu = append(c.cpu, (after.cpu-before.cpu)/time.Duration(max(1, len(took))))
	}
	return nil
}

// hanging is how long after its round a call is waited for.
const hanging = 30 * time.Second

// patientLoad loads a server that may not answer at all.
func (o options) patientLoad(ctx context.Context, t *target, connections, round int) ([]time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, o.span+hanging)
	defer cancel()
	return o.load(ctx, t, connections, round)
}

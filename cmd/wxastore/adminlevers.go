package main

import (
	"context"
	"io"
	"strings"
	"time"
)

// adminClock are the commands about the service's time.
type adminClock struct {
	Show    showClock    `cmd:"" help:"Show the clock."`
	Set     setClock     `cmd:"" help:"Make the clock show a time."`
	Advance advanceClock `cmd:"" help:"Move the clock forward; what falls due has happened then."`
	Scale   scaleClock   `cmd:"" help:"Make time pass faster or slower; 0 stops it."`
	Reset   resetClock   `cmd:"" help:"Make the clock the system's again."`
}

type showClock struct{ console }

// Run shows the clock.
func (c *showClock) Run(ctx context.Context, s *streams) error {
	return c.do(ctx, s, "GET", "/api/clock", nil, nil, "")
}

// move moves the clock and shows it.
func (c console) move(ctx context.Context, s *streams, how string, value any) error {
	return c.do(ctx, s, "POST", "/api/clock", nil, map[string]any{how: value}, "")
}

type setClock struct {
	Time moment `arg:"" help:"The time, as 2026-03-01 or 2026-03-01 15:04, which are China's, or 2026-03-01T00:00:00Z."`
	console
}

// Run sets the clock.
func (c *setClock) Run(ctx context.Context, s *streams) error { return c.move(ctx, s, "set", c.Time) }

type advanceClock struct {
	By time.Duration `arg:"" help:"How far, as 30m, 2h, 3d or 1d12h. To go back, set a time or reset."`
	console
}

// Run advances the clock.
func (c *advanceClock) Run(ctx context.Context, s *streams) error {
	return c.move(ctx, s, "advance", c.By.String())
}

type scaleClock struct {
	Factor float64 `arg:"" help:"How many seconds pass in a real one."`
	console
}

// Run scales the clock.
func (c *scaleClock) Run(ctx context.Context, s *streams) error {
	return c.move(ctx, s, "scale", c.Factor)
}

type resetClock struct{ console }

// Run resets the clock.
func (c *resetClock) Run(ctx context.Context, s *streams) error {
	return c.move(ctx, s, "reset", true)
}

// adminFaults are the commands about injected faults.
type adminFaults struct {
	List  listFaults  `cmd:"" help:"List the faults."`
	Put   putFault    `cmd:"" help:"Add a fault, or replace the one with its id."`
	Drop  dropFault   `cmd:"" help:"Delete a fault."`
	Clear clearFaults `cmd:"" help:"Delete all faults."`
}

type listFaults struct{ console }

// Run lists faults.
func (c *listFaults) Run(ctx context.Context, s *streams) error {
	return c.do(ctx, s, "GET", "/api/faults", nil, nil, "faults", "id", "kind", "interface", "appid", "probability", "count", "code", "status", "latency")
}

type putFault struct {
	Fault string `arg:"" name:"json|-" help:"The fault as JSON, or - for standard input."`
	console
}

// Help is the long text of put --help.
func (putFault) Help() string {
	return `  wxastore admin faults put '{"kind":"code","code":45009,"interface":"modifywxastore","count":3}'
  wxastore admin faults put '{"id":"slow","kind":"latency","latency":{"shape":"uniform","min":"100ms","max":"2s"}}'

To replace a fault by another, give the "version" that list --json prints, or "*"
for whatever is there.`
}

// Run puts a fault.
func (c *putFault) Run(ctx context.Context, s *streams) error {
	from, in := "the argument", io.Reader(strings.NewReader(c.Fault))
	if c.Fault == "-" {
		from, in = "standard input", s.in
	}
	text, err := readJSON(in, from, "give the fault as an object in single quotes")
	if err != nil {
		return err
	}
	return c.do(ctx, s, "POST", "/api/faults", nil, text, "")
}

type dropFault struct {
	ID string `arg:"" name:"id" help:"The fault's id."`
	console
}

// Run deletes a fault.
func (c *dropFault) Run(ctx context.Context, s *streams) error {
	return c.do(ctx, s, "DELETE", at("/api/faults/%s", c.ID), nil, nil, "")
}

type clearFaults struct{ console }

// Run deletes all faults.
func (c *clearFaults) Run(ctx context.Context, s *streams) error {
	return c.do(ctx, s, "DELETE", "/api/faults", nil, nil, "")
}

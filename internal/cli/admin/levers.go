package admin

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// adminClock are the commands about the service's time.
type adminClock struct {
	Show    showClock    `cmd:"" help:"Show the clock."`
	Set     setClock     `cmd:"" help:"Make the clock show a time."`
	Advance advanceClock `cmd:"" help:"Move the clock forward; what falls due has happened then."`
	Scale   scaleClock   `cmd:"" help:"Make time pass faster or slower; 0 stops it."`
	Reset   resetClock   `cmd:"" help:"Make the clock the system's again."`
}

type showClock struct{ command.Service }

// Run shows the clock.
func (c *showClock) Run(ctx context.Context, s *command.Streams) error {
	return do(ctx, s, c.Service, "GET", "/api/clock", nil, nil, "")
}

// move moves the clock and shows it.
func move(ctx context.Context, s *command.Streams, c command.Service, how string, value any) error {
	return do(ctx, s, c, "POST", "/api/clock", nil, map[string]any{how: value}, "")
}

type setClock struct {
	Time command.Moment `arg:"" help:"The time, as 2026-03-01 or 2026-03-01 15:04, which are China's, or 2026-03-01T00:00:00Z."`
	command.Service
}

// Run sets the clock.
func (c *setClock) Run(ctx context.Context, s *command.Streams) error {
	return move(ctx, s, c.Service, "set", c.Time)
}

type advanceClock struct {
	By time.Duration `arg:"" help:"How far, as 30m, 2h, 3d or 1d12h. To go back, set a time or reset."`
	command.Service
}

// Run advances the clock.
func (c *advanceClock) Run(ctx context.Context, s *command.Streams) error {
	return move(ctx, s, c.Service, "advance", c.By.String())
}

type scaleClock struct {
	Factor float64 `arg:"" help:"How many seconds pass in a real one."`
	command.Service
}

// Run scales the clock.
func (c *scaleClock) Run(ctx context.Context, s *command.Streams) error {
	return move(ctx, s, c.Service, "scale", c.Factor)
}

type resetClock struct{ command.Service }

// Run resets the clock.
func (c *resetClock) Run(ctx context.Context, s *command.Streams) error {
	return move(ctx, s, c.Service, "reset", true)
}

// adminFaults are the commands about injected faults.
type adminFaults struct {
	List  listFaults  `cmd:"" help:"List the faults."`
	Put   putFault    `cmd:"" help:"Add a fault, or replace the one with its id."`
	Drop  dropFault   `cmd:"" help:"Delete a fault."`
	Clear clearFaults `cmd:"" help:"Delete all faults."`
}

type listFaults struct{ command.Service }

// Run lists faults.
func (c *listFaults) Run(ctx context.Context, s *command.Streams) error {
	return do(ctx, s, c.Service, "GET", "/api/faults", nil, nil, "faults", "id", "kind", "interface", "appid", "probability", "count", "code", "status", "latency")
}

type putFault struct {
	Fault string `arg:"" name:"json|-" help:"The fault as JSON, or - for standard input."`
	command.Service
}

// Help is the long text of put --help.
func (putFault) Help() string {
	return `  wxastore admin faults put '{"kind":"code","code":45009,"interface":"modifywxastore","count":3}'
  wxastore admin faults put '{"id":"slow","kind":"latency","latency":{"shape":"uniform","min":"100ms","max":"2s"}}'

To replace a fault by another, give the "version" that list --json prints, or "*"
for whatever is there.`
}

// Run puts a fault.
func (c *putFault) Run(ctx context.Context, s *command.Streams) error {
	from, in := "the argument", io.Reader(strings.NewReader(c.Fault))
	if c.Fault == "-" {
		from, in = "standard input", s.In
	}
	text, err := command.ReadJSON(in, from, "give the fault as an object in single quotes")
	if err != nil {
		return err
	}
	return do(ctx, s, c.Service, "POST", "/api/faults", nil, text, "")
}

type dropFault struct {
	ID string `arg:"" name:"id" help:"The fault's id."`
	command.Service
}

// Run deletes a fault.
func (c *dropFault) Run(ctx context.Context, s *command.Streams) error {
	return do(ctx, s, c.Service, "DELETE", at("/api/faults/%s", c.ID), nil, nil, "")
}

type clearFaults struct{ command.Service }

// Run deletes all faults.
func (c *clearFaults) Run(ctx context.Context, s *command.Streams) error {
	return do(ctx, s, c.Service, "DELETE", "/api/faults", nil, nil, "")
}

package admin

import (
	"bytes"
	"context"
	"io"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
)

// move moves the clock and shows it.
func move(ctx context.Context, s *command.Streams, c command.Service, how api.Move) error {
	return do(ctx, s, c, api.MoveClock, api.ClockMove{Body: how})
}

type setClock struct {
	Time time.Time `arg:"" help:"The time, as 2026-03-01 or 2026-03-01 15:04, which are China's, or 2026-03-01T00:00:00Z."`
	command.Service
}

// Run sets the clock.
func (c *setClock) Run(ctx context.Context, s *command.Streams) error {
	return move(ctx, s, c.Service, api.Move{Set: &c.Time})
}

type advanceClock struct {
	By time.Duration `arg:"" help:"How far, as 30m, 2h, 3d or 1d12h. To go back, set a time or reset."`
	command.Service
}

// Run advances the clock.
func (c *advanceClock) Run(ctx context.Context, s *command.Streams) error {
	return move(ctx, s, c.Service, api.Move{Advance: new(api.Duration(c.By))})
}

type scaleClock struct {
	Factor float64 `arg:"" help:"How many seconds pass in a real one."`
	command.Service
}

// Run scales the clock.
func (c *scaleClock) Run(ctx context.Context, s *command.Streams) error {
	return move(ctx, s, c.Service, api.Move{Scale: &c.Factor})
}

type resetClock struct{ command.Service }

// Run resets the clock.
func (c *resetClock) Run(ctx context.Context, s *command.Streams) error {
	return move(ctx, s, c.Service, api.Move{Reset: new(true)})
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
	var change api.FaultChange
	if err := api.Decode(bytes.NewReader(text), &change.Body); err != nil {
		return err
	}
	return do(ctx, s, c.Service, api.PutFault, change)
}

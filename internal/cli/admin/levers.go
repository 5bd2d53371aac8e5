package admin

import (
	"context"
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

package fleet

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/cli/command"
)

// Revert plans the values from before a run.
type Revert struct {
	RunID string `arg:"" name:"run" help:"The run."`
	Out   string `placeholder:"FILE" help:"Save the plan, for apply."`

	asking
	service
	place
}

// Help is the long text of fleet revert --help.
func (Revert) Help() string {
	return `Makes a plan, and says what it costs: each merchant that goes back spends one more
change of its month. Where nothing earlier is known, it says so. The exit statuses
are those of fleet plan.

  wxastore fleet revert 20260301-101500-ab12 --out back.plan
  wxastore fleet apply back.plan`
}

// Run plans it.
func (c *Revert) Run(ctx context.Context, s *command.Streams) error {
	file, err := command.IfNamed(c.Out, command.ReplaceFile)
	if err != nil {
		return err
	}
	defer file.Close()
	return c.with(ctx, false, func(l *ledger) (err error) {
		run, err := fleet.FindRun(ctx, l, c.RunID)
		if err != nil {
			return err
		}
		if run.Kind == fleet.OfStores {
			return command.Usagef("run %s is of stores: to change them back, plan the earlier file", run.ID)
		}
		with, err := c.caller(ctx, s, l, run)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, with.close()) }()
		plan, err := c.planner(l, with, new(fleet.Pictures)).Plan(ctx, fleet.Source{Format: "revert", Path: run.ID}, fleet.Before(ctx, l, run))
		if err != nil {
			return err
		}
		return c.planned(s, plan, file, c.Out)
	})
}

func (c *Revert) caller(ctx context.Context, s *command.Streams, l *ledger, run fleet.Run) (*caller, error) {
	return again{RunID: run.ID, service: c.service, place: c.place}.caller(ctx, s, l, c.Parallel)
}

package fleet

import (
	"context"
	"errors"
	"slices"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/cli/command"
)

// again is what resume and retry have in common.
type again struct {
	RunID string `arg:"" optional:"" name:"run" help:"The run; the last one if it is left out."`

	pace
	service
	place
}

func (c again) run(ctx context.Context, s *command.Streams, do func(context.Context, *fleet.Runner) (fleet.Run, error)) error {
	options, err := c.options()
	if err != nil {
		return err
	}
	return c.with(ctx, false, func(l *ledger) (err error) {
		with, err := c.caller(ctx, s, l, c.Parallel)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, with.close()) }()
		return run(ctx, s, c.place, l, with, options, do)
	})
}

// caller is the service's, or that of a twin that is made from the run.
func (c again) caller(ctx context.Context, s *command.Streams, l *ledger, parallel int) (*caller, error) {
	if !c.onTwin() {
		return c.connect(ctx, s, parallel)
	}
	found, err := fleet.FindRun(ctx, l, c.RunID)
	if err != nil {
		return nil, err
	}
	var all []fleet.Desired
	for i, err := range l.Items(ctx, found.ID) {
		if err != nil {
			return nil, err
		}
		all = append(all, i.Desired)
	}
	return startTwin(ctx, l, all, nil)
}

// Resume goes on with a run.
type Resume struct{ again }

// Help is the long text of fleet resume --help.
func (Resume) Help() string {
	return `Tries what was not begun, what may succeed by now, and what was held until a date
that has come, and looks what has become of stores that Weixin reviews. A merchant
whose change was under way when the process died is listed as unknown, and is not
sent again; a store is looked for. Exit statuses are those of fleet apply.

  wxastore fleet resume
  wxastore fleet resume 20260301-101500-ab12`
}

// Run goes on.
func (c *Resume) Run(ctx context.Context, s *command.Streams) error {
	return c.run(ctx, s, func(ctx context.Context, r *fleet.Runner) (fleet.Run, error) { return r.Resume(ctx, c.RunID) })
}

// Retry tries a class again.
type Retry struct {
	Class []string `required:"" placeholder:"CLASS" help:"later, held, merchant, input, setup, failed or unknown."`

	again
}

// Help is the long text of fleet retry --help.
func (Retry) Help() string {
	return `Sends what ended in a class again, with the values of the run. A change whose
outcome is unknown may have taken effect: to send it again may cost one more of the
month's. Exit statuses are those of fleet apply.

  wxastore fleet retry --class later
  wxastore fleet retry 20260301-101500-ab12 --class merchant,unknown`
}

// Run tries again.
func (c *Retry) Run(ctx context.Context, s *command.Streams) error {
	states, err := classes(c.Class)
	if err != nil {
		return err
	}
	return c.run(ctx, s, func(ctx context.Context, r *fleet.Runner) (fleet.Run, error) { return r.Retry(ctx, c.RunID, states...) })
}

// classes reads names of states that can be tried again.
func classes(names []string) ([]fleet.State, error) {
	may := []fleet.State{fleet.Later, fleet.Held, fleet.NeedsMerchant, fleet.BadInput, fleet.BadSetup, fleet.Failed, fleet.Unknown}
	var states []fleet.State
	for _, name := range names {
		if !slices.Contains(may, fleet.State(name)) {
			return nil, command.Usagef("--class: %q is not a class: write later, held, merchant, input, setup, failed or unknown", name)
		}
		states = append(states, fleet.State(name))
	}
	return states, nil
}

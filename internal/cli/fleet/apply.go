package fleet

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/cli/command"
)

// pace is how a run goes.
type pace struct {
	Canary      int    `default:"0" placeholder:"N" help:"How many merchants go first; the others only if all of these succeed."`
	Wave        string `placeholder:"SHARES" help:"Shares that go one after another, such as 1%,10%,100%."`
	MaxFailures string `default:"5%" placeholder:"LIMITS" help:"Failures at which the run stops (${default}): a number or a share, and for a class: 2%,input=1%,unknown=0. A share stops nothing below 3."`

	limits
	Pause time.Duration `default:"1s" help:"The time between two stores that are added to one account (${default}); none on a twin."`
}

// limits bound the calls.
type limits struct {
	Parallel int     `default:"${parallel}" help:"How many merchants are in flight (${default})."`
	Rate     float64 `placeholder:"N" help:"At most this many calls a second."`
}

func (p pace) options() (fleet.Options, error) {
	waves, err := fleet.ParseWaves(p.Wave)
	if err != nil {
		return fleet.Options{}, command.WrongUsage(command.Errorf("--wave: %w", err))
	}
	limits, err := fleet.ParseLimits(p.MaxFailures)
	if err != nil {
		return fleet.Options{}, command.WrongUsage(command.Errorf("--max-failures: %w", err))
	}
	return fleet.Options{Canary: p.Canary, Waves: waves, MaxFailures: limits, Parallel: p.Parallel, PerSecond: p.Rate, Pause: p.Pause}, nil
}

// Apply does what a plan says.
type Apply struct {
	Plan   string `arg:"" help:"The plan that fleet plan --out has saved."`
	Faults string `placeholder:"MIX" help:"With --on twin: shares of the changes that go wrong, such as 85049=1%,-1=1%,cut=0.5%; cut, garbage and nothing are answers that do not come."`

	pace
	rows
	service
	place
}

// Help is the long text of fleet apply --help.
func (Apply) Help() string {
	return `Refuses a plan whose input or merchants were changed after it was made. Interrupt
once, and what is in flight ends; twice ends the process. After either, and after
a kill, fleet resume goes on.

Reviews of stores take days: then the run stays open, and fleet resume goes on with
what has passed.

The exit status is 0 if all is done, 3 if part of it is, 1 if nothing is or our own
set-up was refused, 4 if --max-failures or a canary stopped it, 130 if it was
interrupted.

  wxastore fleet apply east.plan --on twin --faults 85049=1%,cut=0.5%
  wxastore fleet apply east.plan --canary 5 --wave 1%,10%,100% --max-failures 2%`
}

// Run applies.
func (c *Apply) Run(ctx context.Context, s *command.Streams) (err error) {
	file, err := os.Open(c.Plan)
	if err != nil {
		return command.WrongUsage(err)
	}
	plan, err := fleet.ReadPlan(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return command.Errorf("%s: %w", c.Plan, err)
	}
	options, err := c.options()
	if err != nil {
		return err
	}
	mishaps, err := parseMishaps(c.Faults)
	switch {
	case err != nil:
		return err
	case c.Faults != "" && !c.onTwin():
		return command.Usagef("--faults is for --on twin: what goes wrong elsewhere is not ours to choose")
	case plan.API == "twin" && !c.onTwin():
		return command.Usagef("the plan was made on a twin: rehearse it with --on twin, or plan again without it")
	}
	return c.with(ctx, true, func(l *ledger) (err error) {
		with, err := c.caller(ctx, s, l, plan, mishaps)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, with.close()) }()
		if err := c.fresh(ctx, s, l, plan, with); err != nil {
			return err
		}
		return run(ctx, s, c.place, l, with, options, func(ctx context.Context, r *fleet.Runner) (fleet.Run, error) {
			r.AnyLedger = c.onTwin()
			return r.Apply(ctx, plan)
		})
	})
}

// caller is the service's, or that of a twin that is made from the plan.
func (c *Apply) caller(ctx context.Context, s *command.Streams, l *ledger, plan *fleet.Plan, mishaps []mishap) (*caller, error) {
	if !c.onTwin() {
		return c.connect(ctx, s, c.Parallel)
	}
	var all []fleet.Desired
	for _, step := range plan.Steps {
		all = append(all, step.Desired)
	}
	with, err := startTwin(ctx, l, all, mishaps)
	if err != nil || plan.API == "twin" {
		return with, err
	}
	// The rows are compared with those of a plan that was made elsewhere, with its
	// file of secrets.
	secrets, err := c.secrets()
	if err != nil {
		return nil, errors.Join(err, with.close())
	}
	with.listed = func(appID string) bool { _, ok := secrets[appID]; return ok }
	return with, nil
}

// fresh refuses a plan that no longer fits. A rehearsal takes pictures from the ledger
// that the plan was made with, and compares nothing with its own.
func (c *Apply) fresh(ctx context.Context, s *command.Streams, l *ledger, plan *fleet.Plan, with *caller) error {
	pictures := &fleet.Pictures{Folder: plan.Source.Folder}
	var again fleet.Rows
	switch plan.Source.Format {
	case "revert":
	case "query":
		if c.From.Reveal() == "" {
			s.Notef("wxastore: the query is not asked again, because --from is not given\n")
			break
		}
		again = c.read(ctx, plan.Source, with.listed)
	default:
		again = c.read(ctx, plan.Source, with.listed)
	}
	if id, _, err := l.Position(ctx); err != nil || !c.onTwin() || id == plan.Ledger {
		return errors.Join(err, plan.CheckFresh(ctx, l, again, pictures))
	}
	if err := plan.CheckRows(ctx, again, pictures); err != nil {
		return err
	}
	return c.borrow(ctx, l, plan)
}

// borrow copies the pictures of a plan that was made with the real ledger into that of
// the rehearsal.
func (c *Apply) borrow(ctx context.Context, l *ledger, plan *fleet.Plan) (err error) {
	real := place{}
	from, err := real.open(ctx, false)
	if err != nil {
		return command.Errorf("the pictures of the plan: %w", err)
	}
	defer func() { err = errors.Join(err, from.close()) }()
	for _, step := range plan.Steps {
		if step.Action != fleet.Modify {
			continue
		}
		for _, hash := range step.Desired.Hashes() {
			content, err := from.Picture(ctx, hash)
			if err != nil {
				return err
			}
			if err := l.PutPicture(ctx, hash, content); err != nil {
				return err
			}
		}
	}
	return nil
}

// run lets a runner work until it has ended or was interrupted, and prints how it ended.
func run(ctx context.Context, s *command.Streams, p place, l *ledger, with *caller, options fleet.Options, do func(context.Context, *fleet.Runner) (fleet.Run, error)) error {
	if p.onTwin() {
		options.Pause = 0
	}
	shown := newProgress(s, p)
	r := &fleet.Runner{
		Ledger: l, Accounts: with.accounts, Options: options, Holder: holder(),
		// The first interrupt ends the context, and that ends what is in flight in
		// order; the second ends the process.
		Stop: ctx.Done(), Observe: shown.observe,
	}
	ended, err := do(context.WithoutCancel(ctx), r)
	shown.close()
	if err != nil {
		return err
	}
	reading, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	summary, err := summarize(reading, l, ended, s.Look.Lang)
	if err != nil {
		return err
	}
	if err := summary.print(s, p); err != nil {
		return err
	}
	return exit(ended)
}

// exit is the exit status of a run.
func exit(run fleet.Run) error {
	done, others := 0, 0
	for state, n := range run.Count {
		switch state {
		case fleet.Done, fleet.Unchanged:
			done += n
		default:
			others += n
		}
	}
	status := statusPartly
	switch {
	case run.State == fleet.Interrupted:
		status = statusInterrupted
	case run.State == fleet.Stopped:
		status = statusStopped
	case run.State == fleet.StoppedSet, done == 0 && others > 0 && run.Count[fleet.Waiting] == 0:
		status = statusNothing
	case others == 0:
		return nil
	}
	return command.StatusError{Status: status}
}

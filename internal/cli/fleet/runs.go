package fleet

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/cli/command"
)

// Runs lists runs.
type Runs struct {
	Limit int `default:"20" help:"How many, the newest first (${default})."`

	place
}

// Help is the long text of fleet runs --help.
func (Runs) Help() string {
	return `  wxastore fleet runs
  wxastore fleet runs --json`
}

// Run lists them.
func (c *Runs) Run(ctx context.Context, s *command.Streams) error {
	return c.with(ctx, false, func(l *ledger) error {
		runs, err := l.Runs(ctx, c.Limit)
		if err != nil {
			return err
		}
		var table command.Table
		for _, run := range runs {
			if run.State == fleet.Running { // one that has ended has kept them
				if run.Count, err = l.Counts(ctx, run.ID); err != nil {
					return err
				}
			}
			if c.JSON {
				if err := s.PrintJSON(inLanguage(run, s.Look.Lang)); err != nil {
					return err
				}
				continue
			}
			state := stateName(run.State, s.Look.Lang)
			if gone, err := l.Broken(ctx, run); err != nil {
				return err
			} else if gone {
				state = command.Translate(s.Look.Lang, "killed; continue with fleet resume")
			}
			all := 0
			for _, n := range run.Count {
				all += n
			}
			done := fmt.Sprintf(command.Translate(s.Look.Lang, "%d of %d done"), run.Count[fleet.Done]+run.Count[fleet.Unchanged], all)
			table.Row(run.ID, state, run.Began.Local().Format(time.DateTime), done, run.Source.Path)
		}
		return s.Printf("%s", table.String())
	})
}

// Show shows a run.
type Show struct {
	RunID string `arg:"" optional:"" name:"run" help:"The run; the last one if it is left out."`
	AppID string `name:"appid" placeholder:"APPID" help:"Only this merchant's line; a store is APPID/KEY."`

	place
}

// Help is the long text of fleet show --help.
func (Show) Help() string {
	return `  wxastore fleet show
  wxastore fleet show 20260301-101500-ab12 --appid wx0123456789abcdef`
}

// Run shows it.
func (c *Show) Run(ctx context.Context, s *command.Streams) error {
	return c.with(ctx, false, func(l *ledger) error {
		run, err := fleet.FindRun(ctx, l, c.RunID)
		if err != nil {
			return err
		}
		if c.AppID == "" {
			summary, err := summarize(ctx, l, run, s.Look.Lang)
			if err != nil {
				return err
			}
			return summary.print(s, c.place)
		}
		for i, err := range l.Items(ctx, run.ID) {
			if err != nil {
				return err
			}
			if i.Desired.AppID != c.AppID && i.Desired.Key() != c.AppID {
				continue
			}
			line := newItemLine(i, s.Look.Lang)
			do := ""
			if line.Remedy != "" {
				do = s.Look.Label("do:") + line.Remedy + "\n"
			}
			return c.Print(s, line, "%s  %s%s\n%s", i.Desired.Key(), i.State.Name(s.Look.Lang), about(i, s.Look.Lang), do)
		}
		return command.Usagef("run %s has no merchant %s", run.ID, c.AppID)
	})
}

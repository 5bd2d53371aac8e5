package fleet

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/input"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// Export writes a run's merchants as CSV.
type Export struct {
	RunID  string   `arg:"" optional:"" name:"run" help:"The run; the last one if it is left out."`
	Failed bool     `help:"Only merchants that were not changed."`
	Class  []string `placeholder:"CLASS" help:"Only those in a class: later, held, merchant, input, setup, failed, unknown."`
	Out    string   `placeholder:"FILE" help:"The file to write; standard output if it is left out."`

	place
}

// Help is the long text of fleet export --help.
func (Export) Help() string {
	return `The columns are those of the input, and after them state, code and remedy, which plan
leaves alone: correct the rows and plan the file.

  wxastore fleet export --failed --out failed.csv`
}

// added are the columns after those of the input.
func added() []string { return []string{"state", "code", "remedy"} }

// Run writes it.
func (c *Export) Run(ctx context.Context, s *command.Streams) error {
	states, err := classes(c.Class)
	if err != nil {
		return err
	}
	file, err := command.IfNamed(c.Out, command.NewFile)
	if err != nil {
		return err
	}
	defer file.Close()
	return c.with(ctx, false, func(l *ledger) error {
		run, err := fleet.FindRun(ctx, l, c.RunID)
		if err != nil {
			return err
		}
		var items []fleet.Item
		for i, err := range l.Items(ctx, run.ID, states...) {
			if err != nil {
				return err
			}
			if c.Failed && (i.State == fleet.Done || i.State == fleet.Unchanged) {
				continue
			}
			items = append(items, i)
		}
		if c.Out == "" {
			return c.write(s.Out, items, s.Look.Lang)
		}
		if err := file.Write(func(w io.Writer) error { return c.write(w, items, s.Look.Lang) }); err != nil {
			return err
		}
		return c.Print(s, map[string]any{"saved": c.Out, "rows": len(items)}, "saved as %s\n", c.Out)
	})
}

func (c *Export) write(w io.Writer, items []fleet.Item, lang weixin.Language) error {
	table := csv.NewWriter(w)
	names := []string{input.ColumnAppID} // a row that lacks it is of the account of its item
	for _, i := range items {
		for _, column := range i.Desired.Row() {
			if !slices.Contains(names, column.Name) && !slices.Contains(added(), column.Name) {
				names = append(names, column.Name)
			}
		}
	}
	if err := table.Write(append(slices.Clone(names), added()...)); err != nil {
		return err
	}
	for _, i := range items {
		row := make([]string, len(names), len(names)+len(added()))
		row[0] = i.Desired.AppID
		for _, column := range i.Desired.Row() {
			if n := slices.Index(names, column.Name); n >= 0 {
				row[n] = column.Value
			}
		}
		code := ""
		if i.Outcome.Code != 0 {
			code = fmt.Sprint(i.Outcome.Code)
		} else if len(i.Outcome.Blockers) > 0 {
			code = string(i.Outcome.Blockers[0].Reason)
		}
		remedy := ""
		if i.State != fleet.Done && i.State != fleet.Unchanged {
			remedy = i.Remedy(lang)
		}
		if err := table.Write(append(row, string(i.State), code, remedy)); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

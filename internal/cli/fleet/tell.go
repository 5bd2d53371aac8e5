package fleet

import (
	"context"
	"os"
	"path/filepath"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/input"
	"github.com/wxastore/wxastore/internal/cli/command"
)

// Tell notes what a merchant has.
type Tell struct {
	AppID   string `arg:"" optional:"" name:"appid" help:"The merchant."`
	Intro   string `placeholder:"TEXT" help:"The introduction that it has."`
	Headimg string `placeholder:"FILE" help:"The picture that it has."`
	File    string `placeholder:"FILE" help:"Or a CSV, YAML or JSON lines file of many merchants, with the columns of plan."`

	place
}

// Help is the long text of fleet tell --help.
func (Tell) Help() string {
	return `Sends nothing. What is told takes the place of what the ledger knew, and settles a
change whose outcome was unknown.

  wxastore fleet tell wx0123456789abcdef --intro "Open until ten"
  wxastore fleet tell --file shown.csv`
}

// Run notes it.
func (c *Tell) Run(ctx context.Context, s *command.Streams) error {
	if (c.AppID == "") == (c.File == "") || c.AppID != "" && c.Intro == "" && c.Headimg == "" {
		return command.Usagef("name a merchant with --intro or --headimg, or give --file")
	}
	return c.with(ctx, true, func(l *ledger) error {
		rows := func(yield func(fleet.Desired, error) bool) {
			yield(fleet.Desired{AppID: c.AppID, Intro: c.Intro, Headimg: c.Headimg}, nil)
		}
		folder := ""
		if c.File != "" {
			if _, err := os.Stat(c.File); err != nil {
				return command.WrongUsage(err)
			}
			folder = filepath.Dir(c.File)
			source := fleet.Source{Format: input.Format(c.File), Path: c.File}
			rows = input.Read(ctx, source, input.Options{})
		}
		n, err := fleet.Tell(ctx, l, holder(), &fleet.Pictures{Folder: folder}, rows)
		if err != nil {
			return err
		}
		return c.Print(s, map[string]int{"told": n}, "noted in the ledger: %d merchant(s)\n", n)
	})
}

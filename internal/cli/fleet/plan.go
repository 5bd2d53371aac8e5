package fleet

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/input"
	"github.com/wxastore/wxastore/internal/cli/command"
)

// Plan makes a plan.
type Plan struct {
	File     string   `arg:"" optional:"" help:"What is wanted: a CSV, YAML or JSON lines file with the columns appid, secret (env:NAME or file:PATH), tags, intro and headimg; with the column store_key, of stores."`
	Query    string   `placeholder:"SQL" help:"A query with these columns instead of a file; --from names its database."`
	Out      string   `placeholder:"FILE" help:"Save the plan, for apply."`
	Intro    string   `placeholder:"TEXT" help:"Introduction of all, in place of the column. {{city}} is what a merchant has in the column city."`
	Headimg  string   `placeholder:"PATH|URL" help:"Picture of all, in place of the column; {{…}} as in --intro."`
	Tag      []string `placeholder:"TAG" help:"Only merchants with one of these tags."`
	MaxIntro int      `default:"120" help:"How many characters an introduction may have (${default}); 0 is no limit. Weixin publishes none."`
	Words    string   `placeholder:"FILE" help:"Words that no introduction may have, one a line."`
	Private  bool     `name:"allow-private-pictures" help:"Fetch pictures from addresses of private networks, too."`

	asking
	rows
	service
	place
}

// asking is how a plan asks the service.
type asking struct {
	Offline      bool `help:"Ask the service nothing: look at the input and the ledger alone."`
	RetryUnknown bool `help:"Plan merchants, too, of which a change has an unknown outcome: it may cost one more of the month."`

	limits
}

// planner plans with a ledger what a caller is asked about.
func (c asking) planner(l fleet.Ledger, with *caller, pictures *fleet.Pictures) *fleet.Planner {
	return &fleet.Planner{
		Ledger: l, Accounts: with.accounts, API: with.api, Pictures: pictures, Offline: c.Offline, RetryUnknown: c.RetryUnknown, Parallel: c.Parallel, PerSecond: c.Rate,
	}
}

// Help is the long text of fleet plan --help.
func (Plan) Help() string {
	return `Changes nothing. Compares each row with what the ledger says was applied last, and
asks the service whether the account can be changed: token, permission sets, review.
Pictures are read now and kept in the ledger; apply sends what was checked.

The exit status is 0 if there is nothing to do, 2 if there are changes, 1 for an
error, also where all that is wanted is blocked. docs/fleet.md leads through it.

  wxastore fleet plan merchants.csv --on twin
  wxastore fleet plan stores.csv --on twin
  wxastore fleet plan merchants.csv --tag east --out east.plan
  wxastore fleet plan --query "SELECT appid, intro FROM shops" --from shops.db`
}

// Run plans and prints.
func (c *Plan) Run(ctx context.Context, s *command.Streams) error {
	source, err := c.source()
	if err != nil {
		return err
	}
	file, err := command.IfNamed(c.Out, command.ReplaceFile)
	if err != nil {
		return err
	}
	defer file.Close()
	return c.with(ctx, true, func(l *ledger) (err error) {
		with, err := c.caller(ctx, s, l, source)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, with.close()) }()
		planner := c.planner(l, with, &fleet.Pictures{Folder: source.Folder, AllowPrivate: c.Private})
		planner.MaxIntro = c.MaxIntro
		if c.Words != "" {
			if planner.Words, err = readWords(c.Words); err != nil {
				return err
			}
		}
		plan, err := planner.Plan(ctx, source, c.read(ctx, source, with.listed))
		if err != nil {
			return err
		}
		return c.planned(s, plan, file, c.Out)
	})
}

// readWords reads the words of a file.
func readWords(path string) ([]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, command.WrongUsage(err)
	}
	defer file.Close()
	text, err := input.Unmarked(file)
	if err != nil {
		return nil, command.WrongUsage(err)
	}
	all, err := io.ReadAll(text)
	return strings.Fields(string(all)), err
}

// planned saves and prints a plan, and returns its exit status.
func (p place) planned(s *command.Streams, plan *fleet.Plan, file command.OutFile, out string) error {
	if err := file.Write(plan.Save); err != nil {
		return err
	}
	if err := p.printPlan(s, plan, out); err != nil {
		return err
	}
	counts := plan.Counts()
	switch {
	case counts[fleet.Modify] > 0:
		return command.StatusError{Status: statusChanges}
	case counts[fleet.Block] > 0:
		return command.StatusError{Status: statusNothing}
	}
	return nil
}

// source says where the rows are.
func (c *Plan) source() (fleet.Source, error) {
	source := fleet.Source{Intro: c.Intro, Headimg: c.Headimg, Tags: c.Tag, Listed: c.ListedIn != ""}
	folder, err := absolute(".")
	if err != nil {
		return source, err
	}
	switch {
	case (c.File == "") == (c.Query == ""):
		return source, command.Usagef("name a file, or give --query with --from")
	case c.Query != "":
		source.Format, source.Path, source.Folder = "query", c.Query, folder
		return source, nil
	}
	if source.Format = input.Format(c.File); source.Format == "" {
		return source, command.Usagef("%s: name it .csv, .yaml or .jsonl", c.File)
	}
	if source.Path, err = absolute(c.File); err != nil {
		return source, err
	}
	if _, err := os.Stat(source.Path); errors.Is(err, fs.ErrNotExist) {
		return source, command.Usagef("%s: no such file", c.File)
	}
	source.Folder = filepath.Dir(source.Path)
	return source, nil
}

// caller is the service's, or that of a twin that is made from the rows.
func (c *Plan) caller(ctx context.Context, s *command.Streams, l *ledger, source fleet.Source) (*caller, error) {
	if c.Offline || !c.onTwin() {
		if c.Offline && c.API == nil {
			nowhere := "http://127.0.0.1" // is not called
			c.API = &nowhere
		}
		return c.connect(ctx, s, c.Parallel)
	}
	var all []fleet.Desired
	for d, err := range c.read(ctx, source, nil) {
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return startTwin(ctx, l, all, nil)
}

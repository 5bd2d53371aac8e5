package state

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/integrity"
)

// Check says whether what is kept fits together.
type Check struct {
	Quick bool `help:"Only look whether pictures are there; do not read them."`

	WithPictures
}

// Help is the long text of check --help.
func (Check) Help() string {
	return `Reads everything and changes nothing: the database's own check; that each
merchant's changes have no gap and end as the merchant is; that what a row names
is there; that pictures have their bytes. Each finding is a line; there are none
if the exit status is 0. The data folder must not be served; services of a
database may go on.

  wxastore check
  wxastore check --quick --database postgres://wxastore@db1,db2/wxastore --blobs s3://bucket`
}

// maxListed bounds the findings in the one object of --json.
const maxListed = 10_000

// checked is what --json prints. Findings are the first of them.
type checked struct {
	integrity.Counts
	List []integrity.Finding `json:"list"`
}

// Run checks.
func (c *Check) Run(ctx context.Context, s *command.Streams) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	opened, err := c.openExisting(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	blobs, err := c.OpenBlobs(ctx)
	if err != nil {
		return err
	}
	bar := newWorkBar(s.Err, "check", -1)
	result := checked{List: []integrity.Finding{}}
	result.Counts, err = integrity.Check(ctx, opened, blobs, integrity.Options{Quick: c.Quick, Progress: bar.at}, func(f integrity.Finding) error {
		if c.JSON {
			if len(result.List) < maxListed {
				result.List = append(result.List, f)
			}
			return nil
		}
		return s.Printf("%-9s  %s  %s\n", f.Rule, f.Record, f.Wrong)
	})
	bar.end()
	if err != nil {
		return err
	}
	return c.print(s, result)
}

func (c *Check) print(s *command.Streams, result checked) error {
	if c.JSON {
		if err := s.PrintJSON(result); err != nil {
			return err
		}
	} else if err := s.Printf("%d rows and %d pictures, %d findings\n", result.Rows, result.Pictures, result.Findings); err != nil {
		return err
	}
	if result.Findings > 0 {
		return command.Printed(command.Errorf("%d findings", result.Findings))
	}
	return nil
}

package state

import (
	"context"
	"errors"
	"io/fs"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// Migrate brings the schema up to date.
type Migrate struct{ Place }

// Help is the long text of migrate --help.
func (Migrate) Help() string {
	return `serve does the same at its start; do it before, so that replicas start at once.
It does nothing where nothing is to be done, makes the tables of a database that
is empty, and refuses a data folder that holds no state. The data folder must not
be served; services of a database may go on.

  wxastore migrate --data /var/lib/wxastore
  wxastore migrate --database postgres://wxastore@db1,db2/wxastore`
}

// Run migrates.
func (c *Migrate) Run(ctx context.Context, s *command.Streams) error {
	if err := c.check(); err != nil {
		return err
	}
	var records, calls sqldb.Migration
	var err error
	if c.onServer() {
		if records, calls, err = postgres.Migrate(ctx, c.Database.Reveal(), sqlstore.Schema(), sqljournal.Schema()); err != nil {
			err = command.DatabaseError{Err: err}
		}
	} else {
		records, calls, err = sqlite.Migrate(ctx, c.Data, sqlstore.Schema(), sqljournal.Schema(), c.logger(s.Err))
	}
	if errors.Is(err, fs.ErrNotExist) {
		return command.Errorf("%w: name the folder with --data; serve makes a new one", err)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return s.PrintJSON(map[string]any{"state": records, "journal": calls})
	}
	if err := printMigration(s, "state", records); err != nil {
		return err
	}
	return printMigration(s, "journal", calls)
}

func printMigration(s *command.Streams, what string, m sqldb.Migration) error {
	if m.From == m.To {
		return s.Printf("%-8s has version %d already\n", what, m.To)
	}
	return s.Printf("%-8s brought from version %d to %d\n", what, m.From, m.To)
}

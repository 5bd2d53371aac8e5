package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/sqlstore/postgres"
	"github.com/wxastore/wxastore/internal/store/sqlstore/sqlite"
)

// migrateCmd brings the schema up to date.
type migrateCmd struct{ place }

// Help is the long text of migrate --help.
func (migrateCmd) Help() string {
	return `serve does the same at its start; do it before, so that replicas start at once.
It does nothing where nothing is to be done, makes the tables of a database that
is empty, and refuses a data folder that holds no state. The data folder must not
be served; services of a database may go on.

  wxastore migrate --data /var/lib/wxastore
  wxastore migrate --database postgres://wxastore@db1,db2/wxastore`
}

// Run migrates.
func (c *migrateCmd) Run(ctx context.Context, s *streams) error {
	if err := c.check(); err != nil {
		return err
	}
	var records, calls sqlstore.Migration
	var err error
	if c.onServer() {
		if records, calls, err = postgres.Migrate(ctx, c.Database); err != nil {
			err = databaseError{err}
		}
	} else {
		records, calls, err = sqlite.Migrate(ctx, c.Data, c.logger(s.err))
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: name the folder with --data; serve makes a new one", err)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(map[string]any{"state": records, "journal": calls})
	}
	if err := printMigration(s, "state", records); err != nil {
		return err
	}
	return printMigration(s, "journal", calls)
}

func printMigration(s *streams, what string, m sqlstore.Migration) error {
	if m.From == m.To {
		return s.printf("%-8s has version %d already\n", what, m.To)
	}
	return s.printf("%-8s brought from version %d to %d\n", what, m.From, m.To)
}

package main

import (
	"context"

	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/sqlstore/postgres"
	"github.com/wxastore/wxastore/internal/store/sqlstore/sqlite"
)

// migrateCmd brings the schema up to date.
type migrateCmd struct{ place }

// Help is the long text of migrate --help.
func (migrateCmd) Help() string {
	return `serve does the same at its start; do it before, so that replicas start at once.
It makes what is missing, and does nothing where nothing is to be done. The data
folder must not be served; services of a database may go on.

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

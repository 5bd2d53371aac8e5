package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/wait"
)

// Migration says from which version to which a schema was brought. 0 is that of
// an empty database.
type Migration struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// OldSchema is the error of a database that has to be migrated first.
type OldSchema Migration

func (o OldSchema) Error() string {
	return fmt.Sprintf("store: the schema of the database has version %d, this program needs %d", o.From, o.To)
}

// Missing is the error of a place that has held a state which is not there any
// more: a sentence that says what is missing and what to do.
type Missing string

func (m Missing) Error() string { return "store: " + string(m) }

// Migrate brings the schema of an engine's database up to date and closes the
// engine.
func Migrate(ctx context.Context, engine Engine, schema *Schema) (Migration, error) {
	done, err := migrate(ctx, &engine, schema)
	return done, errors.Join(append([]error{err}, engine.close()...)...)
}

// migrate brings the schema up to date, or where it shall stay as it is, refuses
// an old one. If it is up to date, that costs a few small queries, whatever the
// size of the database.
func migrate(ctx context.Context, engine *Engine, schema *Schema) (Migration, error) {
	files, err := fs.Sub(schema.Migrations, "migrations/"+string(engine.Dialect))
	if err != nil {
		return Migration{}, said.Errorf("store: migrate: %w", err)
	}
	options, err := schema.options(engine.Dialect)
	if err != nil {
		return Migration{}, said.Errorf("store: migrate: %w", err)
	}
	migrations, err := migrations(files, engine.Dialect.traits().migrationLocks)
	if err != nil {
		return Migration{}, said.Errorf("store: migrate: %w", err)
	}
	// The provider is not closed, because that would close the writer.
	provider, err := goose.NewProvider(engine.Dialect.traits().migrations, engine.Writer, nil, append(options, goose.WithGoMigrations(migrations...))...)
	if err != nil {
		return Migration{}, said.Errorf("store: migrate: %w", err)
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return Migration{}, said.Errorf("store: read the version of the schema: %w", err)
	}
	steps := Migration{From: current, To: target}
	switch {
	case current > target:
		return steps, said.Errorf("store: the database was written by a newer wxastore: its schema has version %d, "+
			"this program knows versions up to %d; use the newer program", current, target)
	case current == target:
		return steps, nil
	case engine.AsIs:
		return steps, OldSchema(steps)
	}
	for try := 1; ; try++ {
		_, err := provider.Up(ctx)
		switch {
		case err == nil:
			return steps, nil
		case engine.classify(err) != Conflict || ctx.Err() != nil:
			return steps, said.Errorf("store: migrate from version %d to %d: %w", current, target, err)
		case try == migrationTries:
			return steps, said.Errorf("store: migrate from version %d to %d: a transaction on the database has kept a table locked during %d tries; "+
				"look for it in pg_stat_activity, end it and migrate again: %w", current, target, try, err)
		}
		if err := wait.For(ctx, migrationPause); err != nil {
			return steps, err
		}
	}
}

// A migration waits for the locks of other transactions for as long as its dialect's
// migrationLocks says, because all calls that come to the table meanwhile wait behind it.
// It is tried again after a pause, in which they go on: for about a minute in all.
const (
	migrationTries = 30
	migrationPause = time.Second
)

// comment is a line of a migration that says something to people.
var comment = regexp.MustCompile(`(?m)^\s*--.*\n`)

// migrations returns one for each SQL file, whose statements end with a line. Goose's
// own reader is not used: it takes 4 MiB of memory for each line. first, if not "", is a
// statement that each transaction begins with.
func migrations(files fs.FS, first string) ([]*goose.Migration, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	all := make([]*goose.Migration, 0, len(names))
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return nil, err
		}
		run := func(ctx context.Context, tx *sql.Tx) error {
			text, err := fs.ReadFile(files, name)
			if err != nil {
				return err
			}
			for statement := range strings.SplitAfterSeq(first+strings.TrimSpace(comment.ReplaceAllString(string(text), "")), ";\n") {
				if _, err := tx.ExecContext(ctx, statement); err != nil {
					return said.Errorf("%s: %w", name, err)
				}
			}
			return nil
		}
		all = append(all, goose.NewGoMigration(version, &goose.GoFunc{RunTx: run}, nil))
	}
	return all, nil
}

// options keep replicas that start at the same time from migrating at the same
// time, and two schemas apart where they share a database.
func (s *Schema) options(d Dialect) ([]goose.ProviderOption, error) {
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if d != PostgreSQL {
		return options, nil
	}
	locker, err := lock.NewPostgresTableLocker(lock.WithTableLockTimeout(time.Second, 300))
	if err != nil {
		return nil, err
	}
	if s.Versions != "" {
		options = append(options, goose.WithTableName(s.Versions))
	}
	return append(options, goose.WithLocker(locker)), nil
}

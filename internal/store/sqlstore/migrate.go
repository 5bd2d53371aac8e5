package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// migrations holds a folder of SQL files for the store and one for the journal,
// for each dialect. A file that was released is never changed, only followed by
// another.
//
//go:embed migrations
var migrations embed.FS

// journalFolder is what the name of a journal's folder ends in.
const journalFolder = "-journal"

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

// Migrate brings the schema of the engine's store up to date and closes the
// engine.
func Migrate(ctx context.Context, engine Engine) (Migration, error) {
	return migrateAndClose(ctx, engine, string(engine.Dialect))
}

// MigrateJournal brings the schema of the engine's journal up to date and closes
// the engine.
func MigrateJournal(ctx context.Context, engine Engine) (Migration, error) {
	return migrateAndClose(ctx, engine, string(engine.Dialect)+journalFolder)
}

func migrateAndClose(ctx context.Context, engine Engine, folder string) (Migration, error) {
	done, err := migrate(ctx, engine.Writer, engine.Dialect, folder, false)
	return done, errors.Join(append([]error{err}, engine.close()...)...)
}

// migrate brings the schema up to date with the files of a folder, or where it
// shall stay as it is, refuses an old one. If it is up to date, that costs a few
// small queries, whatever the size of the database.
func migrate(ctx context.Context, db *sql.DB, dialect Dialect, folder string, asIs bool) (Migration, error) {
	files, err := fs.Sub(migrations, "migrations/"+folder)
	if err != nil {
		return Migration{}, fmt.Errorf("store: migrate: %w", err)
	}
	// The provider is not closed, because that would close db.
	options, err := dialect.migrationOptions(folder)
	if err != nil {
		return Migration{}, fmt.Errorf("store: migrate: %w", err)
	}
	provider, err := goose.NewProvider(dialect.traits().migrations, db, files, options...)
	if err != nil {
		return Migration{}, fmt.Errorf("store: migrate: %w", err)
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return Migration{}, fmt.Errorf("store: read the version of the schema: %w", err)
	}
	steps := Migration{From: current, To: target}
	switch {
	case current > target:
		return steps, fmt.Errorf("store: the database was written by a newer wxastore: its schema has version %d, "+
			"this program knows versions up to %d; use the newer program", current, target)
	case current == target:
		return steps, nil
	case asIs:
		return steps, OldSchema(steps)
	}
	if _, err := provider.Up(ctx); err != nil {
		return steps, fmt.Errorf("store: migrate from version %d to %d: %w", current, target, err)
	}
	return steps, nil
}

// migrationOptions keep replicas that start at the same time from migrating at
// the same time, and store and journal apart where they share a database.
func (d Dialect) migrationOptions(folder string) ([]goose.ProviderOption, error) {
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if d != PostgreSQL {
		return options, nil
	}
	locker, err := lock.NewPostgresTableLocker(lock.WithTableLockTimeout(time.Second, 300))
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(folder, journalFolder) {
		options = append(options, goose.WithTableName("goose_journal_version"))
	}
	return append(options, goose.WithLocker(locker)), nil
}

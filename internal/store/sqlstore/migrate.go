package sqlstore

import (
	"context"
	"database/sql"
	"embed"
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

// migrate brings the schema up to date with the files of a folder. If it is, that costs a few small
// queries, whatever the size of the database.
func migrate(ctx context.Context, db *sql.DB, dialect Dialect, folder string) error {
	files, err := fs.Sub(migrations, "migrations/"+folder)
	if err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	// The provider is not closed, because that would close db.
	options, err := dialect.migrationOptions(folder)
	if err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	provider, err := goose.NewProvider(dialect.traits().migrations, db, files, options...)
	if err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("store: read the version of the schema: %w", err)
	}
	if current > target {
		return fmt.Errorf("store: the database was written by a newer wxastore: its schema has version %d, "+
			"this program knows versions up to %d; use the newer program", current, target)
	}
	if current == target {
		return nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("store: migrate from version %d to %d: %w", current, target, err)
	}
	return nil
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

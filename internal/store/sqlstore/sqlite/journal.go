package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/ncruces/go-sqlite3"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

const journalName = "journal.db"

// OpenJournal opens the journal of calls in dataDir/journal.db and creates what
// is missing, the directory included.
//
// Damage to the file stops nobody, neither now nor later: the file is set aside
// as journal.db.broken- and the Unix time, which is logged, and the journal
// begins again.
func OpenJournal(ctx context.Context, dataDir string, log *slog.Logger) (journal.Store, error) {
	dir, err := filepath.Abs(dataDir)
	if err != nil {
		return nil, fmt.Errorf("store: data directory: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("store: create data directory: %w", err)
	}
	j := &healing{path: filepath.Join(dir, journalName), log: log}
	j.sound, err = openJournalFile(ctx, j.path, log)
	if err != nil && damaged(err) {
		err = j.beginAnew(ctx, err)
	}
	if err != nil {
		return nil, err
	}
	return j, nil
}

// OpenMemoryJournal opens an empty journal in memory, which is gone when it is
// closed. Each call makes its own.
func OpenMemoryJournal(ctx context.Context, log *slog.Logger) (journal.Store, error) {
	image, err := journalImage()
	if err != nil {
		return nil, err
	}
	engine, err := openMemory(ctx, rand.Text(), forJournal("MEMORY"), image)
	if err != nil {
		return nil, err
	}
	j, err := sqlstore.NewJournal(ctx, engine, log)
	if err != nil {
		return nil, err // not j, which as a journal.Store is not nil
	}
	return j, nil
}

func openJournalFile(ctx context.Context, path string, log *slog.Logger) (*sqlstore.Journal, error) {
	engine, err := openJournalEngine(ctx, path)
	if err != nil {
		return nil, err
	}
	j, err := sqlstore.NewJournal(ctx, engine, log)
	if err != nil {
		return nil, fmt.Errorf("store: open journal: %w", err)
	}
	return j, nil
}

func openJournalEngine(ctx context.Context, path string) (sqlstore.Engine, error) {
	name, err := privateFile(path)
	if err != nil {
		return sqlstore.Engine{}, fmt.Errorf("store: open journal: %w", unreadable{err})
	}
	engine, err := connect(ctx, name, forJournal("WAL"), nil)
	if err != nil {
		return sqlstore.Engine{}, fmt.Errorf("store: open journal: %w", err)
	}
	if err := probe(ctx, engine.Writer); err != nil {
		return sqlstore.Engine{}, fmt.Errorf("store: open journal: %w", errors.Join(err, engine.Writer.Close(), engine.Reader.Close()))
	}
	return engine, nil
}

// probe looks into each table. What brings the schema up to date would take a
// table that it cannot read for one that is not there.
func probe(ctx context.Context, db *sql.DB) error {
	names, err := tables(ctx, db)
	if err != nil {
		return fmt.Errorf("list tables: %w", err)
	}
	for _, name := range names {
		var one int
		err := db.QueryRowContext(ctx, `SELECT 1 FROM "`+name+`" LIMIT 1`).Scan(&one)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("look into table %s: %w", name, err)
		}
	}
	return nil
}

func tables(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM sqlite_schema WHERE type = 'table'")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// unreadable marks an error of a file that cannot even be opened.
type unreadable struct{ error }

func (u unreadable) Unwrap() error { return u.error }

// damaged reports whether an error says that the file is not, or no longer, a
// database that can be used.
func damaged(err error) bool {
	_, closed := errors.AsType[unreadable](err)
	_, said := errors.AsType[store.Damage](err)
	return closed || said || errors.Is(err, sqlite3.CORRUPT) || errors.Is(err, sqlite3.NOTADB)
}

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/ncruces/go-sqlite3"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const journalName = "journal.db"

// JournalFile is the database of the journal of calls in dataDir/journal.db. What
// is missing is created, the directory included. When it is damaged it is set aside
// as journal.db.broken- and the Unix time.
func JournalFile(dataDir string) sqldb.Expendable { return journalFile(dataDir) }

type journalFile string

func (f journalFile) path() string { return filepath.Join(string(f), journalName) }

func (f journalFile) Open(ctx context.Context, _ *sqldb.Schema, _ *slog.Logger) (sqldb.Engine, error) {
	path, err := filepath.Abs(f.path())
	if err != nil {
		return sqldb.Engine{}, fmt.Errorf("store: data directory: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return sqldb.Engine{}, fmt.Errorf("store: create data directory: %w", err)
	}
	return openJournalEngine(ctx, path)
}

func (f journalFile) Damaged(err error) bool { return damaged(err) }

func (f journalFile) SetAside(cause error) (broken string, err error) {
	path := f.path()
	broken = fmt.Sprintf("%s.broken-%d", path, time.Now().Unix())
	if _, err := os.Lstat(broken); err == nil {
		return "", fmt.Errorf("store: the journal is damaged for the second time in a second: %w", cause)
	}
	// A log without its database would be applied to the next one.
	for _, part := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+part, broken+part); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", errors.Join(cause, fmt.Errorf("store: set the damaged journal aside: %w", err))
		}
	}
	return broken, nil
}

func openJournalEngine(ctx context.Context, path string) (sqldb.Engine, error) {
	name, err := privateFile(path)
	if err != nil {
		return sqldb.Engine{}, fmt.Errorf("store: open journal: %w", unreadable{err})
	}
	engine, err := connect(ctx, name, forJournal("WAL"), nil)
	if err != nil {
		return sqldb.Engine{}, fmt.Errorf("store: open journal: %w", err)
	}
	if err := probe(ctx, engine.Writer); err != nil {
		return sqldb.Engine{}, fmt.Errorf("store: open journal: %w", errors.Join(err, engine.Writer.Close(), engine.Reader.Close()))
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

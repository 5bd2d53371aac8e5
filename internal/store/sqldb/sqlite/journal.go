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

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const (
	journalName = "journal.db"
	searchName  = "search.db"
)

// JournalFile is the database of the journal of calls in dataDir/journal.db. What
// is missing is created, the directory included. When it is damaged it is set aside
// as journal.db.broken- and the Unix time.
func JournalFile(dataDir string) sqldb.Expendable {
	return sideFile{dataDir, journalName, forJournal("WAL")}
}

// SearchFile is the search index in dataDir/search.db, as JournalFile is the journal.
func SearchFile(dataDir string) sqldb.Expendable {
	return sideFile{dataDir, searchName, forSearch("WAL")}
}

// sideFile is a database next to that of the state, which may begin again.
type sideFile struct {
	dataDir, name string
	tuning
}

func (f sideFile) path() string { return filepath.Join(f.dataDir, f.name) }

func (f sideFile) Open(ctx context.Context, _ *sqldb.Schema, _ *slog.Logger) (sqldb.Engine, error) {
	path, err := filepath.Abs(f.path())
	if err != nil {
		return sqldb.Engine{}, said.Errorf("store: data directory: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return sqldb.Engine{}, said.Errorf("store: create data directory: %w", err)
	}
	return openSide(ctx, path, f.tuning)
}

func (f sideFile) Damaged(err error) bool { return damaged(err) }

func (f sideFile) SetAside(cause error) (broken string, err error) {
	path := f.path()
	broken = fmt.Sprintf("%s.broken-%d", path, time.Now().Unix())
	if _, err := os.Lstat(broken); err == nil {
		return "", said.Errorf("store: %s is damaged for the second time in a second: %w", f.name, cause)
	}
	// A log without its database would be applied to the next one.
	for _, part := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+part, broken+part); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", errors.Join(cause, said.Errorf("store: set the damaged %s aside: %w", f.name, err))
		}
	}
	return broken, nil
}

func openSide(ctx context.Context, path string, t tuning) (sqldb.Engine, error) {
	name, err := privateFile(path)
	if err != nil {
		return sqldb.Engine{}, said.Errorf("store: open %s: %w", filepath.Base(path), unreadable{err})
	}
	engine, err := connect(ctx, name, t, nil)
	if err != nil {
		return sqldb.Engine{}, said.Errorf("store: open %s: %w", filepath.Base(path), err)
	}
	if err := probe(ctx, engine.Writer); err != nil {
		return sqldb.Engine{}, said.Errorf("store: open %s: %w", filepath.Base(path), errors.Join(err, engine.Writer.Close(), engine.Reader.Close()))
	}
	return engine, nil
}

// probe looks into each table. What brings the schema up to date would take a
// table that it cannot read for one that is not there.
func probe(ctx context.Context, db *sql.DB) error {
	names, err := tables(ctx, db)
	if err != nil {
		return said.Errorf("list tables: %w", err)
	}
	for _, name := range names {
		var one int
		err := db.QueryRowContext(ctx, `SELECT 1 FROM "`+name+`" LIMIT 1`).Scan(&one)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return said.Errorf("look into table %s: %w", name, err)
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

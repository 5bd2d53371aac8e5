package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

const (
	databaseName = "wxastore.db"
	lockName     = "wxastore.lock"
)

// Open opens the store in dataDir/wxastore.db and creates what is missing, the
// directory included. Until the store is closed, a second Open of the same
// directory, by this process or another, is refused with an error that says
// who holds it.
func Open(ctx context.Context, dataDir string, log *slog.Logger) (*sqlstore.Store, error) {
	engine, err := lockAndOpen(ctx, dataDir, log)
	if err != nil {
		return nil, err
	}
	return sqlstore.New(ctx, engine, log)
}

// OpenExisting opens a store that is there and leaves its schema as it is. It
// returns an error that is fs.ErrNotExist if there is none, and a
// sqlstore.OldSchema if it has to be migrated first.
func OpenExisting(ctx context.Context, dataDir string, log *slog.Logger) (*sqlstore.Store, error) {
	if _, err := os.Stat(filepath.Join(dataDir, databaseName)); err != nil {
		return nil, fmt.Errorf("store: data directory %q holds no state: %w", dataDir, err)
	}
	engine, err := lockAndOpen(ctx, dataDir, log)
	if err != nil {
		return nil, err
	}
	engine.AsIs = true
	return sqlstore.New(ctx, engine, log)
}

// Migrate brings the schemas of a data directory up to date, and makes what is
// missing. Nobody may hold the directory.
func Migrate(ctx context.Context, dataDir string, log *slog.Logger) (store, journal sqlstore.Migration, err error) {
	dir, err := filepath.Abs(dataDir)
	if err != nil {
		return store, journal, fmt.Errorf("store: data directory: %w", err)
	}
	engine, err := lockAndOpen(ctx, dataDir, log)
	if err != nil {
		return store, journal, err
	}
	held := engine.Close // until the journal is migrated, too
	calls, err := openJournalEngine(ctx, filepath.Join(dir, journalName))
	if err != nil {
		return store, journal, errors.Join(err, engine.Writer.Close(), engine.Reader.Close(), held())
	}
	engine.Close = nil
	store, err = sqlstore.Migrate(ctx, engine)
	var journalErr error
	journal, journalErr = sqlstore.MigrateJournal(ctx, calls)
	return store, journal, errors.Join(err, journalErr, held())
}

// lockAndOpen opens the engine of a data directory, with its lock.
func lockAndOpen(ctx context.Context, dataDir string, log *slog.Logger) (sqlstore.Engine, error) {
	dir, err := filepath.Abs(dataDir)
	if err != nil {
		return sqlstore.Engine{}, fmt.Errorf("store: data directory: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return sqlstore.Engine{}, fmt.Errorf("store: create data directory: %w", err)
	}
	unlock, err := lock(filepath.Join(dir, lockName), dataDir)
	if err != nil {
		return sqlstore.Engine{}, err
	}
	engine, err := openFile(ctx, filepath.Join(dir, databaseName), restartPages, log)
	if err != nil {
		return sqlstore.Engine{}, errors.Join(fmt.Errorf("store: open database: %w", err), unlock())
	}
	stop := engine.Close
	engine.Close = func() error { return errors.Join(stop(), unlock()) }
	return engine, nil
}

// openFile opens the engine on a file. limit bounds the log, in pages.
func openFile(ctx context.Context, path string, limit int64, log *slog.Logger) (sqlstore.Engine, error) {
	name, err := privateFile(path)
	if err != nil {
		return sqlstore.Engine{}, err
	}
	return openNamed(ctx, name, limit, log)
}

// openNamed is openFile for a file that is there, by the URI of its name.
func openNamed(ctx context.Context, name string, limit int64, log *slog.Logger) (sqlstore.Engine, error) {
	var pages walPages
	engine, err := connect(ctx, name, forStore("WAL"), &pages)
	if err != nil {
		return sqlstore.Engine{}, err
	}
	checkpoints, err := startCheckpoints(name, &pages, limit, log)
	if err != nil {
		return sqlstore.Engine{}, errors.Join(err, engine.Writer.Close(), engine.Reader.Close())
	}
	engine.AfterCommit = checkpoints.afterCommit
	engine.Close = checkpoints.close
	return engine, nil
}

// privateFile creates the file of a database, if it is not there, and returns
// the URI to open it by.
func privateFile(path string) (name string, err error) {
	// SQLite would make the file readable to everybody whom the umask lets.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", err
	}
	if err := file.Close(); err != nil {
		return "", err
	}
	// modeof makes SQLite's own files as private as the database.
	return fileName(path, "modeof", path), nil
}

// fileName is the URI that SQLite opens a path by, with one parameter.
func fileName(path, key, value string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // it begins with a drive letter
	}
	// Unlike other readers of a query, SQLite takes a plus sign for itself.
	query := key + "=" + strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
	u := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: query}
	return u.String()
}

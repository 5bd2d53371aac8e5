package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const (
	databaseName = "wxastore.db"
	lockName     = "wxastore.lock"
)

// Folder is the database in dataDir/wxastore.db. What is missing is created, the
// directory included. Until the database is closed, nobody else can open it: that
// is refused with an InUse. If the directory has held a state whose database is
// missing, Open returns a sqldb.Missing.
func Folder(dataDir string) sqldb.Source { return folder{dataDir, refuseMissing, false} }

// NewFolder is Folder for a directory without a database, whatever it held before:
// it begins with an empty one. It refuses a directory in which there is one.
func NewFolder(dataDir string) sqldb.Source { return folder{dataDir, onlyNew, false} }

// ExistingFolder is Folder for a database that is there, whose schema stays as it
// is. Open returns an error that is fs.ErrNotExist if there is none, and a
// sqldb.OldSchema if it has to be migrated first.
func ExistingFolder(dataDir string) sqldb.Source { return folder{dataDir, refuseMissing, true} }

type folder struct {
	dataDir string
	start   beginning
	asIs    bool
}

func (f folder) Open(ctx context.Context, _ *sqldb.Schema, log *slog.Logger) (sqldb.Engine, error) {
	if f.asIs {
		if err := holdsState(f.dataDir); err != nil {
			return sqldb.Engine{}, err
		}
	}
	engine, err := lockAndOpen(ctx, f.dataDir, f.start, log)
	engine.AsIs = f.asIs
	if !f.asIs {
		engine.Ready = func() error { return mark(f.dataDir) }
	}
	return engine, err
}

// holdsState returns an error that is fs.ErrNotExist if a data directory holds no
// state.
func holdsState(dataDir string) error {
	if _, err := os.Stat(filepath.Join(dataDir, databaseName)); err != nil {
		return said.Errorf("store: data directory %q holds no state: %w", dataDir, err)
	}
	return nil
}

// Migrate brings the schemas of a data directory, of the state and of the journal
// of calls, up to date. It returns an error
// that is fs.ErrNotExist if there is no state: a directory that was misspelled
// is not made. Nobody may hold the directory.
func Migrate(ctx context.Context, dataDir string, ofState, ofJournal *sqldb.Schema, log *slog.Logger) (state, journal sqldb.Migration, err error) {
	dir, err := filepath.Abs(dataDir)
	if err != nil {
		return state, journal, said.Errorf("store: data directory: %w", err)
	}
	if err := refuseMissing.allowed(dir, dataDir); err != nil {
		return state, journal, err // which says more than that there is none
	}
	if err := holdsState(dataDir); err != nil {
		return state, journal, err
	}
	engine, err := lockAndOpen(ctx, dataDir, refuseMissing, log)
	if err != nil {
		return state, journal, err
	}
	held := engine.Close // until the journal is migrated, too
	calls, err := openSide(ctx, filepath.Join(dir, journalName), forJournal("WAL"))
	if err != nil {
		return state, journal, errors.Join(err, engine.Writer.Close(), engine.Reader.Close(), held())
	}
	engine.Close = nil
	state, err = sqldb.Migrate(ctx, engine, ofState)
	var journalErr error
	journal, journalErr = sqldb.Migrate(ctx, calls, ofJournal)
	if err == nil {
		err = mark(dataDir)
	}
	return state, journal, errors.Join(err, journalErr, held())
}

// lockAndOpen opens the engine of a data directory, with its lock.
func lockAndOpen(ctx context.Context, dataDir string, start beginning, log *slog.Logger) (sqldb.Engine, error) {
	dir, err := filepath.Abs(dataDir)
	if err != nil {
		return sqldb.Engine{}, said.Errorf("store: data directory: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return sqldb.Engine{}, said.Errorf("store: create data directory: %w", err)
	}
	held, err := lockFolder(filepath.Join(dir, lockName), dataDir)
	if err != nil {
		return sqldb.Engine{}, err
	}
	if err := start.allowed(dir, dataDir); err != nil {
		return sqldb.Engine{}, errors.Join(err, held.unlock())
	}
	path := filepath.Join(dir, databaseName)
	name, err := privateFile(path)
	if err != nil {
		return sqldb.Engine{}, errors.Join(said.Errorf("store: open database: %w", err), held.unlock())
	}
	if err := held.lockDatabase(path); err != nil {
		return sqldb.Engine{}, errors.Join(err, held.unlock())
	}
	engine, err := openNamed(ctx, name, restartPages, log)
	if err != nil {
		return sqldb.Engine{}, errors.Join(said.Errorf("store: open database: %w", err), held.unlock())
	}
	stop, files := engine.Close, watchFiles(path, held.info, log)
	engine.Usable, engine.Classify = files.usable, classify
	engine.Confirm = func(*sql.Conn) error { return files.look() }
	engine.Close = func() error {
		files.close()
		return errors.Join(stop(), held.unlock())
	}
	return engine, nil
}

// openNamed opens the engine on a file that is there, by the URI of its name. limit bounds
// the log, in pages.
func openNamed(ctx context.Context, name string, limit int64, log *slog.Logger) (sqldb.Engine, error) {
	var pages walPages
	engine, err := connect(ctx, name, forStore("WAL"), &pages)
	if err != nil {
		return sqldb.Engine{}, err
	}
	checkpoints, err := startCheckpoints(ctx, name, &pages, limit, log)
	if err != nil {
		return sqldb.Engine{}, errors.Join(err, engine.Writer.Close(), engine.Reader.Close())
	}
	engine.AfterCommit = checkpoints.afterCommit
	engine.Close = checkpoints.close
	return engine, nil
}

// filesOf are the files of a database: itself, its log, and the index of the
// log, which all its users map into their memory.
func filesOf(path string) [3]string { return [3]string{path, path + "-wal", path + "-shm"} }

// privateFile makes the files of a database that other users could do harm with,
// if they are not there, and closes those that are there to them. It returns the
// URI to open the database by, which makes no other in its place later.
func privateFile(path string) (name string, err error) {
	files := filesOf(path)
	// SQLite would make the files readable to everybody that the umask lets; who
	// can read the index can take locks in it.
	for _, made := range []string{files[0], files[2]} {
		file, err := os.OpenFile(made, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return "", err
		}
		if err := file.Close(); err != nil {
			return "", err
		}
	}
	for _, there := range files {
		info, err := os.Stat(there)
		if err == nil && info.Mode().Perm()&^0o600 != 0 {
			// Another user's file, or one on a volume without modes, stays as it is.
			err = os.Chmod(there, 0o600)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return "", err
		}
	}
	// modeof makes SQLite's own files as private as the database.
	return fileName(path, "modeof", path) + "&mode=rw", nil
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

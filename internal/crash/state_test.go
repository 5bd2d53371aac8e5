package crash

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// state is where a service keeps what it answered for.
type state interface {
	// args are what the service is told of it.
	args() []string
	// open opens the database that a service left which is gone. untouched says that
	// the next service shall find all as it lies.
	open(t *testing.T, untouched bool) (*sqlstore.Store, error)
	// check checks what such a service left. answered says that nobody was cut off.
	check(t *testing.T, l *ledger, answered, untouched bool) (faults []string, err error)
}

// folder is a data folder.
type folder string

func newFolder(t *testing.T) state { return folder(filepath.Join(t.TempDir(), "data")) }

func (f folder) args() []string { return []string{"--data", string(f)} }

func (f folder) check(t *testing.T, l *ledger, answered, untouched bool) ([]string, error) {
	if untouched {
		return checkData(t.Context(), string(f), t.TempDir(), l, answered)
	}
	return checkFolder(t.Context(), string(f), string(f), l, answered)
}

func (f folder) open(t *testing.T, untouched bool) (*sqlstore.Store, error) {
	at := string(f)
	if untouched {
		at = t.TempDir()
		if err := copyDatabase(string(f), at); err != nil {
			return nil, err
		}
	}
	return sqlstore.Open(t.Context(), sqlite.Folder(at), slog.New(slog.DiscardHandler))
}

// database is a PostgreSQL database, with pictures in a folder.
type database struct {
	address, folder string
	// name is what the services on it are called there.
	name string
}

func newDatabase(t *testing.T) state {
	name := filepath.Base(t.Name())
	return database{pgtest.Address(t) + "&application_name=" + name, filepath.Join(t.TempDir(), "data"), name}
}

func (d database) args() []string { return []string{"--database", d.address, "--data", d.folder} }

func (d database) check(t *testing.T, l *ledger, answered, _ bool) (faults []string, err error) {
	opened, err := d.open(t, false)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	c := checker{records: sound{opened}, blobs: mediaFolder(filepath.Join(d.folder, "media")), ledger: l, answered: answered}
	return c.check(t.Context()), nil
}

func (d database) open(t *testing.T, _ bool) (*sqlstore.Store, error) {
	if err := d.settle(t.Context()); err != nil {
		return nil, err
	}
	return sqlstore.Open(t.Context(), postgres.At(d.address), slog.New(slog.DiscardHandler))
}

// settle waits until the server has noticed that a killed service is gone: what
// that had sent is still done.
func (d database) settle(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, d.address)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for left := 1; left > 0; {
		err := conn.QueryRow(ctx, "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()", d.name).Scan(&left)
		if err != nil {
			return err
		}
	}
	return nil
}

// sound is a database that the server itself keeps from damage.
type sound struct{ *sqlstore.Store }

func (sound) IntegrityCheck(context.Context) error { return nil }

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"

	"github.com/ncruces/go-sqlite3"

	"github.com/wxastore/wxastore/internal/said"
)

// plainConnections is how many connections a plain database has.
const plainConnections = 8

// OpenPlain opens a database that has no schema of the service's, and makes the file
// if it is not there: what was committed survives a loss of power, and others may read
// and write it, too.
func OpenPlain(ctx context.Context, path string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	name, err := privateFile(path)
	if err != nil {
		return nil, said.Errorf("open %s: %w", path, err)
	}
	return openPlain(ctx, path, name, forStore("WAL").settings()+"PRAGMA journal_mode = WAL;")
}

// OpenReadOnly opens a database that is there, for reading.
func OpenReadOnly(ctx context.Context, path string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	return openPlain(ctx, path, fileName(path, "mode", "ro"), forStore("WAL").settings()+"PRAGMA query_only = ON;")
}

func openPlain(ctx context.Context, path, name, settings string) (*sql.DB, error) {
	db, err := open(name, func(c *sqlite3.Conn) error { return c.Exec(settings) })
	if err != nil {
		return nil, said.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(plainConnections)
	db.SetMaxIdleConns(plainConnections)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(said.Errorf("open %s: %w", path, err), db.Close())
	}
	return db, nil
}

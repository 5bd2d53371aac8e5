package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"

	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// settings go for every connection. The driver would open a log with
// synchronous=NORMAL, which loses answered writes when the power fails. The
// busy timeout comes first, because the others may have to wait.
const settings = `PRAGMA busy_timeout = 5000;
	PRAGMA synchronous = FULL;
	PRAGMA temp_store = MEMORY;
	PRAGMA trusted_schema = OFF;`

// Each connection caches its own pages. The numbers are kibibytes.
const (
	writerCache = `PRAGMA cache_size = -65536;`
	readerCache = `PRAGMA cache_size = -16384;`
)

// walPages counts the pages in the log after the last commit.
type walPages struct{ atomic.Int64 }

// connect opens the writer's and the readers' connections to a database. If
// pages is not nil, the writer leaves checkpoints to others and counts there.
func connect(ctx context.Context, name, journal string, pages *walPages) (sqlstore.Engine, error) {
	writer, err := open(name, func(c *sqlite3.Conn) error {
		if err := c.Exec(settings + writerCache + `PRAGMA journal_mode = ` + journal); err != nil {
			return err
		}
		if pages != nil {
			// A hook of our own takes the place of the automatic checkpoint.
			c.WALHook(func(_ *sqlite3.Conn, _ string, n int) error {
				pages.Store(int64(n))
				return nil
			})
		}
		return nil
	})
	if err != nil {
		return sqlstore.Engine{}, err
	}
	writer.SetMaxOpenConns(1)
	// The journal's mode is kept in the file: it has to be set before a reader
	// opens it.
	if err := writer.PingContext(ctx); err != nil {
		return sqlstore.Engine{}, errors.Join(err, writer.Close())
	}
	reader, err := open(name, func(c *sqlite3.Conn) error {
		return c.Exec(settings + readerCache + `PRAGMA query_only = ON`)
	})
	if err != nil {
		return sqlstore.Engine{}, errors.Join(err, writer.Close())
	}
	readers := min(max(4, 2*runtime.GOMAXPROCS(0)), 16)
	reader.SetMaxOpenConns(readers)
	reader.SetMaxIdleConns(readers)
	return sqlstore.Engine{
		Dialect: sqlstore.SQLite,
		Writer:  writer,
		Reader:  reader,
		Begin:   "BEGIN IMMEDIATE",
		Check:   func(ctx context.Context) error { return integrityCheck(ctx, reader) },
	}, nil
}

func open(name string, setUp func(*sqlite3.Conn) error) (*sql.DB, error) {
	return driver.Open(name, setUp)
}

// integrityCheck returns the first of the faults that SQLite finds.
func integrityCheck(ctx context.Context, db *sql.DB) error {
	var result string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&result); err != nil {
		return err
	}
	if result != "ok" {
		return fmt.Errorf("database is damaged: %s", result)
	}
	return nil
}

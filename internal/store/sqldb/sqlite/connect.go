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
	"github.com/ncruces/go-sqlite3/ext/fts5"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// tuning is how a database is opened.
type tuning struct {
	// mode is how SQLite keeps a transaction together: WAL or MEMORY.
	mode string
	// synchronous is when the log is flushed: FULL at each commit, NORMAL
	// before what is in it is copied into the database.
	synchronous string
	// Each connection caches its own pages, up to this many kibibytes of them. The
	// writer's holds the stores of an account that has 100,000: with a cache of 12 MiB
	// updates that meet all over them took three times as long as those of 100 stores.
	writerCache, readerCache int
	// readers is how many connections read.
	readers int
	// checkpoint is the length of the log, in pages of 4 KiB, at which the
	// writer copies it into the database, where it is left to the writer.
	checkpoint int
	// leaveLog leaves the log alone when a connection is closed. One that was
	// opened after another process had replaced the database would otherwise copy the
	// log into the wrong file and delete it.
	leaveLog bool
	// page is the size of a page of a new database, in bytes; 0 is SQLite's
	// own, 4 KiB.
	page int
	// words makes tables of FTS5 known.
	words bool
}

// forStore is the tuning of the store. The driver would open a log with
// synchronous=NORMAL, which loses answered writes when the power fails.
func forStore(mode string) tuning {
	t := tuning{
		mode: mode, synchronous: "FULL", writerCache: 48 << 10, readerCache: 2 << 10,
		readers: min(max(4, 2*runtime.GOMAXPROCS(0)), 16), leaveLog: mode == "WAL",
	}
	if mode == "MEMORY" {
		// A page that is not cached is near, too, and a commit that has rearranged
		// pages looks at all that are cached.
		t.writerCache = 2 << 10
	}
	return t
}

// forJournal is the tuning of the journal, which may lose its last moment and
// is read by people. Nobody waits for its writer, so that may do checkpoints,
// but seldom: an index page that changed often is then copied once.
func forJournal(mode string) tuning {
	return tuning{
		mode: mode, synchronous: "NORMAL", writerCache: 2 << 10, readerCache: 2 << 10,
		readers: 4, checkpoint: 4096,
	}
}

// forSearch is the tuning of the search index. What is written to it is put between
// others all over it.
func forSearch(mode string) tuning {
	t := forJournal(mode)
	t.writerCache, t.readerCache, t.readers, t.words = 32<<10, 8<<10, 2, true
	return t
}

// set sets a connection up.
func (t tuning) set(c *sqlite3.Conn, own string) error {
	if t.words {
		if err := fts5.Register(c); err != nil {
			return err
		}
	}
	return c.Exec(t.settings() + own)
}

// settings go for every connection. The busy timeout comes first, because the
// others may have to wait.
func (t tuning) settings() string {
	return `PRAGMA busy_timeout = 5000;
	PRAGMA synchronous = ` + t.synchronous + `;
	PRAGMA temp_store = MEMORY;
	PRAGMA trusted_schema = OFF;`
}

// walPages counts the pages in the log after the last commit.
type walPages struct{ atomic.Int64 }

// connect opens the writer's and the readers' connections to a database. If
// pages is not nil, the writer leaves checkpoints to others and counts there.
func connect(ctx context.Context, name string, t tuning, pages *walPages) (sqldb.Engine, error) {
	written := name
	if t.synchronous == "FULL" {
		registerLogVFS()
		written += "&vfs=" + logVFS
	}
	writer, err := connectWriter(ctx, written, t, pages)
	if err != nil {
		return sqldb.Engine{}, err
	}
	reader, err := open(name, func(c *sqlite3.Conn) error {
		if _, err := c.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, t.leaveLog); err != nil {
			return err
		}
		cache := fmt.Sprintf(`PRAGMA cache_size = -%d;`, t.readerCache)
		return t.set(c, cache+`PRAGMA query_only = ON`)
	})
	if err != nil {
		return sqldb.Engine{}, errors.Join(err, writer.Close())
	}
	reader.SetMaxOpenConns(t.readers)
	reader.SetMaxIdleConns(t.readers)
	return sqldb.Engine{
		Dialect: sqldb.SQLite,
		Writer:  writer,
		Reader:  reader,
		Begin:   begin,
		Prepare: prepare,
		Check:   func(ctx context.Context) error { return integrityCheck(ctx, reader) },
	}, nil
}

// begin takes the lock for writing at once, so that no write finds it taken.
const begin = "BEGIN IMMEDIATE"

func connectWriter(ctx context.Context, name string, t tuning, pages *walPages) (*sql.DB, error) {
	writer, err := open(name, func(c *sqlite3.Conn) error {
		if _, err := c.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, t.leaveLog); err != nil {
			return err
		}
		own := fmt.Sprintf("PRAGMA page_size = %d; PRAGMA cache_size = -%d; PRAGMA wal_autocheckpoint = %d;", t.page, t.writerCache, t.checkpoint)
		if err := t.set(c, own+`PRAGMA journal_mode = `+t.mode); err != nil {
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
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	// The journal's mode is kept in the file: it has to be set before a reader
	// opens it.
	if err := writer.PingContext(ctx); err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	return writer, nil
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
		return store.Damage("the database is damaged: " + result)
	}
	return nil
}

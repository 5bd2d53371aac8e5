package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"sync"

	"github.com/ncruces/go-sqlite3"

	"github.com/wxastore/wxastore/internal/said"
)

// SQLite appends what is written to a log and, at a checkpoint, copies it from
// there into the database. A checkpoint inside a commit would make that commit
// slow, so it is done aside. But under constant load the log never comes to an
// end at which it could begin again; then the writer has to stop for a moment.
const (
	// restartPages is the length of the log, in pages of 4 KiB, at which the
	// writer itself does a checkpoint: 128 MiB. After a crash, so much is read at
	// the start.
	restartPages = 32768
	// asideShare is the part of that by which the log grows before one is done
	// aside: 32 MiB. A page that many changes share is copied once for all of
	// them.
	asideShare = 4
)

// checkpoints keeps the log short.
type checkpoints struct {
	pages *walPages
	db    *sql.DB // one connection, for checkpoints done aside
	log   *slog.Logger

	// doing is held during a checkpoint: SQLite does not let two wait for each
	// other.
	doing sync.Mutex

	// limit is restartPages, less in tests.
	limit int64
	// last and restartAt belong to the writer: the length of the log when a
	// checkpoint was last done aside, and the length at which it does one.
	last, restartAt int64

	wake     chan struct{}
	stop     context.CancelFunc
	finished chan struct{}
}

func startCheckpoints(ctx context.Context, name string, pages *walPages, limit int64, log *slog.Logger) (*checkpoints, error) {
	db, err := open(name, func(c *sqlite3.Conn) error {
		// It reads, and so holds the log: the process that closes the last connection
		// removes that.
		return c.Exec(forStore("WAL").settings() + `PRAGMA wal_autocheckpoint = 0; PRAGMA user_version`)
	})
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	c := &checkpoints{
		pages: pages, db: db, log: log, limit: limit, restartAt: limit,
		wake: make(chan struct{}, 1), stop: stop, finished: make(chan struct{}),
	}
	go c.loop(ctx)
	return c, nil
}

// loop does the checkpoints that hinder nobody.
func (c *checkpoints) loop(ctx context.Context) {
	defer close(c.finished)
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
		}
		if _, err := c.checkpoint(ctx, c.db, "PASSIVE"); err != nil && ctx.Err() == nil {
			c.log.Warn("checkpoint failed", "error", err)
		}
	}
}

// afterCommit is called by the writer between two transactions.
func (c *checkpoints) afterCommit(ctx context.Context, conn *sql.Conn) error {
	pages := c.pages.Load()
	if pages < c.last {
		c.last, c.restartAt = 0, c.limit // the log began again
	}
	if pages >= c.restartAt {
		return c.restart(ctx, conn, pages)
	}
	if pages-c.last >= c.limit/asideShare {
		c.last = pages
		select {
		case c.wake <- struct{}{}:
		default:
		}
	}
	return nil
}

// restart makes the next commit begin the log again. Readers that are still at
// work can prevent that: it waits for them only briefly, since all writes wait
// with it, and tries again when the log has grown by as much once more.
func (c *checkpoints) restart(ctx context.Context, conn *sql.Conn, pages int64) error {
	if _, err := conn.ExecContext(ctx, "PRAGMA busy_timeout = 250"); err != nil {
		return err
	}
	busy, err := c.checkpoint(ctx, conn, "RESTART")
	if err == nil && busy {
		c.restartAt = pages + c.limit
		c.log.Warn("the database's log could not begin again because of a long read", "pages", pages)
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA busy_timeout = 5000"); err != nil {
		return err
	}
	return err
}

// queryer is a *sql.DB or a *sql.Conn.
type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// checkpoint reports whether something prevented it from finishing.
func (c *checkpoints) checkpoint(ctx context.Context, on queryer, mode string) (busy bool, err error) {
	c.doing.Lock()
	defer c.doing.Unlock()
	var inLog, copied int64
	err = on.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &inLog, &copied)
	if err != nil {
		return false, said.Errorf("checkpoint %s: %w", mode, err)
	}
	return busy, nil
}

func (c *checkpoints) close() error {
	c.stop()
	<-c.finished
	return c.db.Close()
}

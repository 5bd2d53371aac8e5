package sqldb

import (
	"context"
	"database/sql"
	"errors"

	"github.com/wxastore/wxastore/internal/store"
)

// Rows is what reads: a transaction that writes, or one that sees all rows as
// they were when it began.
type Rows interface {
	Rows(ctx context.Context, query string, args []any, each func(Row) error) error
}

// Row scans the first row of a query, if it has one.
func (d *Database) Row(ctx context.Context, query string, args []any, dest ...any) (found bool, err error) {
	return d.reader.row(ctx, query, args, dest...)
}

// Rows calls each for every row of a query.
func (d *Database) Rows(ctx context.Context, query string, args []any, each func(Row) error) error {
	return d.reader.rows(ctx, query, args, each)
}

// ReadTx lets a function read rows in one transaction. It may be called again,
// in another transaction, when a connection is lost.
func (d *Database) ReadTx(ctx context.Context, read func(context.Context, Rows) error) error {
	r := d.reader
	if r.engine.Reader == nil {
		return r.readOnWriter(ctx, func(t *Tx) error { return read(ctx, t) }) // nobody writes meanwhile
	}
	return r.retry(ctx, func(ctx context.Context) error {
		tx, err := r.engine.Reader.BeginTx(ctx, r.engine.ReadTx)
		if err != nil {
			return err
		}
		// It has written nothing that could fail to be kept.
		defer func() { _ = tx.Rollback() }()
		err = read(ctx, readTx{tx, r.traits})
		if _, damaged := errors.AsType[store.Damage](err); damaged {
			err = partialResult{err} // it is as damaged the next time
		}
		return err
	})
}

// Stream is ReadTx for a function that may take any time and is called once.
// Where the database has a log, writes go on meanwhile; in memory they wait. An
// error of each comes back as it is.
func (d *Database) Stream(ctx context.Context, read func(Rows) error) error {
	tx, done, err := d.reader.begin(ctx)
	if err != nil {
		return d.reader.explain(ctx, err)
	}
	defer done()
	// It has written nothing that could fail to be kept.
	defer func() { _ = tx.Rollback() }()
	return read(stream{readTx{tx, d.reader.traits}, d.reader})
}

// readTx is a transaction that only reads.
type readTx struct {
	tx     *sql.Tx
	traits *traits
}

func (r readTx) Rows(ctx context.Context, query string, args []any, each func(Row) error) error {
	rows, err := r.tx.QueryContext(ctx, r.traits.text(query), args...)
	if err != nil {
		return err
	}
	return eachRow(rows, each)
}

// stream is a readTx that tells the errors of each from those of the database.
type stream struct {
	readTx
	reader *reader
}

func (s stream) Rows(ctx context.Context, query string, args []any, each func(Row) error) error {
	var failed error
	err := s.readTx.Rows(ctx, query, args, func(row Row) error {
		failed = each(row)
		return failed
	})
	if err == nil || failed != nil {
		return failed
	}
	return s.reader.explain(ctx, err)
}

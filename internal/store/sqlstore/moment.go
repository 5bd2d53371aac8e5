package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/wxastore/wxastore/internal/store"
)

// atOneMoment lets a function read rows as they are at one moment. It may be
// called again, with another moment, when a connection is lost.
func (r *reader) atOneMoment(ctx context.Context, read func(context.Context, rowsReader) error) error {
	if r.engine.Reader == nil {
		return r.share(ctx, func(t *tx) error { return read(ctx, t) }) // nobody writes meanwhile
	}
	return r.again(ctx, func(ctx context.Context) error {
		tx, err := r.engine.Reader.BeginTx(ctx, r.engine.AtOneMoment)
		if err != nil {
			return err
		}
		// It has written nothing that could fail to be kept.
		defer func() { _ = tx.Rollback() }()
		err = read(ctx, moment{tx, r.traits})
		if _, damaged := errors.AsType[store.Damage](err); damaged {
			err = halfway{err} // it is as damaged the next time
		}
		return err
	})
}

// moment is a transaction that only reads.
type moment struct {
	tx     *sql.Tx
	traits *traits
}

func (m moment) rows(ctx context.Context, query string, args []any, each func(Row) error) error {
	rows, err := m.tx.QueryContext(ctx, m.traits.text(query), args...)
	if err != nil {
		return err
	}
	return eachRow(rows, each)
}

package sqldb

import (
	"context"
	"database/sql"

	"github.com/wxastore/wxastore/internal/said"
)

// A shadow of a table is a second one with the same columns and indexes. It is filled
// while the table is in use, and then the two exchange their names, of all tables at once.

// shadowPrefix is how the names of shadows, and of their indexes, begin.
const shadowPrefix = "restoring_"

// Shadow is the name of a table's shadow.
func Shadow(table string) string { return shadowPrefix + table }

// shadows is how a dialect makes, exchanges and drops shadows, inside a transaction.
type shadows interface {
	// create makes the empty shadow of a table.
	create(ctx context.Context, conn *sql.Conn, table string) error
	// exchange exchanges tables with their shadows.
	exchange(ctx context.Context, conn *sql.Conn, tables []string) error
	// drop drops a piece of the shadow of a table, if there is one, and reports whether
	// there is more of it.
	drop(ctx context.Context, conn *sql.Conn, table string) (more bool, err error)
}

// ErrLocked says that others use tables that were to be exchanged.
var ErrLocked = said.Errorf("tables are in use by a transaction that does not end")

// HasTable reports whether there is a table.
func (d *Database) HasTable(ctx context.Context, name string) (bool, error) {
	var one int
	return d.Row(ctx, d.traits.hasTable, []any{name}, &one)
}

// CreateShadow makes the empty shadow of a table.
func (t *Tx) CreateShadow(ctx context.Context, table string) error {
	return t.raw(ctx, func(ctx context.Context, conn *sql.Conn) error {
		return t.session.traits.shadows.create(ctx, conn, table)
	})
}

// ExchangeShadows exchanges tables with their shadows. If others use the tables for
// longer than callers may wait, it returns ErrLocked, and the write is not tried again by
// itself.
func (t *Tx) ExchangeShadows(ctx context.Context, tables []string) error {
	return t.raw(ctx, func(ctx context.Context, conn *sql.Conn) error {
		err := t.session.traits.shadows.exchange(ctx, conn, tables)
		if t.session.engine.classify(err) == Conflict {
			return internalErr{said.Errorf("%w: %w", ErrLocked, err)}
		}
		return err
	})
}

// DropShadow drops a piece of the shadow of a table, which may be missing, and reports
// whether there is more of it.
func (t *Tx) DropShadow(ctx context.Context, table string) (more bool, err error) {
	err = t.raw(ctx, func(ctx context.Context, conn *sql.Conn) (err error) {
		more, err = t.session.traits.shadows.drop(ctx, conn, table)
		return err
	})
	return more, err
}

// Define runs a statement that changes the schema.
func (t *Tx) Define(ctx context.Context, statement string) error {
	return t.raw(ctx, func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, statement)
		return err
	})
}

// raw runs statements that are not kept prepared, after what was pipelined.
func (t *Tx) raw(ctx context.Context, run func(context.Context, *sql.Conn) error) error {
	var one int
	if _, err := t.Row(ctx, `SELECT 1`, nil, &one); err != nil {
		return err
	}
	t.wrote = true
	ctx, cancel := t.session.limit(ctx)
	defer cancel()
	if err := run(ctx, t.session.conn); err != nil {
		return t.Fail(err)
	}
	return nil
}

// texts are the values of a query of one column.
func texts(ctx context.Context, conn *sql.Conn, query string, args ...any) (all []string, err error) {
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	err = eachRow(rows, func(row Row) error {
		var text string
		err := row.Scan(&text)
		all = append(all, text)
		return err
	})
	return all, err
}

package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// protocolViolation is what PgBouncer calls a startup parameter that it does not know.
const protocolViolation = "08P01"

// refusesParameters reports whether a pooler refuses what connections begin with.
func refusesParameters(err error) bool {
	said, ok := errors.AsType[*pgconn.PgError](err)
	return ok && said.Code == protocolViolation && strings.HasPrefix(said.Message, "unsupported startup parameter")
}

// pooled says what is to be set in such a pooler.
func pooled(err error) error {
	return fmt.Errorf("the pooler in between refuses a setting with which connections begin: in PgBouncer, set "+
		"ignore_startup_parameters = extra_float_digits, idle_in_transaction_session_timeout, jit: %w", err)
}

// refuseTransactions refuses a pooler that gives connections out for a transaction only:
// there the settings of the journal, which does not wait for the disk, would become those
// of the state's writes. Behind a pooler two connections that are open at the same time
// then share one of the server's.
func refuseTransactions(ctx context.Context, db *sql.DB) (err error) {
	one, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, one.Close()) }()
	told, first, err := backend(ctx, one)
	if err != nil || told == first {
		return err // there is no pooler, or it tells the server's numbers
	}
	two, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, two.Close()) }()
	_, second, err := backend(ctx, two)
	if err == nil && first == second {
		err = errors.New("the pooler in between changes the server's connection after each transaction, and this service keeps settings " +
			"and prepared statements in its connections: in PgBouncer, set pool_mode = session for this database")
	}
	return err
}

// backend is the process that serves a connection, as it was told at the start and as
// the server says now.
func backend(ctx context.Context, conn *sql.Conn) (told, now uint32, err error) {
	err = conn.Raw(func(c any) error {
		raw := c.(*stdlib.Conn).Conn().PgConn()
		told = raw.PID()
		// Without a prepared statement, which the pooler might not have.
		results, err := raw.Exec(ctx, "SELECT pg_backend_pid()").ReadAll()
		if err != nil {
			return err
		}
		n, err := strconv.ParseUint(string(results[0].Rows[0][0]), 10, 32)
		now = uint32(n)
		return err
	})
	return told, now, err
}

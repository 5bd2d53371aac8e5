package postgres

import (
	"context"
	"errors"
	"net"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/wxastore/wxastore/internal/said"
)

// readOnly is the error of a server that does not take writes.
type readOnly struct{ error }

func (r readOnly) Unwrap() error { return r.error }

// takesWrites refuses a connection to a server that does not take writes, or that is not
// what the address asks for, if it asks.
func takesWrites(asked pgconn.ValidateConnectFunc) pgconn.ValidateConnectFunc {
	writes := pgconn.ValidateConnectTargetSessionAttrsReadWrite
	if asked == nil {
		asked = writes
	}
	return func(ctx context.Context, conn *pgconn.PgConn) error {
		err := asked(ctx, conn)
		if err != nil && writes(ctx, conn) != nil {
			return readOnly{err}
		}
		return err
	}
}

// explain says what to do about the reason for which a database could not be opened.
func explain(err error) error {
	if refusesParameters(err) {
		return pooled(err)
	}
	if _, ok := errors.AsType[readOnly](err); ok {
		return said.Errorf("no server of the address takes writes: it is a standby, or its default_transaction_read_only is on. "+
			"Give the address of the primary, or of all servers: postgres://user@host1,host2/database: %w", err)
	}
	if c, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return said.Errorf("connect to the database %q as %q: %w", c.Config.Database, c.Config.User, eachCause(c.Unwrap()))
	}
	return err
}

// eachCause is why each host was not reached, said once where a host was tried twice, with
// TLS and without. What the system says has the address in it.
func eachCause(err error) error {
	all := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
	}
	var causes []error
	for _, one := range all {
		if system, ok := errors.AsType[*net.OpError](one); ok {
			one = system
		}
		if !slices.ContainsFunc(causes, func(c error) bool { return c.Error() == one.Error() }) {
			causes = append(causes, one)
		}
	}
	return errors.Join(causes...)
}

package postgres

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/wxastore/wxastore/internal/said"
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
	return said.Errorf("the pooler in between refuses a setting with which connections begin: in PgBouncer, set %s: %w",
		"ignore_startup_parameters = extra_float_digits, idle_in_transaction_session_timeout, jit", err)
}

// refusePooler refuses a pooler that does not give each connection one of the server's
// for itself, or does not pass on what is sent as it is sent.
func refusePooler(ctx context.Context, db *sql.DB) (err error) {
	one, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, one.Close()) }()
	first, err := serverOf(ctx, one)
	if err == nil && first.between {
		err = refusePgpool(ctx, one)
	}
	if err != nil || first.told == first.now {
		return err // there is no PgBouncer, or it tells the server's numbers
	}
	// Where connections are given out for a transaction only, the settings of the
	// journal, which does not wait for the disk, would become those of the state's
	// writes. There two connections that are open at the same time share one of the
	// server's.
	two, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, two.Close()) }()
	second, err := serverOf(ctx, two)
	if err == nil && first.now == second.now {
		err = said.Errorf("the pooler in between changes the server's connection after each transaction, and this service keeps settings "+
			"and prepared statements in its connections: in PgBouncer, set %s for this database", "pool_mode = session")
	}
	return err
}

// server is what serves a connection.
type server struct {
	// told is the process that the connection was told of at its start, now the one
	// that answers.
	told, now uint32
	// between says that the connection does not lead to the server itself.
	between bool
}

func serverOf(ctx context.Context, conn *sql.Conn) (s server, err error) {
	err = raw(conn, func(c *pgconn.PgConn) error {
		s.told = c.PID()
		row, err := simple(ctx, c, "SELECT pg_backend_pid(), inet_client_port()")
		if err != nil {
			return err
		}
		now, err := strconv.ParseUint(string(row[0]), 10, 32)
		s.now = uint32(now)
		here := ""
		if at, ok := c.Conn().LocalAddr().(*net.TCPAddr); ok {
			here = strconv.Itoa(at.Port)
		}
		s.between = here != string(row[1])
		return err
	})
	return s, err
}

// refusePgpool refuses a pgpool that reads from standbys, or that keeps a transaction
// open which it has begun itself for a prepared statement, as it does in its raw mode:
// what was written is undone when the connection ends.
func refusePgpool(ctx context.Context, conn *sql.Conn) error {
	return raw(conn, func(c *pgconn.PgConn) error {
		for _, setting := range [][2]string{{"backend_clustering_mode", "streaming_replication"}, {"load_balance_mode", "off"}} {
			row, err := simple(ctx, c, "PGPOOL SHOW "+setting[0])
			if said, ok := errors.AsType[*pgconn.PgError](err); ok && said.Code == syntaxError {
				return nil // it is another, or none
			}
			if err != nil {
				return said.Errorf("ask pgpool for %s: %w", setting[0], err)
			}
			if string(row[0]) != setting[1] {
				return said.Errorf("the pgpool in between has %s: set %s", setting[0]+" = "+string(row[0]), setting[0]+" = "+setting[1])
			}
		}
		return nil
	})
}

// syntaxError is what PostgreSQL answers to a command that is pgpool's.
const syntaxError = "42601"

func raw(conn *sql.Conn, do func(*pgconn.PgConn) error) error {
	return conn.Raw(func(c any) error { return do(c.(*stdlib.Conn).Conn().PgConn()) })
}

// simple asks for one row without a prepared statement, which a pooler might not have.
func simple(ctx context.Context, c *pgconn.PgConn, query string) (row [][]byte, err error) {
	results, err := c.Exec(ctx, query).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(results) != 1 || len(results[0].Rows) != 1 {
		return nil, said.Errorf("%q was not answered by one row", query)
	}
	return results[0].Rows[0], nil
}

package postgres

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const (
	// connectTime bounds one attempt to connect to one host, where the address
	// does not say otherwise.
	connectTime = 2 * time.Second
	// sharedTime is how long a token may be taken for what it was, while another
	// service changes it.
	sharedTime = 500 * time.Millisecond
	// statementTime bounds a statement. A commit that waits longer for a standby
	// is answered as an error, because nobody knows what becomes of it.
	statementTime = 5 * time.Second
	// holdTime is how long the server lets a transaction idle, so that a process
	// that hangs or is cut off does not keep its locks.
	holdTime = "10s"
	// noJIT spares statements that run for milliseconds a compilation that takes
	// longer, which the planner's guess at the length of an array brings about.
	noJIT = "off"
	// applicationName is what connections call themselves.
	applicationName = "wxastore"
	// connectionLife is how long a reading connection is used, so that readers
	// spread again over what is behind a name.
	connectionLife = 5 * time.Minute
)

// writers is how many connections write: the writer's, and one that changes the
// schema, or takes its place when it is lost.
const writers = 2

// tuning is how a database is opened.
type tuning struct {
	// readers is how many connections read.
	readers int
	// commit is a statement that each writing connection begins with.
	commit string
}

// forStore is the tuning of the store. A server that was told to acknowledge
// what is not on disk is told otherwise for these connections; one that waits
// for more than its own disk is left to it.
func forStore() tuning {
	return tuning{
		readers: min(max(4, 2*runtime.GOMAXPROCS(0)), 16),
		commit:  `SELECT set_config('synchronous_commit', 'on', FALSE) WHERE current_setting('synchronous_commit') IN ('off', 'local')`,
	}
}

// forJournal is the tuning of the journal, which may lose its last moment.
func forJournal() tuning {
	return tuning{readers: 4, commit: `SET synchronous_commit = off`}
}

// byKey has a writer's statements find rows by their keys. They are about few
// rows each; of a table that is small, or was when it was last looked at, the
// planner would read all rows, and those that are dead.
const byKey = `SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off`

// connect opens the connections of an address.
func connect(ctx context.Context, address string, t tuning) (sqldb.Engine, error) {
	config, err := parse(address)
	if err != nil {
		return sqldb.Engine{}, err
	}
	begin := stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, t.commit+"; "+byKey)
		return err
	})
	writer := sql.OpenDB(stdlib.GetConnector(*config, begin))
	writer.SetMaxOpenConns(writers)
	// What looks at the schema and changes it comes before the writer and leaves it its
	// connection: to begin one takes the server longer than most of what is asked.
	writer.SetMaxIdleConns(1)
	reader := sql.OpenDB(stdlib.GetConnector(*config))
	reader.SetMaxOpenConns(t.readers)
	reader.SetMaxIdleConns(t.readers)
	reader.SetConnMaxLifetime(connectionLife)
	err = writer.PingContext(ctx)
	if err == nil {
		err = refusePooler(ctx, writer)
	}
	if err != nil {
		return sqldb.Engine{}, errors.Join(explain(err), writer.Close(), reader.Close())
	}
	return sqldb.Engine{
		Dialect: sqldb.PostgreSQL, Writer: writer, Reader: reader,
		ReadTx:  &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		Prepare: prepare,
		Begin:   "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
		// The writer keeps it; when it asks for another, that must not be one that was
		// lost together with the first.
		Held:    func() { writer.SetMaxIdleConns(-1) },
		Timeout: statementTime, Classify: classify, Shared: sharedTime, Confirm: confirm,
		Check: func(ctx context.Context) error { return integrityCheck(ctx, reader) },
	}, nil
}

// parse reads an address and adds what it leaves open.
func parse(address string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, said.Errorf("%w: %w", errNoDatabase, err)
	}
	// A standby would answer with what was true a moment ago.
	config.ValidateConnect = takesWrites(config.ValidateConnect)
	if config.ConnectTimeout == 0 || !strings.Contains(address, "connect_timeout") {
		config.ConnectTimeout = connectTime
	}
	config.OnNotice = doubt
	for name, value := range map[string]string{
		"application_name": applicationName, "idle_in_transaction_session_timeout": holdTime, "jit": noJIT,
	} {
		if _, given := config.RuntimeParams[name]; !given {
			config.RuntimeParams[name] = value
		}
	}
	return config, nil
}

// doubted is where a connection keeps that its server has warned.
const doubted = "wxastore doubts"

// doubt notes a warning. A server that is told to wait no longer for its
// standby warns, and then reports success of a commit that a failover may lose.
func doubt(conn *pgconn.PgConn, notice *pgconn.Notice) {
	if notice.SeverityUnlocalized == "WARNING" && notice.Code == warning {
		conn.CustomData()[doubted] = notice.Message
	}
}

// confirm returns an error if the server warned of the commit it has just made.
func confirm(conn *sql.Conn) error {
	return conn.Raw(func(c any) error {
		kept := c.(*stdlib.Conn).Conn().PgConn().CustomData()
		if message, ok := kept[doubted]; ok {
			delete(kept, doubted)
			return said.Errorf("the server warned: %v", message)
		}
		return nil
	})
}

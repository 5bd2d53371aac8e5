package sqldb

import (
	"context"
	"database/sql"
	"time"
)

// Engine is an opened database. Open takes over its connections and closes
// them.
type Engine struct {
	Dialect Dialect
	// Writer has the connection that writes, and one for the schema.
	Writer *sql.DB
	// Prepare, if not nil, prepares statements on the writer's connection that
	// cost less than those of database/sql.
	Prepare func(ctx context.Context, conn *sql.Conn, query string) (Statement, error)
	// Reader has the connections for reading. They see a commit as soon as it
	// is made. nil is none: then reads take turns with the writes on the
	// writer's.
	Reader *sql.DB
	// Shared is how long a cached row may be used where other processes write to
	// the same database; 0 where none does.
	Shared time.Duration
	// Migrated is set where the schema is known to be up to date.
	Migrated bool
	// AsIs is set where the schema must not be changed: an old one is then
	// refused as OldSchema.
	AsIs bool
	// ReadTx are the options of a transaction that only reads and sees all tables
	// as they were when it began.
	ReadTx *sql.TxOptions
	// Begin is the statement that begins a write.
	Begin string
	// Timeout bounds each statement, the wait for a connection included; 0 does
	// not. A commit that takes longer is not known to have happened.
	Timeout time.Duration
	// Classify, if not nil, says what an error of the driver means. Without it all
	// are Other.
	Classify func(error) ErrorClass
	// Ready, if not nil, is called once the schema is up to date.
	Ready func() error
	// Held, if not nil, is called when the writer has taken a connection.
	Held func()
	// Usable, if not nil, is asked before each write begins. Its error says that
	// nothing must be written now.
	Usable func() error
	// Confirm, if not nil, is asked after each commit. Its error says that the
	// commit may not last, although the database reported success.
	Confirm func(*sql.Conn) error
	// AfterCommit, if not nil, is called on the writer's connection between two
	// transactions, after the writes of the first were answered. Its error is
	// logged.
	AfterCommit func(context.Context, *sql.Conn) error
	// Check, if not nil, examines the whole database and reports damage.
	Check func(context.Context) error
	// Close, if not nil, releases what else the engine holds. It is called
	// once, after Writer and Reader were closed.
	Close func() error
}

// close closes all of the engine and returns the errors in order.
func (e *Engine) close() []error {
	errs := []error{e.Writer.Close()}
	if e.Reader != nil {
		errs = append(errs, e.Reader.Close())
	}
	if e.Close != nil {
		errs = append(errs, e.Close())
	}
	return errs
}

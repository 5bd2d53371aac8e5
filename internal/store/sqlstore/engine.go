package sqlstore

import (
	"context"
	"database/sql"
)

// Dialect names a folder of migrations.
type Dialect string

// SQLite is the dialect of every SQLite driver.
const SQLite Dialect = "sqlite"

// Engine is an opened database. New takes over its connections and closes
// them.
type Engine struct {
	Dialect Dialect
	// Writer has at most one connection, the only one that writes.
	Writer *sql.DB
	// Reader has the connections for reading. They see a commit as soon as it
	// is made.
	Reader *sql.DB
	// Migrated is set where the schema is known to be up to date.
	Migrated bool
	// AtOneMoment are the options of a reading transaction that sees all tables
	// as they are at one moment.
	AtOneMoment *sql.TxOptions
	// Begin is the statement that begins a write.
	Begin string
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
	errs := []error{e.Writer.Close(), e.Reader.Close()}
	if e.Close != nil {
		errs = append(errs, e.Close())
	}
	return errs
}

package postgres

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// SQLSTATE codes, and classes of them, that mean more than a failed statement.
const (
	classConnection     = "08"
	classRollback       = "40" // serialization failures and deadlocks
	classShutdown       = "57P"
	lockNotAvailable    = "55P03"
	readOnlyTransaction = "25006" // the server has become a standby
	warning             = "01000" // no more special than that
)

// The codes of damage.
const (
	dataCorrupted  = "XX001"
	indexCorrupted = "XX002"
)

// serverSaid is what the server says of damage, "" of anything else.
func serverSaid(err error) string {
	if said, ok := errors.AsType[*pgconn.PgError](err); ok && (said.Code == dataCorrupted || said.Code == indexCorrupted) {
		return said.Message
	}
	return ""
}

// classify says what an error of the driver means. Only what the server itself
// said of one statement is certain; with everything else the connection is no
// more, and whether the statement ran is not known.
func classify(err error) sqldb.ErrorClass {
	if _, connecting := errors.AsType[*pgconn.ConnectError](err); connecting {
		return sqldb.Unreachable
	}
	said, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return sqldb.ConnLost
	}
	class := func(prefix string) bool { return len(said.Code) == 5 && said.Code[:len(prefix)] == prefix }
	switch {
	case said.Severity == "FATAL" || said.Severity == "PANIC",
		class(classConnection), class(classShutdown), said.Code == readOnlyTransaction:
		return sqldb.ConnLost
	case class(classRollback), said.Code == lockNotAvailable:
		return sqldb.Conflict
	}
	return sqldb.Other
}

// Package postgres opens PostgreSQL databases, for the state and for the journal
// of calls, through the driver github.com/jackc/pgx/v5.
//
// It owns the connections: how many there are, that each leads to the server
// that takes writes, how long a statement may take, what its errors mean, and
// that an acknowledged write is on disk wherever the server is told to keep it.
// It does not own a schema or the SQL.
//
// Any number of processes may use one database. They share nothing else.
package postgres

// Package sqlite opens the store in an SQLite database, through the pure-Go
// driver github.com/ncruces/go-sqlite3.
//
// It owns the files in the data directory (wxastore.db with SQLite's files
// beside it, and wxastore.lock), the settings of every connection, and the
// checkpoints that move what was written from the log into the database. It
// does not own the schema or the SQL: those are sqlstore's.
//
// Every connection flushes the log at each commit (synchronous=FULL), so that
// a write that was answered survives a loss of power.
package sqlite

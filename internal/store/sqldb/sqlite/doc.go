// Package sqlite opens SQLite databases, for the state and for the journal of
// calls, through the pure-Go driver github.com/ncruces/go-sqlite3.
//
// It owns the files in the data directory (wxastore.db and journal.db with
// SQLite's files next to them, and wxastore.lock), the settings of every
// connection, the checkpoints that move what was written from the log into the
// database, the writer's statements, and the file that joins the writes of a
// commit. It does not own a schema or the SQL.
//
// A database in memory is for tests. It has one connection, and begins as a copy
// of an image: an empty database that the migrations have made, or a filled one.
//
// Every connection of the store flushes the log at each commit
// (synchronous=FULL), so that a write that was answered survives a loss of
// power. The journal's do not.
package sqlite

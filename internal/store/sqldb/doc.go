// Package sqldb is the engine below what is kept in SQL databases: one writer
// that lets concurrent writes share a commit, readers, prepared statements,
// migrations, and what an error of a database means.
//
// It does not own a table or a driver. A Schema names the migrations and the
// rows that can be locked; the packages that keep records (sqlstore, sqljournal)
// have one each. A Source opens the connections and hands them over as an
// Engine: the packages sqlite and postgres below this one.
//
// The SQL stays in what SQLite, PostgreSQL, CockroachDB and Citus share, with
// parameters written ?1, ?2. What differs is in the migrations, which have a
// folder for each dialect, and in the few fields of traits.
//
// A writer is a goroutine with a connection. It takes what is queued, runs it in
// one transaction, commits, and only then answers. SQLite has one writer, so
// everything that runs inside a write, such as a rule, is alone. Where there are
// several, on this machine or others, a write names the rows that must not change
// while it decides, as locks; a transaction begins with taking the locks of all
// its writes at once and in order. A write must be quick, because others wait
// for it.
//
// Reads have connections of their own, or none: then they take turns with the
// writes on the writer's.
package sqldb

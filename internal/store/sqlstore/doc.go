// Package sqlstore keeps the store contract in an SQL database, and the journal
// of calls in another.
//
// It owns the SQL text, the migrations, and the writer that lets concurrent
// writes share a commit. It does not own a database: each engine is a
// sub-package that imports its one driver, opens the connections, and hands
// them over as an Engine. sqlite is the first.
//
// The SQL stays in what SQLite, PostgreSQL, CockroachDB and Citus share, with
// parameters written ?1, ?2. What differs, the types of the columns, is in the
// migrations, which have a folder for each dialect:
//
//   - Every primary key of tenant data begins with app_id. The tables blobs,
//     faults and settings are no tenant's.
//   - A hash is kept as its 32 bytes, half of what its hex text would take in
//     rows and indexes; "none" is NULL.
//   - A time is kept as Unix milliseconds. The zero time.Time is kept as what
//     its UnixMilli says, so that every time, 1970 included, comes back as it
//     was.
//   - A list of strings is kept as a JSON array. An empty list and a nil one
//     are the same: both come back as nil.
//   - There are no foreign keys: the statements that need an account read it
//     first, and the schema can be spread over machines.
//
// The journal is SQLite's alone so far. Its calls lie in the order in which they
// came, on one machine.
//
// All writes go through one goroutine on one connection. It takes what is
// queued, runs it in one transaction, commits, and only then answers. So
// everything that runs inside a write, such as a rule, is alone; and it must
// be quick, because all other writes wait for it. Reads have connections of
// their own, or none: then they take turns with the writes on the writer's.
package sqlstore

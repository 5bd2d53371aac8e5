// Package sqlstore keeps the store contract in an SQL database, and the journal
// of calls in another.
//
// It owns the SQL text, the migrations, and the writer that lets concurrent
// writes share a commit. It does not own a database: each engine is a
// sub-package that imports its one driver, opens the connections, and hands
// them over as an Engine: sqlite and postgres.
//
// The SQL stays in what SQLite, PostgreSQL, CockroachDB and Citus share, with
// parameters written ?1, ?2. What differs is in the migrations, which have a
// folder for each dialect, and in the few fields of traits:
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
// A writer is a goroutine with a connection. It takes what is queued, runs it in
// one transaction, commits, and only then answers. SQLite has one, so that
// everything that runs inside a write, such as a rule, is alone. Where there are
// several, on this machine or others, a write names the records that it reads
// before it changes something, as keys; a transaction begins with locking the
// rows of its writes' keys, all at once and in order. So a rule is alone with its
// records. It must be quick, because other writes wait for it.
//
// Whoever adds a write asks: does it decide by what it has read? Then it goes
// through change, with keys of what it reads. A single statement that looks and
// changes needs none. A statement that changes an account or its merchant has the
// app id as its first parameter, or else all that a writer remembers is forgotten.
//
// Reads have connections of their own, or none: then they take turns with the
// writes on the writer's.
package sqlstore

// Package sqlstore keeps the store contract in an SQL database.
//
// It owns the SQL text, the migrations and the caches of tokens and merchants. It
// does not own the writer, the readers or the database: those are sqldb and the
// drivers below it.
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
// Whoever adds a write asks: does it decide by what it has read? Then it goes
// through change, with keys of what it reads. A single statement that looks and
// changes needs none. A write that changes an account or its tokens says so with
// accountChanged.
package sqlstore

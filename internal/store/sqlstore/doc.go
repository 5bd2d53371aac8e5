// Package sqlstore keeps the store contract in an SQL database.
//
// It owns the tables, the migrations, and the caches of records and tokens. It does not own the
// writer, the readers or the database: those are sqldb and the drivers below it; or
// what a write does: the modules say that.
//
//   - Every primary key of tenant data begins with app_id. The tables blobs,
//     faults, settings, shop_places, places and audit_log do not belong to a tenant.
//   - A hash is kept as its 32 bytes, half of what its hex text would take in
//     rows and indexes; "none" is NULL.
//   - A time is kept as Unix milliseconds. The zero time.Time is kept as what
//     its UnixMilli says, so that every time, 1970 included, comes back as it
//     was.
//   - A list of strings is kept as a JSON array. An empty list and a nil one
//     are the same: both come back as nil.
//   - There are no foreign keys: a write that needs an account reads it
//     first, and the schema can be spread over machines.
//
// A record is declared in tables.go, once: from its columns come the statements
// that read and write it, its place in a copy, and the default that a copy without
// the column gets. A write (Store.Write) reads and puts records in a unit, which is
// written before the commit: on SQLite a statement a record, on PostgreSQL one a
// table for all writes that share the commit. Lists, leases and sweeps have SQL of
// their own.
package sqlstore

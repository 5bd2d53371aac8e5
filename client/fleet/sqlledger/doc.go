// Package sqlledger keeps the ledger of package fleet in tables of a SQLite or
// PostgreSQL database.
//
// It owns the tables, their statements, that the writes of parallel merchants share a
// commit, and that one process writes at a time. It does not own the database, which is
// opened, configured and closed by the caller, nor what the records mean: package fleet
// does.
package sqlledger

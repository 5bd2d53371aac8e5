package sqldb

import "io/fs"

// Schema is what a package keeps in a database. It is declared once and never
// changed.
type Schema struct {
	// Migrations has a folder of SQL files for each dialect, named after it. A
	// file that was released is never changed, only followed by another.
	Migrations fs.FS
	// Versions is the table in which PostgreSQL keeps which of them were run, so
	// that two schemas can share a database; "" is goose's own.
	Versions string
	// Lockable are the rows that a write can lock, in the order in which locks
	// are taken.
	Lockable []Lockable
	// Probe is a query that fails where the tables are missing, for Ping.
	Probe string
}

// Lockable are the rows of a table, by a key of one column.
type Lockable struct {
	Table, Column string
	// Bytes is set if the column holds bytes, not a text.
	Bytes bool
}

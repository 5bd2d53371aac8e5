package store

import "context"

// ColumnKind says what a column holds, the same in every engine.
type ColumnKind string

// The kinds of columns, with what a value of each is in a row. Only
// one whose Null is set may be nil.
const (
	// ColumnText is a string.
	ColumnText ColumnKind = "text"
	// ColumnInteger is an int64; times are Unix milliseconds.
	ColumnInteger ColumnKind = "integer"
	// ColumnReal is a float64, ColumnBoolean a bool.
	ColumnReal    ColumnKind = "real"
	ColumnBoolean ColumnKind = "boolean"
	// ColumnHash is a []byte of the length of a Hash.
	ColumnHash ColumnKind = "hash"
	// ColumnBytes is a []byte, and so is ColumnRaw, a text of whatever bytes came.
	ColumnBytes ColumnKind = "bytes"
	ColumnRaw   ColumnKind = "raw"
	// ColumnList is a string, a JSON array of strings.
	ColumnList ColumnKind = "list"
	// ColumnQuotas is a string, a JSON object of quotas.
	ColumnQuotas ColumnKind = "quotas"
)

// Column is a column of a table.
type Column struct {
	Name string     `json:"name"`
	Kind ColumnKind `json:"kind"`
	// Null is set where a value may be nil.
	Null bool `json:"null,omitempty"`
	// Added is set for a column that the first schema did not have: a copy that
	// an older program made may lack it. Its rows have Default there, as a
	// migration gives it to rows that are there.
	Added   bool `json:"-"`
	Default any  `json:"-"`
}

// Table is a table of the store. Every row can be copied from one store to
// another, also of another engine, by the values of its columns.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	// Added is set for a table that the first schema did not have: a copy that
	// an older program made may lack it, which then has no rows.
	Added bool `json:"-"`
	// Kept is set for a table whose rows stay when everything is replaced: those of a
	// copy that are not there are added.
	Kept bool `json:"-"`
	// Own are columns that the database makes for itself: they are not copied.
	Own []string `json:"-"`
}

// Copies is the port for copying all that a store keeps. It is not for modules.
type Copies interface {
	// Tables returns all tables.
	Tables() []Table
	// ReadAll calls each for every row of every table, as of one point in
	// time; calls go on meanwhile. The row is each's to keep.
	ReadAll(ctx context.Context, each func(table Table, row []any) error) error
	// Fill keeps the rows that fill hands to add next to what is there, so that they can
	// replace it. Calls go on meanwhile, and see nothing of it. An error of fill comes back
	// as it is; rows that cannot stand together are a BadCopy. Of two that fill at the same
	// time the first is refused. After an error nothing is left of the rows.
	Fill(ctx context.Context, fill func(add func(table string, row []any) error) error) (Replacement, error)
}

// Replacement is rows that can replace all that a store keeps.
type Replacement interface {
	// Swap deletes everything that is not Kept and puts the rows in its place, in one short
	// write: what calls have written until then is gone. After an error nothing has changed.
	Swap(ctx context.Context) error
	// Discard drops the rows or, after Swap, those that they have replaced, in short writes.
	// What it leaves if it is cut off is dropped when the store is opened again.
	Discard(ctx context.Context)
}

// BadCopy says why rows cannot be the state of a store.
type BadCopy struct{ Mistake }

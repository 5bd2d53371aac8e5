package sqlstore

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// Where a statement is a way over the network, copied rows are added many in
// one: until there are enough rows or bytes, or time has passed, because a
// server ends a transaction that idles.
const (
	copyRows  = 1000
	copyBytes = 1 << 20
	copyTime  = time.Second
)

// copier adds rows to tables inside a write.
type copier struct {
	t      *sqldb.Tx
	arrays bool
	// table and rows are those that are not yet added.
	table store.Table
	rows  [][]any
	bytes int
	since time.Time
}

func badCopy(format string, args ...any) error {
	return store.BadCopy{Mistake: store.Mistakef(format, args...)}
}

// add adds a row, now or later.
func (c *copier) add(ctx context.Context, name string, row []any) error {
	declared, ok := tablesByName[name]
	if !ok || len(row) != len(declared.describe().Columns) {
		return badCopy("a row of %s does not fit", name)
	}
	table := *declared.describe()
	if !c.arrays {
		return c.insert(ctx, table, row, 1)
	}
	for _, value := range row {
		if text, ok := value.(string); ok && !sqldb.Storable(text) {
			return badCopy("a row of %s has a text that this database cannot hold", name)
		}
	}
	if name != c.table.Name {
		if err := c.flush(ctx); err != nil {
			return err
		}
		c.table = table
	}
	if len(c.rows) == 0 {
		c.since = time.Now()
	}
	c.rows = append(c.rows, row)
	for _, value := range row {
		switch v := value.(type) {
		case string:
			c.bytes += len(v)
		case []byte:
			c.bytes += len(v)
		}
	}
	if len(c.rows) < copyRows && c.bytes < copyBytes && time.Since(c.since) < copyTime {
		return nil
	}
	return c.flush(ctx)
}

// flush adds what waits.
func (c *copier) flush(ctx context.Context) error {
	if len(c.rows) == 0 {
		return nil
	}
	args := make([]any, len(c.table.Columns))
	for i, column := range c.table.Columns {
		args[i] = columnArray(column.Kind, c.rows, i)
	}
	n := len(c.rows)
	c.rows, c.bytes = c.rows[:0], 0
	return c.insert(ctx, c.table, args, n)
}

// insert runs the statement that adds n rows.
func (c *copier) insert(ctx context.Context, table store.Table, args []any, n int) error {
	statement := tablesByName[table.Name].sql().insert
	if c.arrays {
		statement = tablesByName[table.Name].sql().insertMany
	}
	added, err := c.t.Exec(ctx, statement, args...)
	if err == nil && added != int64(n) && !table.Kept {
		err = badCopy("two rows of %s have one key", table.Name)
	}
	return err
}

// arrayType is the type of an array of a kind of column.
func arrayType(kind store.ColumnKind) string {
	switch kind {
	case store.ColumnInteger:
		return "BIGINT[]"
	case store.ColumnReal:
		return "DOUBLE PRECISION[]"
	case store.ColumnBoolean:
		return "BOOLEAN[]"
	case store.ColumnHash, store.ColumnBytes, store.ColumnRaw:
		return "BYTEA[]"
	default:
		return "TEXT[]"
	}
}

// columnArray is a column of some rows as one parameter.
func columnArray(kind store.ColumnKind, rows [][]any, i int) any {
	switch kind {
	case store.ColumnInteger:
		return columnOf[int64](rows, i)
	case store.ColumnReal:
		return columnOf[float64](rows, i)
	case store.ColumnBoolean:
		return columnOf[bool](rows, i)
	case store.ColumnHash, store.ColumnBytes, store.ColumnRaw:
		array := make([][]byte, len(rows))
		for n, row := range rows {
			array[n], _ = row[i].([]byte)
		}
		return array
	default:
		return columnOf[string](rows, i)
	}
}

// columnOf points to the values, nil where there is none: those of a record, or of a
// row that is copied.
func columnOf[T any](rows [][]any, i int) []*T {
	array := make([]*T, len(rows))
	for n, row := range rows {
		switch value := row[i].(type) {
		case *T:
			array[n] = value
		case T:
			array[n] = &value
		}
	}
	return array
}

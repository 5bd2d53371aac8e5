package sqlstore

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// Rows are added many in a write: until there are enough rows or bytes.
const (
	firstCopyRows, mostCopyRows = 100, 1000
	copyBytes                   = 1 << 20
)

// copyTime is about how long callers, whose writes come between two of a replacement,
// shall wait for each.
const copyTime = 50 * time.Millisecond

// pace is how much a write does at once, up to most: less after one that took longer than
// copyTime.
type pace struct{ now, most int }

func (p *pace) took(d time.Duration) {
	if d > copyTime {
		p.now = max(1, p.now/2)
	} else {
		p.now = min(p.most, p.now+p.now/4+1)
	}
}

// copier adds rows to the shadows of tables.
type copier struct {
	write  func(context.Context, func(context.Context, *sqldb.Tx) error) error
	arrays bool
	// table and rows are those that are not yet added.
	table store.Table
	rows  [][]any
	bytes int
	// enough is how many are added together.
	enough pace
}

// ofShadows is SQL about the shadows of the tables that it names.
func ofShadows(query string) string { return named().ReplaceAllString(query, "$1 "+sqldb.Shadow("$2")) }

// named finds the tables of a query.
var named = sync.OnceValue(func() *regexp.Regexp {
	var names []string
	for _, table := range allTables {
		names = append(names, table.describe().Name)
	}
	return regexp.MustCompile(`\b(FROM|JOIN|INTO|UPDATE) (` + strings.Join(names, "|") + `)\b`)
})

// addKept adds the rows of a shadow that the table does not have.
func addKept(table store.Table) string {
	var columns []string
	for _, c := range table.Columns {
		columns = append(columns, c.Name)
	}
	all := strings.Join(columns, ", ")
	return `INSERT INTO ` + table.Name + ` (` + all + `) SELECT ` + all + ` FROM ` + sqldb.Shadow(table.Name) + ` WHERE TRUE ON CONFLICT DO NOTHING`
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
	for _, value := range row {
		if text, ok := value.(string); ok && c.arrays && !sqldb.Storable(text) {
			return badCopy("a row of %s has a text that this database cannot hold", name)
		}
	}
	if name != c.table.Name {
		if err := c.flush(ctx); err != nil {
			return err
		}
		c.table = table
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
	if len(c.rows) < c.enough.now && c.bytes < copyBytes {
		return nil
	}
	return c.flush(ctx)
}

// flush adds what waits.
func (c *copier) flush(ctx context.Context) error {
	if len(c.rows) == 0 {
		return nil
	}
	err := c.write(ctx, c.insert)
	c.rows, c.bytes = c.rows[:0], 0
	return err
}

// insert adds what waits to the shadow of its table.
func (c *copier) insert(ctx context.Context, t *sqldb.Tx) error {
	defer func(begun time.Time) { c.enough.took(time.Since(begun)) }(time.Now())
	var added int64
	if c.arrays {
		args := make([]any, len(c.table.Columns))
		for i, column := range c.table.Columns {
			args[i] = columnArray(column.Kind, c.rows, i)
		}
		n, err := t.Exec(ctx, ofShadows(tablesByName[c.table.Name].sql().insertMany), args...)
		if err != nil {
			return err
		}
		added = n
	} else {
		statement := ofShadows(tablesByName[c.table.Name].sql().insert)
		for _, row := range c.rows {
			n, err := t.Exec(ctx, statement, row...)
			if err != nil {
				return err
			}
			added += n
		}
	}
	if added != int64(len(c.rows)) && !c.table.Kept {
		return sqldb.Refuse(badCopy("two rows of %s have one key", c.table.Name))
	}
	return nil
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

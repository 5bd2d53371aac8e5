package sqlstore

import (
	"context"
	"database/sql"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// Tables returns all tables.
func (s *Store) Tables() []store.Table {
	tables := make([]store.Table, len(allTables))
	for i, t := range allTables {
		tables[i] = *t.describe()
	}
	return tables
}

// ReadAll calls each for every row of every table, in one transaction that only
// reads. Where the database has a log, writes go on meanwhile; in memory they
// wait, so there each has to be quick.
func (s *Store) ReadAll(ctx context.Context, each func(store.Table, []any) error) error {
	return s.stream(ctx, "the state", func(from sqldb.Rows) error {
		for _, table := range s.Tables() {
			err := from.Rows(ctx, `SELECT `+tablesByName[table.Name].sql().list+` FROM `+table.Name+` AS t`, nil, func(rows sqldb.Row) error {
				row, err := scanCopy(rows, table)
				if err != nil {
					return err
				}
				return own(each(table, row))
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// scanCopy scans a row as what its columns hold.
func scanCopy(rows sqldb.Row, table store.Table) ([]any, error) {
	dest := make([]any, len(table.Columns))
	for i, column := range table.Columns {
		switch column.Kind {
		case store.ColumnInteger:
			dest[i] = new(sql.Null[int64])
		case store.ColumnReal:
			dest[i] = new(float64)
		case store.ColumnBoolean:
			dest[i] = new(bool)
		case store.ColumnHash, store.ColumnBytes, store.ColumnRaw:
			dest[i] = new([]byte)
		default:
			dest[i] = new(string)
		}
	}
	if err := rows.Scan(dest...); err != nil {
		return nil, err
	}
	row := make([]any, len(dest))
	for i, value := range dest {
		switch v := value.(type) {
		case *sql.Null[int64]:
			if v.Valid {
				row[i] = v.V
			}
		case *float64:
			row[i] = *v
		case *bool:
			row[i] = *v
		case *string:
			row[i] = *v
		case *[]byte:
			if *v != nil {
				row[i] = *v
			} else if !table.Columns[i].Null {
				row[i] = []byte{} // some drivers have nil for empty
			}
		}
	}
	return row, nil
}

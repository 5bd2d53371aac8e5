package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
)

// Tables returns all tables.
func (s *Store) Tables() []store.Table { return parseTables() }

// ReadAll calls each for every row of every table, in one transaction that only
// reads. Where the database has a log, writes go on meanwhile; in memory they
// wait, so there each has to be quick.
func (s *Store) ReadAll(ctx context.Context, each func(store.Table, []any) error) error {
	tx, done, err := s.reader.begin(ctx)
	if err != nil {
		return fmt.Errorf("store: copy: %w", s.reader.explain(ctx, err))
	}
	defer done()
	// It has written nothing that could fail to be kept.
	defer func() { _ = tx.Rollback() }()
	for _, table := range s.Tables() {
		rows, err := tx.QueryContext(ctx, `SELECT `+columnNames(table, "t.")+` FROM `+table.Name+` AS t`)
		if err != nil {
			return fmt.Errorf("store: copy %s: %w", table.Name, s.reader.explain(ctx, err))
		}
		var failed error
		err = eachRow(rows, func(rows Row) error {
			row, err := scanCopy(rows, table)
			if err == nil {
				failed = each(table, row)
				err = failed
			}
			return err
		})
		if failed != nil {
			return failed
		}
		if err != nil {
			return fmt.Errorf("store: copy %s: %w", table.Name, s.reader.explain(ctx, err))
		}
	}
	return nil
}

// scanCopy scans a row as what its columns hold.
func scanCopy(rows Row, table store.Table) ([]any, error) {
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

// ReplaceAll deletes everything and adds the rows that fill hands to add, in one
// write.
func (s *Store) ReplaceAll(ctx context.Context, fill func(add func(table string, row []any) error) error) error {
	all := s.Tables()
	return s.write(ctx, "replace", "everything", func(ctx context.Context, t *tx) error {
		t.session.patient = true // a statement may go through a whole table
		if lock := t.session.traits.lockEverything; lock != "" {
			if _, err := t.exec(ctx, lock); err != nil {
				return err
			}
		}
		for _, table := range all {
			if _, err := t.exec(ctx, `DELETE FROM `+table.Name); err != nil {
				return err
			}
		}
		rows := newCopier(t, all)
		err := fill(func(name string, row []any) error { return rows.add(ctx, name, row) })
		if err == nil {
			err = rows.flush(ctx)
		}
		if err != nil {
			return ruleError{err}
		}
		for _, c := range append(strays(), goneOn()) {
			var one int
			found, err := t.row(ctx, c.any(), nil, &one)
			if err != nil {
				return err
			}
			if found {
				return ruleError{badCopy("the rows do not fit together: %s", c.wrong)}
			}
		}
		return nil
	})
}

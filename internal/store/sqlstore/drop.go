package sqlstore

import (
	"context"

	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// sweepable is a table of which rows are dropped.
type sweepable interface {
	keyColumns() int
	observedAs() observed
}

// drop deletes rows of a table, in one write, and returns how many. selectKeys yields
// their keys, up to limit; the limit is its first parameter, args are the others. The rows are deleted one by one because a
// DELETE that is limited by a subquery is not possible where rows lie on
// several machines.
func (s *Store) drop(ctx context.Context, what string, from sweepable, selectKeys, deleteRow string, limit int, args ...any) (int, error) {
	if limit <= 0 {
		return 0, nil
	}
	args = append([]any{limit}, args...)
	var deleted int
	err := s.write(ctx, "drop", what, func(ctx context.Context, t *sqldb.Tx) error {
		deleted = 0
		keys := make([][]any, 0, limit)
		columns := from.keyColumns()
		err := t.Rows(ctx, selectKeys, args, func(rows sqldb.Row) error {
			key, dest := make([]any, columns), make([]any, columns)
			for i := range key {
				dest[i] = &key[i]
			}
			if err := rows.Scan(dest...); err != nil {
				return err
			}
			keys = append(keys, key)
			return nil
		})
		if err != nil {
			return err
		}
		for _, key := range keys {
			parts := make([]string, columns)
			for i := range key {
				parts[i], _ = key[i].(string)
			}
			s.noteKey(from.observedAs(), parts)
			n, err := t.Exec(ctx, deleteRow, key...)
			if err != nil {
				return err
			}
			deleted += int(n)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return deleted, nil
}

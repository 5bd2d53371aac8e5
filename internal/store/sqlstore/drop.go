package sqlstore

import (
	"context"

	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// drop deletes rows, in one write, and returns how many. selectKeys yields the
// keys, of n columns, of up to limit rows; the limit is its first
// parameter, args are the others. The rows are deleted one by one because a
// DELETE that is limited by a subquery is not possible where rows lie on
// several machines.
func (s *Store) drop(ctx context.Context, what, selectKeys, deleteRow string, columns, limit int, args ...any) (int, error) {
	if limit <= 0 {
		return 0, nil
	}
	args = append([]any{limit}, args...)
	var deleted int
	err := s.write(ctx, "drop", what, func(ctx context.Context, t *sqldb.Tx) error {
		deleted = 0
		var keys [][]any
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
			if appID, ok := key[0].(string); ok {
				s.note(toldAccounts, appID)
			}
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

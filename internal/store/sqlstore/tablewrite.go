package sqlstore

import (
	"context"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

func (t *table[T]) describe() *store.Table { return &t.Table }

func (t *table[T]) sql() *statements { return &t.statements }

func (t *table[T]) keyColumns() int { return t.key }

func (t *table[T]) stays() bool { return t.cached }

func (t *table[T]) lockOf(key store.Key) (sqldb.Lock, bool) {
	return sqldb.Lock{In: t.lock, Row: key.Parts[0]}, t.lock != noLock
}

func (t *table[T]) readMany(ctx context.Context, tx *sqldb.Tx, keys []store.Key, each func(store.Key, any)) error {
	rows := make([][]any, len(keys))
	for i, key := range keys {
		rows[i] = t.keyArgs(key)
	}
	return tx.PipelineRows(ctx, t.selectMany, t.arrays(rows, t.key), func(row sqldb.Row) error {
		value := new(T)
		if err := row.Scan(t.dest(value)...); err != nil {
			return err
		}
		each(t.keyOf(value), value)
		return nil
	})
}

// arrays are the first columns of rows as parameters.
func (t *table[T]) arrays(rows [][]any, columns int) []any {
	args := make([]any, columns)
	for i := range args {
		args[i] = columnArray(t.columns[i].Kind, rows, i)
	}
	return args
}

// write writes records. One that was not there when it was read is added: if
// another writer has added it since, the write runs again.
func (t *table[T]) write(ctx context.Context, tx *sqldb.Tx, records []*record) error {
	if tx.Arrays() {
		return t.writeMany(ctx, tx, records)
	}
	row := func(r *record, row []any) []any {
		for _, c := range t.own {
			row = append(row, c.in(&r.chain))
		}
		return row
	}
	for _, r := range records {
		if r.after == nil {
			if err := tx.Pipeline(ctx, t.remove, t.keyArgs(r.key)...); err != nil {
				return err
			}
			continue
		}
		after := r.after.(*T)
		switch before, ok := r.before.(*T); {
		case t.appended:
			if err := tx.Pipeline(ctx, t.alone.appendOne, row(r, t.row(after))...); err != nil {
				return err
			}
		case r.add || r.read && r.before == nil:
			n, err := tx.Exec(ctx, t.alone.insert, row(r, t.row(after))...)
			if err == nil && n == 0 {
				err = store.ErrConflict
			}
			if err != nil {
				return err
			}
		case ok && t.sameIndexed(before, after):
			if err := tx.Pipeline(ctx, t.alone.updateContent, row(r, t.contentRow(after))...); err != nil {
				return err
			}
		case ok:
			if err := tx.Pipeline(ctx, t.alone.update, row(r, t.row(after))...); err != nil {
				return err
			}
		default:
			if err := tx.Pipeline(ctx, t.alone.upsert, row(r, t.row(after))...); err != nil {
				return err
			}
		}
	}
	return nil
}

// sameIndexed reports whether what updateContent leaves as it is is the same.
func (t *table[T]) sameIndexed(a, b *T) bool {
	for i := range t.columns {
		if c := &t.columns[i]; c.indexed && !c.same(a, b) {
			return false
		}
	}
	return true
}

func (t *table[T]) writeMany(ctx context.Context, tx *sqldb.Tx, records []*record) error {
	var added, updated, put, removed [][]any
	var conflict error = sqldb.NewRerun(store.ErrConflict)
	for _, r := range records {
		if r.after == nil {
			removed = append(removed, t.keyArgs(r.key))
			continue
		}
		row := t.row(r.after.(*T))
		switch {
		case r.add:
			added, conflict = append(added, row), store.ErrConflict
		case r.read && r.before == nil:
			added = append(added, row)
		case r.before != nil:
			updated = append(updated, row)
		default:
			put = append(put, row)
		}
	}
	if len(removed) > 0 {
		if err := tx.Pipeline(ctx, t.removeMany, t.arrays(removed, t.key)...); err != nil {
			return err
		}
	}
	if len(updated) > 0 {
		if err := tx.Pipeline(ctx, t.updateMany, t.arrays(updated, len(t.columns))...); err != nil {
			return err
		}
	}
	if len(put) > 0 {
		if err := tx.Pipeline(ctx, t.upsertMany, t.arrays(put, len(t.columns))...); err != nil {
			return err
		}
	}
	if len(added) > 0 && t.appended {
		return tx.Pipeline(ctx, t.appendMany, t.arrays(added, len(t.columns))...)
	}
	if len(added) > 0 {
		n, err := tx.Exec(ctx, t.insertMany, t.arrays(added, len(t.columns))...)
		if err != nil {
			return err
		}
		if n != int64(len(added)) {
			return conflict
		}
	}
	return nil
}

package sqldb

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Lock names a row that a write decides by. No other write has it at the same
// time, neither here nor on another replica. A row that is not there yet cannot
// be locked: what is read of it is decided by the statement that adds it.
type Lock struct {
	// In is an index of the schema's Lockable, Row the key of a row.
	In  int
	Row string
}

func (l Lock) compare(other Lock) int {
	return cmp.Or(cmp.Compare(l.In, other.In), strings.Compare(l.Row, other.Row))
}

// query locks the rows of an array of keys, in their order.
func (l Lockable) query() string {
	array := "TEXT[]"
	if l.Bytes {
		array = "BYTEA[]"
	}
	return `SELECT l.` + l.Column + ` FROM ` + l.Table + ` AS l WHERE l.` + l.Column + ` = ANY (?1::` + array + `) ORDER BY l.` + l.Column + ` FOR UPDATE`
}

// lock takes the locks of some writes until the end of the transaction, where a
// transaction does not have the database to itself. All of them are taken at once
// and in order, so that two transactions do not wait for each other.
func (w *writer) lock(ctx context.Context, batch []*Write) error {
	if !w.session.traits.locks {
		return nil
	}
	run := w.session.pipeline
	var all []Lock
	for _, j := range batch {
		if !j.PipelineLocks {
			run = w.session.exec
		}
		all = append(all, j.Locks...)
	}
	slices.SortFunc(all, Lock.compare)
	all = slices.Compact(all)
	for len(all) > 0 {
		in := all[0].In
		var texts []string
		var bytes [][]byte
		for len(all) > 0 && all[0].In == in {
			switch key := all[0].Row; {
			case w.schema.Lockable[in].Bytes:
				bytes = append(bytes, []byte(key))
			case Storable(key):
				texts = append(texts, key)
			}
			all = all[1:]
		}
		var array any = texts
		if w.schema.Lockable[in].Bytes {
			array = bytes
		} else if len(texts) == 0 {
			continue
		}
		if err := run(ctx, w.schema.Lockable[in].query(), array); err != nil {
			return err
		}
	}
	return nil
}

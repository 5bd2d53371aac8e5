package sqlstore

import (
	"context"
	"errors"
	"slices"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// unit holds the records of the transaction under way, as its writes have read and
// left them. Only the writer's goroutine uses it. Where nobody else writes to the
// database, the records of some tables stay for the transactions that follow.
type unit struct {
	records map[store.Key]*record
	// dirty are the records to be written, in the order in which they were put.
	dirty []*record
	// passing are the records that this transaction was the first to use.
	passing []*record
	// undo is what the records were that the write under way has put, latest last.
	undo []undo
	// deliveries are the events to be queued.
	deliveries []store.Delivery
	// lastChange is the seq of the newest change, 0 until it is known.
	lastChange int64
	// written says that the database may differ from what it was when the
	// transaction began.
	written bool
}

// record is one record of a unit.
type record struct {
	key   store.Key
	table anyTable
	// before is what the database has, after what it shall have: a *T each, nil for
	// none. One that is dirty and has no after is to be deleted.
	before, after any
	// read says that before is known, dirty that after is to be written, and add
	// that there must not be one.
	read, dirty, add bool
	// chain is where it is in a history, in the database that nobody shares.
	chain chain
}

// undo is what a record was before it was put.
type undo struct {
	record *record
	was    record
}

// anyTable is a table of any record.
type anyTable interface {
	describe() *store.Table
	sql() *statements
	// lockOf is the lock of a key, if it has one.
	lockOf(key store.Key) (sqldb.Lock, bool)
	// readMany reads the records of some keys in one statement, whose result is
	// known after the next that is not pipelined.
	readMany(ctx context.Context, t *sqldb.Tx, keys []store.Key, each func(store.Key, any)) error
	// write writes records.
	write(ctx context.Context, t *sqldb.Tx, records []*record) error
	stays() bool
	sweepable
}

// The records that stay are few and small: some 10 MB at most, mostly one.
const (
	recordsMost = 8192
	introMost   = 2048 // bytes of an introduction
)

// begin reads the records of some keys, where others may have changed them.
func (u *unit) begin(ctx context.Context, t *sqldb.Tx, writes []*sqldb.Write) error {
	if u.records == nil || t.Arrays() || len(u.records) > recordsMost {
		u.records = make(map[store.Key]*record)
	}
	u.dirty, u.passing, u.deliveries, u.written = u.dirty[:0], u.passing[:0], nil, false
	if !t.Arrays() {
		return nil // a statement costs no round trip
	}
	keys := make(map[string][]store.Key)
	for _, w := range writes {
		wanted, _ := w.Note.([]store.Key)
		for _, key := range wanted {
			table := tablesByName[key.Table]
			if _, there := u.records[key]; !there && storable(key) {
				u.add(&record{key: key, table: table, read: true})
				keys[key.Table] = append(keys[key.Table], key)
			}
		}
	}
	for _, table := range allTables {
		if wanted := keys[table.describe().Name]; len(wanted) > 0 && !isTarget(wanted[0]) {
			err := table.readMany(ctx, t, wanted, func(key store.Key, found any) {
				r := u.records[key]
				r.before, r.after = found, found
			})
			if err != nil {
				return err
			}
		}
	}
	return t.Sync(ctx)
}

// isTarget says that a key is only locked: what it names is read by hand-written
// statements.
func isTarget(key store.Key) bool { return key.Table == declared.targets.Name }

func storable(key store.Key) bool {
	columns := tablesByName[key.Table].describe().Columns
	for i, part := range key.Parts {
		if i < len(columns) && columns[i].Kind != store.ColumnHash && !sqldb.Storable(part) {
			return false
		}
	}
	return true
}

// flush writes what was put.
func (u *unit) flush(ctx context.Context, t *sqldb.Tx) error {
	for _, table := range allTables {
		var rows []*record
		for _, r := range u.dirty {
			if r.table == table && r.dirty {
				rows = append(rows, r)
				r.dirty = false
			}
		}
		if len(rows) == 0 {
			continue
		}
		u.written = true
		if err := table.write(ctx, t, rows); err != nil {
			return t.Abort(err)
		}
		for _, r := range rows {
			r.before, r.read, r.add = r.after, true, false
			if m, ok := r.after.(*store.Merchant); ok && len(m.Intro) > introMost {
				delete(u.records, r.key)
			}
		}
	}
	u.dirty = u.dirty[:0]
	for _, d := range u.deliveries {
		u.written = true
		if err := enqueue(ctx, t, d); err != nil {
			return err
		}
	}
	u.deliveries = u.deliveries[:0]
	return nil
}

// rolledBack lets go of what may not be as it is in the database.
func (u *unit) rolledBack() {
	if u.written || len(u.dirty) > 0 {
		clear(u.records)
	}
	u.dirty, u.deliveries = u.dirty[:0], nil
}

// ended keeps the records that stay, if nobody else writes to the database.
func (u *unit) ended(alone bool) {
	for _, r := range u.passing {
		if !alone || !r.table.stays() || r.dirty {
			delete(u.records, r.key)
		}
	}
	u.passing = u.passing[:0]
}

func (u *unit) add(r *record) {
	u.records[r.key] = r
	u.passing = append(u.passing, r)
}

// tx is what one write does to the unit.
type tx struct {
	ctx   context.Context
	store *Store
	sql   *sqldb.Tx
	// dirty, deliveries and noted are how many of each there were before the write.
	dirty, deliveries, noted int
	// atEnd is what the write left for its end.
	atEnd []func() error
	err   error
}

// Write runs the function in one transaction.
func (s *Store) Write(ctx context.Context, keys []store.Key, change func(store.Tx) error) error {
	w := &sqldb.Write{Doing: "write", Note: keys, PipelineLocks: true}
	if len(keys) > 0 {
		w.Doing, w.What = keys[0].Table, keys[0].Shown()
	}
	if s.db.Locks() {
		w.Locks = locksOf(keys)
	}
	w.Run = func(ctx context.Context, t *sqldb.Tx) error {
		x := &tx{ctx: ctx, store: s, sql: t, dirty: len(s.unit.dirty), deliveries: len(s.unit.deliveries), noted: len(s.noted)}
		done := false
		defer func() {
			if !done {
				x.takeBack()
			}
			clear(s.unit.undo)
			s.unit.undo = s.unit.undo[:0]
		}()
		err := change(x)
		for err == nil && len(x.atEnd) > 0 {
			f := x.atEnd[0]
			x.atEnd = x.atEnd[1:]
			err = f()
		}
		switch {
		case x.err != nil:
			return x.err // of the database, or of what was put
		case err != nil:
			return sqldb.Refuse(err)
		}
		done = true
		return nil
	}
	return s.db.Write(ctx, w)
}

// takeBack takes back what the write has put.
func (x *tx) takeBack() {
	u := &x.store.unit
	for _, put := range slices.Backward(u.undo) {
		*put.record = put.was
	}
	u.dirty = u.dirty[:min(x.dirty, len(u.dirty))]
	u.deliveries = u.deliveries[:min(x.deliveries, len(u.deliveries))]
	x.store.noted = x.store.noted[:x.noted]
}

func (x *tx) fail(err error) error {
	if x.err == nil && err != nil && !errors.Is(err, store.ErrNotFound) {
		x.err = err
	}
	return err
}

// find returns the record of a key, read if it has to be.
func find[T any](x *tx, t *table[T], key store.Key) (*record, error) {
	query := t.selectOne
	if !x.sql.Arrays() {
		query = t.alone.selectOne
	}
	if x.store.db.Locks() && t.lock != noLock && schema.Lockable[t.lock].Table == t.Name {
		query += ` FOR UPDATE` // it was not among the keys
	}
	r := x.store.unit.records[key]
	if r != nil && (r.read || r.dirty) {
		return r, nil
	}
	r = &record{key: key, table: t, read: true}
	value := new(T)
	dest := t.dest(value)
	if !x.sql.Arrays() {
		for _, c := range t.own {
			dest = append(dest, c.in(&r.chain))
		}
	}
	found, err := x.sql.Row(x.ctx, query, t.keyArgs(key), dest...)
	if err != nil {
		return nil, x.fail(err)
	}
	if found {
		r.before, r.after = value, value
	}
	x.store.unit.add(r)
	return r, nil
}

// get returns a record, or store.ErrNotFound.
func get[T any](x *tx, t *table[T], key store.Key) (T, error) {
	r, err := find(x, t, key)
	if err != nil {
		return *new(T), err
	}
	if r.after == nil {
		return *new(T), store.ErrNotFound
	}
	return *r.after.(*T), nil
}

// put puts a record; with add, there must not be one. It returns what is to be
// written, nil if it cannot be.
func put[T any](x *tx, t *table[T], value T, add bool) *record {
	for i := range t.columns {
		c := &t.columns[i]
		if c.normalize != nil {
			c.normalize(&value)
		}
		if x.sql.AnyText() {
			continue
		}
		if text, ok := c.get(&value).(*string); ok && !sqldb.Storable(*text) {
			_ = x.fail(sqldb.ErrUnstorable)
			return nil
		}
	}
	u := &x.store.unit
	if t.appended {
		r := &record{table: t, after: &value, dirty: true, add: true}
		u.dirty = append(u.dirty, r)
		return r
	}
	key := t.keyOf(&value)
	r := u.records[key]
	if r == nil && len(t.own) > 0 && !x.sql.Arrays() {
		// What is not in the record must stay as it is.
		if r, _ = find(x, t, key); r == nil {
			return nil
		}
	}
	if r == nil {
		r = &record{key: key, table: t}
		u.add(r)
	}
	if add && r.after != nil {
		_ = x.fail(store.ErrConflict)
		return nil
	}
	x.change(r, t.observed)
	r.after, r.dirty, r.add = &value, true, (add || r.add) && r.before == nil
	return r
}

// remove deletes a record, whether it is there or not.
func remove[T any](x *tx, t *table[T], key store.Key) {
	u := &x.store.unit
	r := u.records[key]
	if r == nil {
		r = &record{key: key, table: t}
		u.add(r)
	}
	x.change(r, t.observed)
	r.after, r.dirty, r.add = nil, true, false
}

// change makes ready for a record to be changed, and for that to be taken back.
func (x *tx) change(r *record, o observed) {
	u := &x.store.unit
	u.undo = append(u.undo, undo{r, *r})
	if !r.dirty {
		u.dirty = append(u.dirty, r)
	}
	x.store.noteKey(o, r.key.Parts[:])
}

// forget lets go of the records of a table.
func (u *unit) forget(table string) {
	for key := range u.records {
		if key.Table == table {
			delete(u.records, key)
		}
	}
}

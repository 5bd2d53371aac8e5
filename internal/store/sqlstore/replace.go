package sqlstore

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/wait"
)

// What replaces everything is filled into shadows of all tables, in short writes between
// those of callers. Then tables and shadows are exchanged in one write, and what was
// there before is dropped in pieces. So callers wait for none of it for long.

// marker is the table that is there as long as there are shadows. Its row says whose they
// are and when that one last wrote to them: each write to them changes it, so that the
// one who takes them over stops the other.
var marker = sqldb.Shadow("by")

// abandoned is after how long without a write shadows are those of a process that was
// killed, where several processes share a database.
const abandoned = 15 * time.Minute

// An exchange is tried again while a backup, or another long transaction, uses the tables.
const (
	exchangePause = 200 * time.Millisecond
	exchangeTime  = 5 * time.Minute
)

// replacement is what is filled into shadows.
type replacement struct {
	s  *Store
	id string
}

var errTakenOver error = store.Mistakef("another restore or reset has begun meanwhile")

// Fill fills what shall replace everything.
func (s *Store) Fill(ctx context.Context, fill func(add func(table string, row []any) error) error) (store.Replacement, error) {
	r := &replacement{s, rand.Text()}
	if err := r.create(ctx); err != nil {
		return nil, err
	}
	if err := r.fill(ctx, fill); err != nil {
		r.Discard(ctx)
		return nil, err
	}
	return r, nil
}

// create makes empty shadows, after what another has left.
func (r *replacement) create(ctx context.Context) error {
	left, err := r.s.db.HasTable(ctx, marker)
	if err == nil && left {
		err = r.takeOver(ctx, 0)
		if err == nil {
			err = r.drop(ctx)
		}
	}
	if err != nil {
		return err
	}
	err = r.s.write(ctx, "replace", "everything", func(ctx context.Context, t *sqldb.Tx) error {
		if err := t.Define(ctx, `CREATE TABLE `+marker+` (id TEXT NOT NULL, at BIGINT NOT NULL)`); err != nil {
			return err
		}
		_, err := t.Exec(ctx, `INSERT INTO `+marker+` (id, at) VALUES (?1, ?2)`, r.id, time.Now().UnixMilli())
		return err
	})
	for _, table := range r.s.Tables() {
		if err != nil {
			return err
		}
		err = r.write(ctx, func(ctx context.Context, t *sqldb.Tx) error { return t.CreateShadow(ctx, table.Name) })
	}
	if err != nil || r.s.db.Arrays() {
		return err
	}
	return r.write(ctx, func(ctx context.Context, t *sqldb.Tx) error { return t.Define(ctx, defineHistoryKey) })
}

// takeOver makes shadows those of r that nobody has written to for so long.
func (r *replacement) takeOver(ctx context.Context, unused time.Duration) error {
	return r.s.write(ctx, "take over", "a restore", func(ctx context.Context, t *sqldb.Tx) error {
		now := time.Now()
		n, err := t.Exec(ctx, `UPDATE `+marker+` SET id = ?1, at = ?2 WHERE at <= ?3`, r.id, now.UnixMilli(), now.Add(-unused).UnixMilli())
		if err == nil && n == 0 {
			err = sqldb.Refuse(errTakenOver)
		}
		return err
	})
}

// write runs a function inside the writer as long as the shadows are those of r.
func (r *replacement) write(ctx context.Context, run func(context.Context, *sqldb.Tx) error) error {
	return r.s.write(ctx, "replace", "everything", func(ctx context.Context, t *sqldb.Tx) error {
		n, err := t.Exec(ctx, `UPDATE `+marker+` SET at = ?2 WHERE id = ?1`, r.id, time.Now().UnixMilli())
		if err == nil && n == 0 {
			err = sqldb.Refuse(errTakenOver)
		}
		if err != nil {
			return err
		}
		return run(ctx, t)
	})
}

// fill adds the rows and looks whether they fit together.
func (r *replacement) fill(ctx context.Context, fill func(add func(table string, row []any) error) error) error {
	rows := copier{write: r.write, arrays: r.s.db.Arrays(), enough: pace{firstCopyRows, mostCopyRows}}
	err := fill(func(name string, row []any) error { return rows.add(ctx, name, row) })
	if err == nil {
		err = rows.flush(ctx)
	}
	if err == nil && !r.s.db.Arrays() {
		err = r.chain(ctx)
	}
	if err != nil {
		return err
	}
	// Nobody else writes to the shadows, so a reader sees what will be there.
	return r.s.stream(ctx, "what replaces everything", func(from sqldb.Rows) error {
		if r.s.db.Arrays() {
			for _, table := range r.s.Tables() {
				if err := from.Rows(ctx, `ANALYZE `+sqldb.Shadow(table.Name), nil, func(sqldb.Row) error { return nil }); err != nil {
					return err
				}
			}
		}
		for _, c := range append(strays(), goneOn()) {
			err := from.Rows(ctx, ofShadows(c.any()), nil, func(sqldb.Row) error {
				return own(badCopy("the rows do not fit together: %s", c.wrong))
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Swap puts what was filled in the place of everything, in one write.
func (r *replacement) Swap(ctx context.Context) error {
	for end := time.Now().Add(exchangeTime); ; {
		err := r.write(ctx, r.exchange)
		if !errors.Is(err, sqldb.ErrLocked) || time.Now().After(end) {
			return err
		}
		if err := wait.For(ctx, exchangePause); err != nil {
			return err
		}
	}
}

func (r *replacement) exchange(ctx context.Context, t *sqldb.Tx) error {
	// A write that decides by what was read locks a row of these first, so they come first.
	var names []string
	for _, lockable := range schema.Lockable {
		names = append(names, lockable.Table)
	}
	for _, table := range r.s.Tables() {
		if !table.Kept && !slices.Contains(names, table.Name) {
			names = append(names, table.Name)
		}
	}
	if err := t.ExchangeShadows(ctx, names); err != nil {
		return err
	}
	for _, table := range r.s.Tables() {
		if table.Kept {
			if _, err := t.Exec(ctx, addKept(table)); err != nil {
				return err
			}
		}
	}
	for _, table := range allTables {
		if o := table.observedAs(); o.topic != "" {
			r.s.note(o.topic, "")
		}
	}
	clear(r.s.unit.records)
	r.s.unit.lastChange = 0
	return nil
}

// Discard drops the shadows: what was filled, or what was there before.
func (r *replacement) Discard(ctx context.Context) {
	if err := r.drop(context.WithoutCancel(ctx)); err != nil && !errors.Is(err, store.ErrClosed) && !errors.Is(err, errTakenOver) {
		r.s.log.Warn("what a restore has left is dropped at the next start", "error", err)
	}
}

// dropTime is about how long a write drops shadows.
const dropTime = 50 * time.Millisecond

// drop drops the shadows in pieces, and last the marker. On PostgreSQL a write drops one
// large piece, because it takes the time when it is committed.
func (r *replacement) drop(ctx context.Context) error {
	for left := r.s.Tables(); len(left) > 0; {
		next := left
		err := r.write(ctx, func(ctx context.Context, t *sqldb.Tx) error {
			next = left
			for begun := time.Now(); len(next) > 0 && time.Since(begun) < dropTime; {
				more, err := t.DropShadow(ctx, next[0].Name)
				if err != nil {
					return err
				}
				switch {
				case !more:
					next = next[1:]
				case r.s.db.Arrays():
					return nil
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		left = next
	}
	return r.write(ctx, func(ctx context.Context, t *sqldb.Tx) error { return t.Define(ctx, `DROP TABLE `+marker) })
}

// dropLeft drops the shadows that a killed process has left, until they are gone or the
// returned function is called. Where others share the database, it waits until they are
// surely not in use.
func (s *Store) dropLeft(ctx context.Context, log *slog.Logger) (stop func(), err error) {
	left, err := s.db.HasTable(ctx, marker)
	if err != nil || !left {
		return func() {}, err
	}
	unused := time.Duration(0)
	if s.db.Shared() > 0 {
		unused = abandoned
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		r := &replacement{s, rand.Text()}
		for ctx.Err() == nil {
			err := r.takeOver(ctx, unused)
			if err == nil {
				err = r.drop(ctx)
			}
			if !errors.Is(err, errTakenOver) {
				if err != nil && ctx.Err() == nil {
					log.Warn("what a restore has left is not dropped", "error", err)
				}
				return
			}
			_ = wait.For(ctx, time.Minute) // the loop sees that it ended
		}
	}()
	return func() { cancel(); <-done }, nil
}

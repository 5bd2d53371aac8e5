package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// momentColumn scans Unix milliseconds where NULL and 0 are the zero time.
type momentColumn struct{ to *time.Time }

func (c momentColumn) Scan(value any) error {
	*c.to = time.Time{}
	if value == nil || value == int64(0) {
		return nil
	}
	return timeColumn(c).Scan(value)
}

const (
	selectDueTargets = `SELECT t.app_id FROM push_targets AS t WHERE t.due_at <= ?1 AND t.leased_until <= ?1
	ORDER BY t.leased_at, t.app_id LIMIT ?2`

	selectFirstPush = `SELECT ` + pushColumns + ` FROM pushes AS p WHERE p.app_id = ?1 AND p.state = 'queued'
	ORDER BY p.seq LIMIT 1`

	// leaseTarget looks again at what selectDueTargets saw: where two write at a
	// time, one of them gets the target.
	leaseTarget = `UPDATE push_targets SET leased_by = ?2, leased_at = ?3, leased_until = ?4
	WHERE app_id = ?1 AND leased_until <= ?3`
)

// LeasePushes hands out the first events of targets that are due and that
// nobody holds. That nothing is due, the usual case, is seen without a write.
func (s *Store) LeasePushes(ctx context.Context, by string, now, until time.Time, limit int) ([]store.Push, error) {
	if limit <= 0 {
		return nil, nil
	}
	var first string
	switch found, err := s.reader.row(ctx, selectDueTargets, []any{now.UnixMilli(), 1}, &first); {
	case err != nil:
		return nil, fmt.Errorf("store: read due pushes: %w", err)
	case !found:
		return nil, nil
	}
	var leased []store.Push
	err := s.write(ctx, "lease pushes for", by, func(ctx context.Context, t *tx) error {
		leased = nil
		var targets []string
		err := t.rows(ctx, selectDueTargets, []any{now.UnixMilli(), limit}, func(rows *sql.Rows) error {
			var target string
			if err := rows.Scan(&target); err != nil {
				return err
			}
			targets = append(targets, target)
			return nil
		})
		if err != nil {
			return err
		}
		for _, target := range targets {
			n, err := t.exec(ctx, leaseTarget, target, by, now.UnixMilli(), until.UnixMilli())
			if err != nil {
				return err
			}
			p := store.Push{Target: target, LeasedBy: by, LeasedUntil: until.UTC().Truncate(time.Millisecond)}
			found, err := t.row(ctx, selectFirstPush, []any{target}, scanPush(&p)...)
			if err != nil {
				return err
			}
			if n == 1 && found {
				leased = append(leased, p)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return leased, nil
}

const (
	freeTarget = `UPDATE push_targets SET leased_by = '', leased_until = 0 WHERE app_id = ?1 AND leased_by = ?2`

	freeTargets = `UPDATE push_targets SET leased_by = '', leased_until = 0 WHERE leased_by = ?1`

	// dueNext makes a target due at a time, if it has a queued event.
	dueNext = `UPDATE push_targets SET due_at = CASE
		WHEN EXISTS (SELECT 1 FROM pushes AS q WHERE q.app_id = ?1 AND q.state = 'queued') THEN ?2 END
	WHERE app_id = ?1`

	failPush = `UPDATE pushes SET attempts = attempts + 1, state = ?3, last_error = ?4
	WHERE app_id = ?1 AND id = ?2 AND state = 'queued'`
)

// giveBack gives a target back to which something has been pushed. then says
// when it is due again, in Unix milliseconds.
func (s *Store) giveBack(ctx context.Context, doing string, p store.Push, then func(context.Context, *tx) (int64, error)) error {
	return s.write(ctx, doing, p.ID, func(ctx context.Context, t *tx) error {
		held, err := t.exec(ctx, freeTarget, p.Target, p.LeasedBy)
		if err == nil && held == 0 {
			err = store.ErrConflict
		}
		if err != nil {
			return err
		}
		due, err := then(ctx, t)
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, dueNext, p.Target, due)
		return err
	})
}

// DonePush forgets an event that was delivered.
func (s *Store) DonePush(ctx context.Context, p store.Push) error {
	return s.giveBack(ctx, "finish push", p, func(ctx context.Context, t *tx) (int64, error) {
		_, err := t.exec(ctx, deletePush, p.Target, p.ID)
		return 0, err
	})
}

// RetryPush counts an attempt that failed and makes the target due at next.
func (s *Store) RetryPush(ctx context.Context, p store.Push, next time.Time, reason string) error {
	return s.giveBack(ctx, "retry push", p, func(ctx context.Context, t *tx) (int64, error) {
		there, err := t.exec(ctx, failPush, p.Target, p.ID, string(store.PushQueued), reason)
		if there == 0 {
			return 0, err // it was dropped: the next one need not wait
		}
		return next.UnixMilli(), err
	})
}

// BuryPush counts an attempt that failed and gives the event up.
func (s *Store) BuryPush(ctx context.Context, p store.Push, reason string) error {
	return s.giveBack(ctx, "bury push", p, func(ctx context.Context, t *tx) (int64, error) {
		_, err := t.exec(ctx, failPush, p.Target, p.ID, string(store.PushDead), reason)
		return 0, err
	})
}

// FreePushes gives back all targets that somebody holds.
func (s *Store) FreePushes(ctx context.Context, by string) error {
	return s.write(ctx, "free pushes of", by, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, freeTargets, by)
		return err
	})
}

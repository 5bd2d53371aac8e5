package sqlstore

import (
	"context"
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

	// leaseTarget looks again at what selectDueTargets saw: another may have
	// taken the target since, and may even have given it back.
	leaseTarget = `UPDATE push_targets SET leased_by = ?2, leased_at = ?3, leased_until = ?4
	WHERE app_id = ?1 AND due_at <= ?3 AND leased_until <= ?3`
)

// LeasePushes hands out the first events of targets that are due and that
// nobody holds. That nothing is due, the usual case, is seen without a write.
func (s *Store) LeasePushes(ctx context.Context, by string, now, until time.Time, limit int) ([]store.Push, error) {
	if limit <= 0 {
		return nil, nil
	}
	for {
		due, err := s.readTargets(ctx, selectDueTargets, now.UnixMilli(), limit)
		if err != nil {
			return nil, fmt.Errorf("store: read due pushes: %w", err)
		}
		if len(due) == 0 {
			return nil, nil
		}
		leased, err := s.leaseTargets(ctx, due, by, now, until)
		// Where others were faster with all of them there may be more.
		if err != nil || len(leased) > 0 || len(due) < limit {
			return leased, err
		}
	}
}

// readTargets reads app ids without a write.
func (s *Store) readTargets(ctx context.Context, query string, args ...any) ([]string, error) {
	var targets []string
	err := s.reader.rows(ctx, query, args, func(rows Row) error {
		var target string
		if err := rows.Scan(&target); err != nil {
			return err
		}
		targets = append(targets, target)
		return nil
	})
	return targets, err
}

// leaseTargets leases those targets that are still due and not held.
func (s *Store) leaseTargets(ctx context.Context, due []string, by string, now, until time.Time) ([]store.Push, error) {
	var leased []store.Push
	err := s.change(ctx, keys{targets: due}, "lease pushes for", by, func(ctx context.Context, t *tx) error {
		leased = nil
		for _, target := range due {
			n, err := t.exec(ctx, leaseTarget, target, by, now.UnixMilli(), until.UnixMilli())
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			p := store.Push{Target: target, LeasedBy: by, LeasedUntil: until.UTC().Truncate(time.Millisecond)}
			found, err := t.row(ctx, selectFirstPush, []any{target}, scanPush(&p)...)
			if err != nil {
				return err
			}
			if found {
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
	// freeTarget refuses whoever has lost the lease.
	freeTarget = `UPDATE push_targets SET leased_by = '', leased_until = 0 WHERE app_id = ?1 AND leased_by = ?2`

	selectHeldTargets = `SELECT t.app_id FROM push_targets AS t WHERE t.leased_by = ?1 ORDER BY t.app_id`

	// dueNext makes a target due at a time, if it has a queued event.
	dueNext = `UPDATE push_targets SET due_at = CASE
		WHEN EXISTS (SELECT 1 FROM pushes AS q WHERE q.app_id = ?1 AND q.state = 'queued') THEN CAST(?2 AS BIGINT) END
	WHERE app_id = ?1`

	failPush = `UPDATE pushes SET attempts = attempts + 1, state = ?3, last_error = ?4
	WHERE app_id = ?1 AND id = ?2 AND state = 'queued'`
)

// giveBack gives a target back to which something has been pushed. then says
// when it is due again, in Unix milliseconds.
func (s *Store) giveBack(ctx context.Context, doing string, p store.Push, then func(context.Context, *tx) (int64, error)) error {
	return s.change(ctx, ofTarget(p.Target), doing, p.ID, func(ctx context.Context, t *tx) error {
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
		there, err := t.exec(ctx, failPush, p.Target, p.ID, string(store.PushQueued), t.session.traits.bytes(reason))
		if there == 0 {
			return 0, err // it was dropped: the next one need not wait
		}
		return next.UnixMilli(), err
	})
}

// BuryPush counts an attempt that failed and gives the event up.
func (s *Store) BuryPush(ctx context.Context, p store.Push, reason string) error {
	return s.giveBack(ctx, "bury push", p, func(ctx context.Context, t *tx) (int64, error) {
		_, err := t.exec(ctx, failPush, p.Target, p.ID, string(store.PushDead), t.session.traits.bytes(reason))
		return 0, err
	})
}

// FreePushes gives back all targets that somebody holds: who else than the
// holder, whom nobody else speaks for, could lease one more?
func (s *Store) FreePushes(ctx context.Context, by string) error {
	held, err := s.readTargets(ctx, selectHeldTargets, by)
	if err != nil {
		return fmt.Errorf("store: read targets that %s holds: %w", by, err)
	}
	if len(held) == 0 {
		return nil
	}
	return s.change(ctx, keys{targets: held}, "free pushes of", by, func(ctx context.Context, t *tx) error {
		for _, target := range held {
			if _, err := t.exec(ctx, freeTarget, target, by); err != nil {
				return err
			}
		}
		return nil
	})
}

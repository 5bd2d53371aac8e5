package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
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

	selectFirstDeliveries = `SELECT ` + deliveryColumns + ` FROM pushes AS p WHERE p.app_id = ?1 AND p.state = 'queued'
	ORDER BY p.seq LIMIT ?2`

	// leaseTarget looks again at what selectDueTargets saw: another may have
	// taken the target since, and may even have given it back.
	leaseTarget = `UPDATE push_targets SET leased_by = ?2, leased_at = ?3, leased_until = ?4
	WHERE app_id = ?1 AND due_at <= ?3 AND leased_until <= ?3`
)

// LeaseDeliveries returns the first events of targets that are due and not held.
// That nothing is due, the usual case, is seen without a write.
func (s *Store) LeaseDeliveries(ctx context.Context, l store.Lease) ([]store.Delivery, error) {
	if l.Targets <= 0 {
		return nil, nil
	}
	for {
		var due []string
		err := s.db.Rows(ctx, selectDueTargets, []any{l.Now.UnixMilli(), l.Targets}, func(rows sqldb.Row) error {
			var target string
			err := rows.Scan(&target)
			due = append(due, target)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("store: read due deliveries: %w", err)
		}
		if len(due) == 0 {
			return nil, nil
		}
		leased, err := s.leaseTargets(ctx, due, l)
		// Where others were faster with all of them there may be more.
		if err != nil || len(leased) > 0 || len(due) < l.Targets {
			return leased, err
		}
	}
}

// leaseTargets leases those targets that are still due and not held.
func (s *Store) leaseTargets(ctx context.Context, due []string, l store.Lease) (leased []store.Delivery, err error) {
	keys := make([]store.Key, len(due))
	for i, target := range due {
		keys[i] = store.TargetKey(store.ParseTarget(target))
	}
	err = s.change(ctx, keys, "lease deliveries for", l.By, func(ctx context.Context, t *sqldb.Tx) error {
		leased = nil
		for _, target := range due {
			if leased, err = lease(ctx, t, leased, target, l); err != nil {
				return err
			}
		}
		return nil
	})
	return leased, err
}

// lease appends the first events of a target, if it is due and not held.
func lease(ctx context.Context, t *sqldb.Tx, to []store.Delivery, target string, l store.Lease) ([]store.Delivery, error) {
	n, err := t.Exec(ctx, leaseTarget, target, l.By, l.Now.UnixMilli(), l.Until.UnixMilli())
	if err != nil || n == 0 {
		return to, err
	}
	err = t.Rows(ctx, selectFirstDeliveries, []any{target, l.Each(store.ParseTarget(target))}, func(rows sqldb.Row) error {
		d := store.Delivery{LeasedBy: l.By, LeasedUntil: l.Until.UTC().Truncate(time.Millisecond)}
		err := rows.Scan(scanDelivery(&d)...)
		to = append(to, d)
		return err
	})
	return to, err
}

const (
	// freeTarget refuses a service that has lost the lease.
	freeTarget = `UPDATE push_targets SET leased_by = '', leased_until = 0 WHERE app_id = ?1 AND leased_by = ?2`

	deleteDelivered = `DELETE FROM pushes WHERE app_id = ?1 AND state = 'queued' AND seq <= ?2`

	failDelivery = `UPDATE pushes SET attempts = attempts + 1, state = ?3, last_error = ?4
	WHERE app_id = ?1 AND id = ?2 AND state = 'queued'`

	// dueNext makes a target due at a time, if it has a queued event.
	dueNext = `UPDATE push_targets SET due_at = CASE
		WHEN EXISTS (SELECT 1 FROM pushes AS q WHERE q.app_id = ?1 AND q.state = 'queued') THEN CAST(?2 AS BIGINT) END
	WHERE app_id = ?1`
)

// SettleDeliveries keeps how leased events went, gives their targets back and
// leases those again that are due.
func (s *Store) SettleDeliveries(ctx context.Context, all []store.Settlement, again store.Lease) (leased []store.Delivery, lost []store.Target, err error) {
	if len(all) == 0 {
		return nil, nil, nil
	}
	keys := make([]store.Key, len(all))
	for i := range all {
		keys[i] = store.TargetKey(all[i].Target)
	}
	err = s.change(ctx, keys, "settle deliveries of", all[0].By, func(ctx context.Context, t *sqldb.Tx) error {
		leased, lost = nil, nil
		for i := range all {
			held, err := settle(ctx, t, &all[i])
			switch {
			case err != nil:
				return err
			case !held:
				lost = append(lost, all[i].Target)
			case again.Targets > 0:
				if leased, err = lease(ctx, t, leased, all[i].Target.String(), again); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return leased, lost, err
}

// settle settles one target, unless its lease was lost.
func settle(ctx context.Context, t *sqldb.Tx, s *store.Settlement) (held bool, err error) {
	target := s.Target.String()
	n, err := t.Exec(ctx, freeTarget, target, s.By)
	if err != nil || n == 0 {
		return false, err
	}
	if s.Delivered > 0 {
		if _, err := t.Exec(ctx, deleteDelivered, target, s.Delivered); err != nil {
			return true, err
		}
	}
	var due int64
	if s.Failed != "" {
		state := store.DeliveryQueued
		if s.Dead {
			state = store.DeliveryDead
		}
		n, err := t.Exec(ctx, failDelivery, target, s.Failed, string(state), anyText(t, s.Reason))
		if err != nil {
			return true, err
		}
		if n > 0 && !s.Dead { // or else the next one need not wait
			due = s.Next.UnixMilli()
		}
	}
	_, err = t.Exec(ctx, dueNext, target, due)
	return true, err
}

// anyText is a text as a parameter for a column that holds whatever bytes came.
func anyText(t *sqldb.Tx, text string) any {
	if t.AnyText() {
		return text
	}
	return []byte(text)
}

package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const (
	// nextSeq locks the target's row until the commit. It comes first: what the
	// statements after it read of the target's events is what the write that had the row
	// before has left, and stays so. A target that was idle is due at once.
	nextSeq = `INSERT INTO push_targets (app_id, last_seq, due_at, leased_at, leased_until, leased_by)
	VALUES (?1, 1, 0, 0, 0, '') ON CONFLICT (app_id) DO UPDATE
	SET last_seq = push_targets.last_seq + 1, due_at = COALESCE(push_targets.due_at, 0) RETURNING last_seq`

	insertDelivery = `INSERT INTO pushes (app_id, id, seq, state, kind, body, created_at, attempts, last_error)
	VALUES (?1, ?2, ?3, 'queued', ?4, ?5, ?6, 0, '') ON CONFLICT DO NOTHING`

	// deleteSuperseded leaves the event that is being sent: the first one of a
	// target that is held.
	deleteSuperseded = `DELETE FROM pushes WHERE app_id = ?1 AND kind = ?2 AND id <> ?3 AND NOT EXISTS (
		SELECT 1 FROM push_targets AS t WHERE t.app_id = ?1 AND t.leased_by <> '' AND pushes.seq = (
			SELECT MIN(q.seq) FROM pushes AS q WHERE q.app_id = ?1 AND q.state = 'queued'))`

	// dueWithout follows the removal of queued events up to a seq: if none is
	// before it, the one after it need not wait.
	dueWithout = `UPDATE push_targets SET due_at = CASE
		WHEN EXISTS (SELECT 1 FROM pushes AS q WHERE q.app_id = ?1 AND q.state = 'queued' AND q.seq < ?2) THEN due_at
		WHEN EXISTS (SELECT 1 FROM pushes AS q WHERE q.app_id = ?1 AND q.state = 'queued') THEN 0 END
	WHERE app_id = ?1`
)

// enqueue queues an event inside a write. An event that is there already stays
// as it is.
func enqueue(ctx context.Context, t *sqldb.Tx, d store.Delivery) error {
	target := d.Target.String()
	var seq int64
	if _, err := t.Row(ctx, nextSeq, []any{target}, &seq); err != nil {
		return err
	}
	added, err := t.Exec(ctx, insertDelivery, target, d.ID, seq, d.Kind, d.Body, d.CreatedAt.UnixMilli())
	if err == nil && added > 0 && d.Supersedes {
		_, err = t.Exec(ctx, deleteSuperseded, target, d.Kind, d.ID)
	}
	if err != nil || added > 0 && !d.Supersedes {
		return err
	}
	_, err = t.Exec(ctx, dueWithout, target, seq)
	return err
}

// targetColumn scans a target that was written as its String.
type targetColumn struct{ to *store.Target }

func (c targetColumn) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("column holds %T, not a target", value)
	}
	*c.to = store.ParseTarget(text)
	return nil
}

const deliveryColumns = `p.app_id, p.id, p.seq, p.state, p.kind, p.body, p.created_at, p.attempts, p.last_error`

func scanDelivery(d *store.Delivery) []any {
	return []any{targetColumn{&d.Target}, &d.ID, &d.Seq, &d.State, &d.Kind, &d.Body, timeColumn{&d.CreatedAt}, &d.Attempts, &d.LastError}
}

const selectDeliveries = `SELECT ` + deliveryColumns + `, CASE WHEN p.state = 'queued' THEN t.due_at END,
	CASE WHEN p.state = 'queued' THEN t.leased_until END, CASE WHEN p.state = 'queued' THEN t.leased_by ELSE '' END
	FROM pushes AS p JOIN push_targets AS t ON t.app_id = p.app_id
	WHERE (?1 = '' OR p.app_id = ?1) AND (?2 = '' OR p.state = ?2) AND (?3 = '' OR p.id = ?3)
	ORDER BY p.app_id, p.seq LIMIT ?4`

// Deliveries returns up to limit events, by target and Seq.
func (s *Store) Deliveries(ctx context.Context, f store.DeliveryFilter, limit int) (list []store.Delivery, err error) {
	args := []any{f.Target.String(), string(f.State), f.ID, max(limit, 0)}
	err = s.db.Rows(ctx, selectDeliveries, args, func(rows sqldb.Row) error {
		var d store.Delivery
		err := rows.Scan(append(scanDelivery(&d), momentColumn{&d.NextAt}, momentColumn{&d.LeasedUntil}, &d.LeasedBy)...)
		list = append(list, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: read deliveries: %w", err)
	}
	return list, nil
}

const (
	selectDelivery = `SELECT p.seq, p.state FROM pushes AS p WHERE p.app_id = ?1 AND p.id = ?2`

	requeueDelivery = `UPDATE pushes SET state = 'queued', seq = ?3, attempts = 0, last_error = ''
	WHERE app_id = ?1 AND id = ?2`

	dueAtOnce = `UPDATE push_targets SET due_at = 0 WHERE app_id = ?1`
)

// ResendDelivery queues an event again that was given up, and makes its target
// due.
func (s *Store) ResendDelivery(ctx context.Context, to store.Target, id string) error {
	target := to.String()
	return s.change(ctx, []store.Key{store.TargetKey(to)}, "resend delivery", id, func(ctx context.Context, t *sqldb.Tx) error {
		_, state, err := readDelivery(ctx, t, target, id)
		if err != nil {
			return err
		}
		if state == store.DeliveryDead {
			var seq int64
			if _, err := t.Row(ctx, nextSeq, []any{target}, &seq); err != nil {
				return err
			}
			there, err := t.Exec(ctx, requeueDelivery, target, id, seq)
			if err == nil && there == 0 {
				err = store.ErrNotFound // DropDeliveries has no keys
			}
			if err != nil {
				return err
			}
		}
		_, err = t.Exec(ctx, dueAtOnce, target)
		return err
	})
}

func readDelivery(ctx context.Context, t *sqldb.Tx, target, id string) (seq int64, state store.DeliveryState, err error) {
	found, err := t.Row(ctx, selectDelivery, []any{target, id}, &seq, &state)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	return seq, state, err
}

const deleteDelivery = `DELETE FROM pushes WHERE app_id = ?1 AND id = ?2`

// DropDelivery deletes an event.
func (s *Store) DropDelivery(ctx context.Context, to store.Target, id string) error {
	target := to.String()
	return s.change(ctx, []store.Key{store.TargetKey(to)}, "drop delivery", id, func(ctx context.Context, t *sqldb.Tx) error {
		seq, state, err := readDelivery(ctx, t, target, id)
		if err != nil {
			return err
		}
		if _, err := t.Exec(ctx, deleteDelivery, target, id); err != nil || state != store.DeliveryQueued {
			return err
		}
		_, err = t.Exec(ctx, dueWithout, target, seq)
		return err
	})
}

const (
	selectOldDeliveries = `SELECT app_id, id FROM pushes WHERE state = 'dead' AND created_at < ?2
	ORDER BY created_at, app_id, id LIMIT ?1`

	// deleteDeadDelivery leaves an event alone that was queued again since it was
	// selected.
	deleteDeadDelivery = `DELETE FROM pushes WHERE app_id = ?1 AND id = ?2 AND state = 'dead'`
)

// DropDeliveries deletes up to limit events that were given up and were created
// before the time, and returns how many.
func (s *Store) DropDeliveries(ctx context.Context, createdBefore time.Time, limit int) (int, error) {
	return s.drop(ctx, "dead deliveries", declared.deliveries, selectOldDeliveries, deleteDeadDelivery, limit, createdBefore.UnixMilli())
}

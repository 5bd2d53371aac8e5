package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

const (
	// countPush locks the target's row until the commit. It comes first: what
	// the statements after it read of the target's events is what whoever had the
	// row before has left, and stays so.
	countPush = `INSERT INTO push_targets (app_id, last_seq, due_at, leased_at, leased_until, leased_by)
	VALUES (?1, 1, NULL, 0, 0, '') ON CONFLICT (app_id) DO UPDATE SET last_seq = push_targets.last_seq + 1`

	selectLastSeq = `SELECT t.last_seq FROM push_targets AS t WHERE t.app_id = ?1`

	insertPush = `INSERT INTO pushes (app_id, id, seq, state, kind, body, created_at, attempts, last_error)
	VALUES (?1, ?2, ?3, 'queued', ?4, ?5, ?6, 0, '') ON CONFLICT DO NOTHING`

	// deleteSuperseded leaves the event that is being sent: the first one of a
	// target that is held.
	deleteSuperseded = `DELETE FROM pushes WHERE app_id = ?1 AND kind = ?2 AND id <> ?3 AND NOT EXISTS (
		SELECT 1 FROM push_targets AS t WHERE t.app_id = ?1 AND t.leased_by <> '' AND pushes.seq = (
			SELECT MIN(q.seq) FROM pushes AS q WHERE q.app_id = ?1 AND q.state = 'queued'))`

	// dueIfFirst makes a target due whose first event is that of the seq.
	dueIfFirst = `UPDATE push_targets SET due_at = 0 WHERE app_id = ?1 AND NOT EXISTS (
		SELECT 1 FROM pushes AS q WHERE q.app_id = ?1 AND q.state = 'queued' AND q.seq < ?2)`
)

// enqueue queues an event inside a write. An event that is there already stays
// as it is.
func enqueue(ctx context.Context, t *tx, p store.Push) error {
	seq, err := nextSeq(ctx, t, p.Target)
	if err != nil {
		return err
	}
	added, err := t.exec(ctx, insertPush, p.Target, p.ID, seq, p.Kind, p.Body, p.CreatedAt.UnixMilli())
	if err != nil || added == 0 {
		return err
	}
	if p.Kind == store.PushTicket {
		if _, err := t.exec(ctx, deleteSuperseded, p.Target, p.Kind, p.ID); err != nil {
			return err
		}
	}
	_, err = t.exec(ctx, dueIfFirst, p.Target, seq)
	return err
}

func nextSeq(ctx context.Context, t *tx, target string) (int64, error) {
	if _, err := t.exec(ctx, countPush, target); err != nil {
		return 0, err
	}
	var seq int64
	_, err := t.row(ctx, selectLastSeq, []any{target}, &seq)
	return seq, err
}

const pushColumns = `p.id, p.seq, p.state, p.kind, p.body, p.created_at, p.attempts, p.last_error`

func scanPush(p *store.Push) []any {
	return []any{&p.ID, &p.Seq, &p.State, &p.Kind, &p.Body, timeColumn{&p.CreatedAt}, &p.Attempts, &p.LastError}
}

const selectPushes = `SELECT p.app_id, CASE WHEN p.state = 'queued' THEN t.due_at END,
	CASE WHEN p.state = 'queued' THEN t.leased_until END, CASE WHEN p.state = 'queued' THEN t.leased_by ELSE '' END,
	` + pushColumns + ` FROM pushes AS p JOIN push_targets AS t ON t.app_id = p.app_id
	WHERE (?1 = '' OR p.app_id = ?1) AND (?2 = '' OR p.state = ?2) ORDER BY p.app_id, p.seq LIMIT ?3`

// Pushes returns up to limit events, by target and Seq.
func (s *Store) Pushes(ctx context.Context, f store.PushFilter, limit int) ([]store.Push, error) {
	var pushes []store.Push
	args := []any{f.Target, string(f.State), max(limit, 0)}
	err := s.reader.rows(ctx, selectPushes, args, func(rows Row) error {
		var p store.Push
		dest := append([]any{&p.Target, momentColumn{&p.NextAt}, momentColumn{&p.LeasedUntil}, &p.LeasedBy}, scanPush(&p)...)
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		pushes = append(pushes, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: read pushes: %w", err)
	}
	return pushes, nil
}

const (
	selectPush = `SELECT p.seq, p.state FROM pushes AS p WHERE p.app_id = ?1 AND p.id = ?2`

	requeuePush = `UPDATE pushes SET state = 'queued', seq = ?3, attempts = 0, last_error = ''
	WHERE app_id = ?1 AND id = ?2`

	dueAtOnce = `UPDATE push_targets SET due_at = 0 WHERE app_id = ?1`
)

// ResendPush queues an event again that was given up, and makes its target due.
func (s *Store) ResendPush(ctx context.Context, target, id string) error {
	return s.change(ctx, ofTarget(target), "resend push", id, func(ctx context.Context, t *tx) error {
		_, state, err := readPush(ctx, t, target, id)
		if err != nil {
			return err
		}
		if state == store.PushDead {
			seq, err := nextSeq(ctx, t, target)
			if err != nil {
				return err
			}
			there, err := t.exec(ctx, requeuePush, target, id, seq)
			if err == nil && there == 0 {
				err = store.ErrNotFound // DropPushes has no keys
			}
			if err != nil {
				return err
			}
		}
		_, err = t.exec(ctx, dueAtOnce, target)
		return err
	})
}

func readPush(ctx context.Context, t *tx, target, id string) (seq int64, state store.PushState, err error) {
	found, err := t.row(ctx, selectPush, []any{target, id}, &seq, &state)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	return seq, state, err
}

const (
	deletePush = `DELETE FROM pushes WHERE app_id = ?1 AND id = ?2`

	// dueWithout follows the removal of a queued event of a seq: if it was the
	// first, the one after it need not wait for it.
	dueWithout = `UPDATE push_targets SET due_at = CASE
		WHEN EXISTS (SELECT 1 FROM pushes AS q WHERE q.app_id = ?1 AND q.state = 'queued' AND q.seq < ?2) THEN due_at
		WHEN EXISTS (SELECT 1 FROM pushes AS q WHERE q.app_id = ?1 AND q.state = 'queued') THEN 0 END
	WHERE app_id = ?1`
)

// DropPush forgets an event.
func (s *Store) DropPush(ctx context.Context, target, id string) error {
	return s.change(ctx, ofTarget(target), "drop push", id, func(ctx context.Context, t *tx) error {
		seq, state, err := readPush(ctx, t, target, id)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, deletePush, target, id); err != nil || state != store.PushQueued {
			return err
		}
		_, err = t.exec(ctx, dueWithout, target, seq)
		return err
	})
}

const (
	selectOldPushes = `SELECT app_id, id FROM pushes WHERE state = 'dead' AND created_at < ?2
	ORDER BY created_at, app_id, id LIMIT ?1`

	// deleteDeadPush leaves an event alone that was queued again since it was
	// selected.
	deleteDeadPush = `DELETE FROM pushes WHERE app_id = ?1 AND id = ?2 AND state = 'dead'`
)

// DropPushes forgets up to limit events that were given up and were created
// before the time, and returns how many.
func (s *Store) DropPushes(ctx context.Context, createdBefore time.Time, limit int) (int, error) {
	return s.drop(ctx, "dead pushes", selectOldPushes, deleteDeadPush, 2, limit, createdBefore.UnixMilli())
}

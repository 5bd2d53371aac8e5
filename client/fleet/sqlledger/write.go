package sqlledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/said"
)

// request is one write that waits, with the goroutine that asked for it.
type request struct {
	write fleet.Write
	// picture and hash are those of PutPicture, reviewed that of PutReviewed.
	picture  []byte
	hash     string
	reviewed *fleet.Reviewed
	done     chan error
}

// free reports whether a write needs no hold.
func (r *request) free() bool { return r.picture != nil || r.reviewed != nil }

// mostTogether is how many writes share a commit at most.
const mostTogether = 256

// Write implements fleet.Ledger.
func (l *Ledger) Write(ctx context.Context, w fleet.Write) error {
	return l.enqueue(ctx, &request{write: w})
}

// enqueue lets a write share a commit with those that wait meanwhile. The first that
// waits carries out all, in the goroutine of its caller.
func (l *Ledger) enqueue(ctx context.Context, r *request) error {
	r.done = make(chan error, 1)
	l.mu.Lock()
	l.queue = append(l.queue, r)
	if l.writing {
		l.mu.Unlock()
		return <-r.done
	}
	l.writing = true
	l.mu.Unlock()
	for {
		l.mu.Lock()
		n := min(len(l.queue), mostTogether)
		if n == 0 {
			l.writing = false
			l.mu.Unlock()
			return <-r.done
		}
		batch := l.queue[:n:n]
		l.queue = l.queue[n:]
		hold := l.hold
		l.mu.Unlock()
		l.commit(context.WithoutCancel(ctx), batch, hold)
	}
}

// commit carries out some writes in one transaction, and each alone if that fails.
func (l *Ledger) commit(ctx context.Context, batch []*request, hold string) {
	ctx, cancel := context.WithTimeout(ctx, commitTime)
	defer cancel()
	err := l.transact(ctx, batch, hold)
	if err != nil && len(batch) > 1 && !errors.Is(err, fleet.ErrHoldLost) {
		for _, r := range batch {
			r.done <- l.transact(ctx, []*request{r}, hold)
		}
		return
	}
	for _, r := range batch {
		r.done <- err
	}
}

const commitTime = 30 * time.Second

func (l *Ledger) transact(ctx context.Context, batch []*request, hold string) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return said.Errorf("write to the ledger: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // it was committed, or its error is told
	known, guarded := 0, false
	for _, r := range batch {
		known += len(r.write.Merchants) + len(r.write.Stores)
		guarded = guarded || !r.free()
	}
	w := writer{l, tx, 0}
	if guarded {
		// This write comes first, so that the transaction has the lock for writing from
		// its beginning, and it proves the hold.
		err := tx.QueryRowContext(ctx, l.text(`UPDATE fleet_meta SET generation = generation + ?, held_until = ? WHERE hold = ? AND hold <> '' RETURNING generation`),
			min(known, 1), time.Now().Add(leaseTime).UnixMilli(), hold).Scan(&w.generation)
		if errors.Is(err, sql.ErrNoRows) {
			return fleet.ErrHoldLost
		}
		if err != nil {
			return said.Errorf("write to the ledger: %w", err)
		}
	}
	for _, r := range batch {
		if err := w.write(ctx, r); err != nil {
			return said.Errorf("write to the ledger: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return said.Errorf("write to the ledger: %w", err)
	}
	return nil
}

// writer writes within a transaction.
type writer struct {
	l          *Ledger
	tx         *sql.Tx
	generation int64
}

func (w writer) exec(ctx context.Context, statement string, args ...any) error {
	_, err := w.tx.ExecContext(ctx, w.l.text(statement), args...)
	return err
}

func (w writer) write(ctx context.Context, r *request) error {
	if o := r.reviewed; o != nil {
		return w.exec(ctx, `INSERT INTO fleet_reviewed (appid, path, audit_id, at, record) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			o.AppID, o.Path, o.AuditID, o.At.UnixMilli(), text(o))
	}
	if r.picture != nil {
		return w.exec(ctx, `INSERT INTO fleet_pictures (hash, content) VALUES (?, ?) ON CONFLICT DO NOTHING`, r.hash, r.picture)
	}
	if run := r.write.Run; run != nil {
		err := w.exec(ctx, `INSERT INTO fleet_runs (id, began, record) VALUES (?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET record = excluded.record`, run.ID, run.Began.UnixMilli(), text(run))
		if err != nil {
			return err
		}
	}
	for _, i := range r.write.Items {
		err := w.exec(ctx, `INSERT INTO fleet_items (run, appid, position, state, desired, outcome) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (run, appid) DO UPDATE SET state = excluded.state, outcome = excluded.outcome`,
			i.Run, i.Desired.Key(), i.Position, string(i.State), text(i.Desired), text(i.Outcome))
		if err != nil {
			return err
		}
	}
	if m := r.write.Media; m != nil {
		err := w.exec(ctx, `INSERT INTO fleet_media (appid, hash, record) VALUES (?, ?, ?)
			ON CONFLICT (appid, hash) DO UPDATE SET record = excluded.record`, m.AppID, m.Picture, text(m))
		if err != nil {
			return err
		}
	}
	for _, m := range r.write.Merchants {
		m.Generation = w.generation
		err := w.exec(ctx, `INSERT INTO fleet_merchants (appid, generation, record) VALUES (?, ?, ?)
			ON CONFLICT (appid) DO UPDATE SET generation = excluded.generation, record = excluded.record`, m.AppID, m.Generation, text(m))
		if err != nil {
			return err
		}
	}
	for _, s := range r.write.Stores {
		s.Generation = w.generation
		err := w.exec(ctx, `INSERT INTO fleet_stores (id, generation, record) VALUES (?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET generation = excluded.generation, record = excluded.record`, s.ID(), s.Generation, text(s))
		if err != nil {
			return err
		}
	}
	for _, c := range r.write.Changes {
		if err := w.exec(ctx, `INSERT INTO fleet_changes (run, appid, at, record) VALUES (?, ?, ?, ?)`, c.Run, c.AppID, c.At.UnixMilli(), text(c)); err != nil {
			return err
		}
	}
	return nil
}

// text is a record as JSON. Records hold texts, numbers and times only.
func text(record any) string {
	encoded, err := json.Marshal(record)
	if err != nil {
		return "null"
	}
	return string(encoded)
}

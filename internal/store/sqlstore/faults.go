package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const selectFaults = `SELECT f.id, f.interface, f.app_id, f.kind, f.probability, f.hits_left, f.code, f.status,
	f.latency_shape, f.latency_min, f.latency_max, f.latency_sigma FROM faults AS f ORDER BY f.id`

// Faults returns all faults, in the order of their ids.
func (s *Store) Faults(ctx context.Context) ([]store.Fault, error) {
	var faults []store.Fault
	err := s.db.Rows(ctx, selectFaults, nil, func(rows sqldb.Row) error {
		var f store.Fault
		var least, most int64
		err := rows.Scan(&f.ID, &f.Interface, &f.AppID, &f.Kind, &f.Probability, &f.Left, &f.Code, &f.Status,
			&f.Latency.Shape, &least, &most, &f.Latency.Sigma)
		if err != nil {
			return err
		}
		f.Latency.Min, f.Latency.Max = time.Duration(least)*time.Microsecond, time.Duration(most)*time.Microsecond
		faults = append(faults, f)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: read faults: %w", err)
	}
	return faults, nil
}

const upsertFault = `INSERT INTO faults (id, interface, app_id, kind, probability, hits_left, code, status,
	latency_shape, latency_min, latency_max, latency_sigma)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
	ON CONFLICT (id) DO UPDATE SET interface = excluded.interface, app_id = excluded.app_id, kind = excluded.kind,
	probability = excluded.probability, hits_left = excluded.hits_left, code = excluded.code,
	status = excluded.status, latency_shape = excluded.latency_shape, latency_min = excluded.latency_min,
	latency_max = excluded.latency_max, latency_sigma = excluded.latency_sigma`

// ofFault are the columns of a fault.
func ofFault(f store.Fault) []any {
	l := f.Latency
	return []any{
		f.ID, f.Interface, f.AppID, string(f.Kind), f.Probability, f.Left, f.Code, f.Status,
		l.Shape, l.Min.Microseconds(), l.Max.Microseconds(), l.Sigma,
	}
}

// PutFault adds a fault or replaces the one with its id.
func (s *Store) PutFault(ctx context.Context, f store.Fault) error {
	return s.write(ctx, "put fault", f.ID, func(ctx context.Context, t *sqldb.Tx) error {
		s.note("faults", "")
		_, err := t.Exec(ctx, upsertFault, ofFault(f)...)
		return err
	})
}

const insertFault = `INSERT INTO faults (id, interface, app_id, kind, probability, hits_left, code, status,
	latency_shape, latency_min, latency_max, latency_sigma)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (id) DO NOTHING`

const swapFault = `UPDATE faults SET interface = ?2, app_id = ?3, kind = ?4, probability = ?5, hits_left = ?6, code = ?7,
	status = ?8, latency_shape = ?9, latency_min = ?10, latency_max = ?11, latency_sigma = ?12
	WHERE id = ?1 AND interface = ?13 AND app_id = ?14 AND kind = ?15 AND probability = ?16 AND code = ?17
	AND status = ?18 AND latency_shape = ?19 AND latency_min = ?20 AND latency_max = ?21 AND latency_sigma = ?22`

// SwapFault puts a fault if the one with its id is before, but for its Left; nil
// is none. One statement looks and puts, so that replicas cannot overtake it.
func (s *Store) SwapFault(ctx context.Context, before *store.Fault, after store.Fault) error {
	return s.write(ctx, "swap fault", after.ID, func(ctx context.Context, t *sqldb.Tx) error {
		s.note("faults", "")
		statement, args := insertFault, ofFault(after)
		if before != nil {
			was := ofFault(*before)
			statement, args = swapFault, append(append(args, was[1:5]...), was[6:]...)
		}
		n, err := t.Exec(ctx, statement, args...)
		if err == nil && n == 0 {
			return sqldb.Refuse(fmt.Errorf("fault %s: %w", after.ID, store.ErrConflict))
		}
		return err
	})
}

const selectHitsLeft = `SELECT f.hits_left FROM faults AS f WHERE f.id = ?1`

const takeHit = `UPDATE faults SET hits_left = hits_left - 1 WHERE id = ?1 AND hits_left > 0`

// TakeFault takes one from the fault's Left and reports whether there was one
// to take. A negative Left stays as it is.
func (s *Store) TakeFault(ctx context.Context, id string) (bool, error) {
	var took bool
	err := s.write(ctx, "take fault", id, func(ctx context.Context, t *sqldb.Tx) error {
		s.note("faults", "")
		// One statement looks and takes, so that replicas cannot take the same.
		n, err := t.Exec(ctx, takeHit, id)
		if took = n > 0; took || err != nil {
			return err
		}
		var left int
		found, err := t.Row(ctx, selectHitsLeft, []any{id}, &left)
		took = found && left < 0
		return err
	})
	return took && err == nil, err
}

const (
	deleteFault  = `DELETE FROM faults WHERE id = ?1`
	deleteFaults = `DELETE FROM faults`
)

// DropFault deletes a fault, or all if id is "". That there is none is no
// error.
func (s *Store) DropFault(ctx context.Context, id string) error {
	return s.write(ctx, "drop fault", id, func(ctx context.Context, t *sqldb.Tx) error {
		s.note("faults", "")
		if id == "" {
			_, err := t.Exec(ctx, deleteFaults)
			return err
		}
		_, err := t.Exec(ctx, deleteFault, id)
		return err
	})
}

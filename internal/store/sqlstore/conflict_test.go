package sqlstore_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"

	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// TestDeadlock lets two replicas write the same two rows in opposite order. The
// database ends one of the two writes; that one runs again, and both happen.
func TestDeadlock(t *testing.T) {
	address := pgtest.Address(t)
	open := func() *sqlstore.Store {
		s, err := sqlstore.Open(t.Context(), postgres.At(address), slog.New(slog.DiscardHandler))
		return opened(t, s, err)
	}
	replicas := []*sqlstore.Store{open(), open()}
	for _, appID := range []string{"first", "second"} {
		if err := replicas[0].WriteSQL(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error {
			return tx.Exec(ctx, `INSERT INTO merchants (app_id, state, nickname, intro, version, month, month_changes, updated_at)
				VALUES (?1, '', '', '', 0, '', 0, 0)`, appID)
		}); err != nil {
			t.Fatal(err)
		}
	}
	rows := [][]string{{"first", "second"}, {"second", "first"}}
	var both, all sync.WaitGroup
	both.Add(len(replicas))
	runs := make([]int, len(replicas))
	for i, s := range replicas {
		all.Go(func() {
			err := s.WriteSQL(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error {
				const more = `UPDATE merchants SET version = version + 1 WHERE app_id = ?1`
				runs[i]++
				err := tx.Exec(ctx, more, rows[i][0])
				if runs[i] == 1 {
					both.Done()
					both.Wait() // each has its first row
				}
				if err != nil {
					return err
				}
				return tx.Exec(ctx, more, rows[i][1])
			})
			if err != nil {
				t.Errorf("replica %d: %v", i, err)
			}
		})
	}
	all.Wait()
	for _, appID := range rows[0] {
		if m, err := replicas[0].Merchant(t.Context(), appID); err != nil || m.Version != 2 {
			t.Errorf("%s has version %d, %v, want 2", appID, m.Version, err)
		}
	}
	if runs[0]+runs[1] < 3 {
		t.Errorf("the writes ran %v times, so neither was undone", runs)
	}
}

package postgres_test

import (
	"log/slog"
	"sync"
	"testing"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// TestContractOfReplicas holds two stores on one database to the contract of
// one: whatever is asked for goes to the one and the other in turn.
func TestContractOfReplicas(t *testing.T) {
	if testing.Short() {
		t.Skip("make test runs it")
	}
	storetest.Exercise(t, func(t *testing.T) store.Store {
		address := pgtest.Address(t)
		return &pair{Store: open(t, address), second: open(t, address)}
	})
}

// TestReplicasStartTogether opens many stores on an empty database at once:
// one makes the tables, and all work.
func TestReplicasStartTogether(t *testing.T) {
	const replicas = 6
	address := pgtest.Address(t)
	opened := make([]*sqlstore.Store, replicas)
	var all sync.WaitGroup
	for i := range opened {
		all.Go(func() {
			var err error
			if opened[i], err = sqlstore.Open(t.Context(), postgres.At(address), slog.New(slog.DiscardHandler)); err != nil {
				t.Errorf("Open: %v", err)
				return
			}
			if _, err := storetest.With(opened[i]).Seed(t.Context(), storetest.Merchants(0, 100)); err != nil {
				t.Errorf("Seed: %v", err)
			}
		})
	}
	all.Wait()
	for _, s := range opened {
		if s == nil {
			continue
		}
		if n, err := storetest.With(s).Seed(t.Context(), storetest.Merchants(0, 100)); n != 0 || err != nil {
			t.Errorf("Seed of what is there = %d, %v, want 0", n, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

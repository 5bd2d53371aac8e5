package postgres_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// What 1,000 changes by 64 clients may take. One by one it would be two or more
// statements for each.
const (
	budgetCommits    = 60
	budgetStatements = 150
)

// TestChangesShareStatements counts what changes take that come together.
func TestChangesShareStatements(t *testing.T) {
	const clients, changes = 64, 1000
	s := open(t, pgtest.Address(t))
	defer s.Close()
	seeds := storetest.Merchants(0, 100)
	if _, err := storetest.With(s).Seed(t.Context(), seeds); err != nil {
		t.Fatal(err)
	}
	before := s.WriteStats()
	var all sync.WaitGroup
	for client := range clients {
		all.Go(func() {
			for i := client; i < changes; i += clients {
				if err := storetest.With(s).ModifyMerchant(t.Context(), seeds[i%len(seeds)].Account.AppID, intro(fmt.Sprint(i))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	after := s.WriteStats()
	commits, statements := after.Commits-before.Commits, after.Statements-before.Statements
	t.Logf("%d commits, %d statements", commits, statements)
	if commits > budgetCommits || statements > budgetStatements {
		t.Errorf("%d commits and %d statements for %d changes, over the budget of %d and %d", commits, statements, changes, budgetCommits, budgetStatements)
	}
}

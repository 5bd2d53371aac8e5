package postgres_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
)

// TestReplicasOfJournal has two replicas append, trim and join at the same time
// on one database. No call is lost or doubled, and those of a replica stay in
// order.
func TestReplicasOfJournal(t *testing.T) {
	const rounds, batch, most = 120, 3, 200
	address := pgtest.Address(t)
	replicas := []journal.Store{openJournal(t, address), openJournal(t, address)}
	start := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	var all sync.WaitGroup
	var mu sync.Mutex
	trimmed := 0
	for r, j := range replicas {
		all.Go(func() {
			for round := range rounds {
				var calls []journal.Entry
				for n := range batch {
					at := start.Add(time.Duration(round) * time.Second)
					calls = append(calls, journal.Entry{
						RID: fmt.Sprintf("%08x-%08x-%08x", at.Unix(), round*batch+n, r), AppID: fmt.Sprint("wx", r), At: at,
						Code: round*batch + n,
					})
				}
				if err := j.AppendCalls(t.Context(), calls); err != nil {
					t.Errorf("AppendCalls: %v", err)
				}
				n, err := j.TrimCalls(t.Context(), time.Time{}, most, 0)
				if err != nil {
					t.Errorf("TrimCalls: %v", err)
				}
				mu.Lock()
				trimmed += n
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for range 3 { // one replica leaves to the next time what may be on its way
		for _, j := range replicas {
			n, err := j.TrimCalls(t.Context(), time.Time{}, most, 0)
			if err != nil {
				t.Fatal(err)
			}
			trimmed += n
		}
	}
	left, err := replicas[0].Calls(t.Context(), journal.Filter{}, 10*most)
	if err != nil || len(left) != most || trimmed != len(replicas)*rounds*batch-most {
		t.Errorf("%d calls are left and %d were trimmed, %v", len(left), trimmed, err)
	}
	seen := make(map[string]bool)
	next := map[string]int{"wx0": rounds*batch - 1, "wx1": rounds*batch - 1}
	for _, c := range left {
		if seen[c.RID] || c.Code != next[c.AppID] {
			t.Fatalf("number %d of %s, want %d; there twice: %v", c.Code, c.AppID, next[c.AppID], seen[c.RID])
		}
		seen[c.RID] = true
		next[c.AppID]--
	}
	var calls, chunks int
	row := admin(t, address).QueryRow(t.Context(), "SELECT sum(c.calls), count(*) FROM chunks AS c")
	if err := row.Scan(&calls, &chunks); err != nil || calls != most || chunks > 30 {
		t.Errorf("%d calls are in %d chunks, %v", calls, chunks, err)
	}
	for _, j := range replicas {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	}
}

package postgres_test

import (
	"testing"

	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// TestStandbyIsAway opens a store on the standby, which says so, and kills it. What the primary has alone is not
// acknowledged: neither when its answer takes too long nor when another connection tells
// it to wait no longer.
func TestStandbyIsAway(t *testing.T) {
	if testing.Short() {
		t.Skip("make test runs it")
	}
	pair := pgtest.NewPair(t, nil)
	s := open(t, pair.Address())
	defer s.Close()
	appID := shop(t, s)
	for name, parameters := range map[string]string{"standby": "", "standby, as documented": "&target_session_attrs=read-write"} {
		refused(t, name, pair.StandbyAddress()+parameters, "no server of the address takes writes: it is a standby")
	}
	if err := pair.KillStandby(); err != nil {
		t.Fatal(err)
	}
	watch := admin(t, pair.Address())
	const waiting = `FROM pg_stat_activity WHERE query = 'COMMIT' AND wait_event = 'SyncRep' AND application_name = 'wxastore'`

	result := make(chan error, 1)
	go func() { result <- storetest.With(s).ModifyMerchant(t.Context(), appID, intro("told not to wait")) }()
	for told := 0; told == 0; {
		if err := watch.QueryRow(t.Context(), "SELECT count(pg_cancel_backend(pid)) "+waiting).Scan(&told); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-result; err == nil {
		t.Error("a commit that only the primary has was acknowledged")
	}
	if err := storetest.With(s).ModifyMerchant(t.Context(), appID, intro("waits")); err == nil {
		t.Error("a commit that waits for the standby was acknowledged")
	}
	// Reading goes on.
	if _, err := s.Merchant(t.Context(), appID); err != nil {
		t.Errorf("Merchant: %v", err)
	}
	if err := pair.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := storetest.With(s).ModifyMerchant(t.Context(), appID, intro("with a standby")); err != nil {
		t.Errorf("ModifyMerchant with a standby again: %v", err)
	}
	// Each of the three happened once, or not at all if it was not acknowledged.
	changes, err := s.History(t.Context(), appID, 0, 10)
	if err != nil || len(changes) == 0 || len(changes) > 3 {
		t.Errorf("History = %+v, %v", changes, err)
	}
	seen := make(map[string]int)
	for _, c := range changes {
		if seen[c.AfterIntro]++; seen[c.AfterIntro] > 1 {
			t.Errorf("%q happened twice", c.AfterIntro)
		}
	}
}

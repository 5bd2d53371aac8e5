package fleet_test

import (
	"iter"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestStoresKilled kills the process at random moments of a run of stores, and lets
// another resume it. No place is asked for twice and no store added twice; what is not
// done is listed as unknown, and its place was asked for at most once.
func TestStoresKilled(t *testing.T) {
	const accounts, each = 4, 4
	times := rounds.Of(t, "WXASTORE_FLEET_KILLS", 1, 6)
	srv := serveStores(t, accounts, 0)
	picture := writePNG(t, 1)
	unknown, killed := 0, 0
	for round := range times {
		rows := storesOfRound(srv, accounts, each, round, picture)
		ledger := filepath.Join(t.TempDir(), "fleet.db")
		plan := savePlan(t, srv, ledger, rows)
		killed += kill(t, srv, ledger, plan, time.Duration(rand.Int64N(int64(200*time.Millisecond))))
		child(t, srv, ledger, plan)
		unknown += checkStoresKilled(t, srv, ledger, round, accounts*each)
		if t.Failed() {
			return
		}
	}
	t.Logf("%d of %d killed in mid-run; %d stores unknown", killed, times, unknown)
	if times >= 20 && killed == 0 {
		t.Error("no process was killed before its run had ended")
	}
}

// storesOfRound are rows of stores of a round, and puts every second place on the map.
func storesOfRound(srv *wxastoretest.Server, accounts, each, round int, picture string) iter.Seq2[fleet.Desired, error] {
	number := func(n int) int { return round*each + n }
	for a := range accounts {
		for n := 0; n < each; n += 2 {
			id, name, address := placeOf(a, number(n))
			srv.AddPlace(wxastoretest.Place{ID: id, Name: name, Address: address, DistrictID: district, Lat: 23.07, Lng: 113.3, Category: "美食:中餐厅"})
		}
	}
	at := 0
	return wantedStores(accounts, each, picture, func(d *fleet.DesiredStore) {
		_, d.Name, d.Address = placeOf(at/each%accounts, number(at%each))
		at++
	})
}

// checkStoresKilled compares the last run with the calls of the service, and returns how
// many stores are unknown.
func checkStoresKilled(t *testing.T, srv *wxastoretest.Server, path string, round, want int) (unknown int) {
	t.Helper()
	ledger := openLedger(t, path)
	run, err := fleet.FindRun(t.Context(), ledger, "")
	if err != nil {
		t.Fatal(err)
	}
	created, n := srv.CallsOf(weixin.CreateMapPOI.Name), 0
	listed := make(map[string]int)
	for i, err := range ledger.Items(t.Context(), run.ID) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		d, id := i.Desired.Store, i.Desired.AppID
		if _, read := listed[id]; !read {
			listed[id] = 1
			for _, one := range storesOf(t, srv, id) {
				listed[id+one.BusinessName]++
			}
		}
		asked := 0
		for _, c := range created {
			if c.AppID == id && strings.Contains(c.Request, `"`+d.Name+`"`) {
				asked++
			}
		}
		switch there := listed[id+d.Name]; {
		case i.State == fleet.Done && there == 1 && asked <= 1:
		case i.State == fleet.Unknown && there == 0 && asked <= 1:
			unknown++
		default:
			t.Errorf("round %d: %s is %s (%s), %d times in the list, its place asked for %d times", round, i.Desired.Key(), i.State, i.Outcome.Text, there, asked)
		}
	}
	if n != want {
		t.Errorf("round %d: %d stores in the run", round, n)
	}
	return unknown
}

// TestSamePlaceTwice blocks the second row of a place.
func TestSamePlaceTwice(t *testing.T) {
	srv, ledger := serveStores(t, 1, 1), newLedger(t)
	caller, picture := accountsAt(t, srv.URL), writePNG(t, 1)
	_, name, address := placeOf(0, 0)
	plan := makePlan(t, planner(ledger, caller), wantedStores(1, 2, picture, func(d *fleet.DesiredStore) { d.Name, d.Address = name, address }))
	if g := plan.Groups(); len(g) != 1 || g[0].Reason != fleet.SamePlace || plan.Counts()[fleet.Modify] != 1 {
		t.Errorf("%v, %v", plan.Counts(), g)
	}
}

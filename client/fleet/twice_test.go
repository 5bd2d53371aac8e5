package fleet_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/weixin"
)

// TestAppliedMeanwhile refuses a plan that was fresh when it was looked at, and that another
// process has applied by the time the ledger is held. A rehearsal with a plan of another
// ledger compares nothing.
func TestAppliedMeanwhile(t *testing.T) {
	srv, ledger := serve(t, 3), newLedger(t)
	accounts := accountsAt(t, srv.URL)
	plan := makePlan(t, planner(ledger, accounts), wanted(3, "after", ""))
	if err := plan.CheckFresh(t.Context(), ledger, nil, new(fleet.Pictures)); err != nil {
		t.Fatal(err)
	}
	if run, err := runner(ledger, accounts).Apply(t.Context(), plan); err != nil || run.Count[fleet.Done] != 3 {
		t.Fatal(run.Count, err)
	}
	_, err := runner(ledger, accounts).Apply(t.Context(), plan)
	if stale, ok := errors.AsType[fleet.StaleError](err); !ok || !slices.Equal(stale.AppIDs, []string{appID(0), appID(1), appID(2)}) {
		t.Errorf("the second: %v", err)
	}
	srv.CheckCalls(t, weixin.ModifyMerchant.Name, 3)
	if runs, err := ledger.Runs(t.Context(), 0); err != nil || len(runs) != 1 {
		t.Errorf("%d runs, %v", len(runs), err)
	}
	other := newLedger(t)
	if _, err := runner(other, accounts).Apply(t.Context(), plan); !errors.As(err, new(fleet.StaleError)) {
		t.Errorf("with another ledger: %v", err)
	}
	r := runner(other, accounts)
	r.AnyLedger = true
	if run, err := r.Apply(t.Context(), plan); err != nil || run.Count[fleet.Done] != 3 {
		t.Errorf("a rehearsal: %v, %v", run.Count, err)
	}
}

// TestAppliedAfterKill refuses a plan whose run was killed while a change was under way:
// only the ledger's items tell of that change.
func TestAppliedAfterKill(t *testing.T) {
	srv, ledger := serve(t, 2), newLedger(t)
	accounts := accountsAt(t, srv.URL)
	plan := makePlan(t, planner(ledger, accounts), wanted(2, "after", ""))
	release, err := ledger.Hold(t.Context(), "the one that is killed")
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now().UTC().Add(-time.Minute)
	killed := fleet.Write{Run: &fleet.Run{ID: "killed", State: fleet.Running, Began: began}}
	for n, state := range []fleet.State{fleet.Changing, fleet.Pending} {
		killed.Items = append(killed.Items, fleet.Item{Run: "killed", Position: n, Desired: plan.Steps[n].Desired, State: state})
	}
	if err := errors.Join(ledger.Write(t.Context(), killed), release()); err != nil {
		t.Fatal(err)
	}
	_, err = runner(ledger, accounts).Apply(t.Context(), plan)
	if stale, ok := errors.AsType[fleet.StaleError](err); !ok || !slices.Equal(stale.AppIDs, []string{appID(0)}) {
		t.Errorf("%v", err)
	}
	srv.CheckCalls(t, weixin.ModifyMerchant.Name, 0)
	again := makePlan(t, planner(ledger, accounts), wanted(2, "after", ""))
	if g := again.Groups(); len(g) != 1 || g[0].Reason != fleet.UnknownBefore || g[0].Count != 1 {
		t.Errorf("%+v", g)
	}
}

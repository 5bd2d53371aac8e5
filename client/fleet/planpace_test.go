package fleet_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/weixin"
)

// TestPlanRate asks no more often than was said, and applies so.
func TestPlanRate(t *testing.T) {
	t.Parallel()
	const merchants, perSecond = 6, 50
	least := (merchants - 1) * time.Second / perSecond
	srv, ledger := serve(t, merchants), newLedger(t)
	accounts := accountsAt(t, srv.URL)
	p := planner(ledger, accounts)
	p.PerSecond = perSecond
	began := time.Now()
	plan := makePlan(t, p, wanted(merchants, "after", ""))
	if took := time.Since(began); took < least {
		t.Errorf("%d calls in %s", merchants, took)
	}
	r := runner(ledger, accounts)
	r.Options.PerSecond = perSecond
	began = time.Now()
	run, err := r.Apply(t.Context(), plan)
	if took := time.Since(began); err != nil || run.Count[fleet.Done] != merchants || took < least {
		t.Errorf("%v in %s, %v", run.Count, took, err)
	}
}

// TestPlanIsGentle: where the service says that it is busy, fewer merchants are asked about
// at a time, down to one.
func TestPlanIsGentle(t *testing.T) {
	t.Parallel()
	var asked, under, most atomic.Int64
	busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != weixin.GetMerchantAuditInfo.Path {
			_, _ = io.WriteString(w, `{"access_token":"token","expires_in":7200}`)
			return
		}
		now, n := under.Add(1), asked.Add(1)
		defer under.Add(-1)
		if n > 40 {
			most.Store(max(most.Load(), now))
		}
		_, _ = io.WriteString(w, `{"errcode":-1,"errmsg":"system error"}`)
	}))
	t.Cleanup(busy.Close)
	plan := makePlan(t, planner(newLedger(t), accountsAt(t, busy.URL)), wanted(80, "after", ""))
	if groups := plan.Groups(); len(groups) != 1 || groups[0].Code != weixin.SystemError || groups[0].Count != 80 || most.Load() != 1 {
		t.Errorf("%d at a time: %+v", most.Load(), groups)
	}
}

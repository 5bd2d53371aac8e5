package fleet_test

import (
	"runtime"
	"testing"

	"github.com/wxastore/wxastore/client/fleet"
)

// BenchmarkPlan plans 100,000 merchants that share a picture, without the service.
func BenchmarkPlan(b *testing.B) {
	const merchants = 100_000
	headimg := writePNG(b, 1)
	for b.Loop() {
		p := planner(newLedger(b), accountsAt(b, "http://127.0.0.1:1"))
		p.Offline = true
		plan, err := p.Plan(b.Context(), fleet.Source{Format: "csv"}, wanted(merchants, "after", headimg))
		if err != nil || plan.Counts()[fleet.Modify] != merchants {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(merchants)*float64(b.N)/b.Elapsed().Seconds(), "merchants/s")
}

// BenchmarkApply changes 5,000 merchants with a picture each, the service in the same
// process.
func BenchmarkApply(b *testing.B) {
	const merchants = 5_000
	srv := serve(b, merchants)
	accounts := accountsAt(b, srv.URL)
	headimg := writePNG(b, 1)
	for n := 0; b.Loop(); n++ {
		ledger := newLedger(b)
		p := planner(ledger, accounts)
		p.Offline = true
		plan, err := p.Plan(b.Context(), fleet.Source{Format: "csv"}, wanted(merchants, "after "+string(rune('a'+n)), headimg))
		if err != nil {
			b.Fatal(err)
		}
		r := runner(ledger, accounts)
		r.Options.Parallel = 12
		run, err := r.Apply(b.Context(), plan)
		if err != nil || run.Count[fleet.Done] != merchants {
			b.Fatal(run.Count, err)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MB")
	b.ReportMetric(float64(merchants)*float64(b.N)/b.Elapsed().Seconds(), "merchants/s")
}

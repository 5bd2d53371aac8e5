package fleet_test

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
)

// BenchmarkPlanOffline plans 100,000 merchants that share a picture, without the service.
func BenchmarkPlanOffline(b *testing.B) { benchmarkPlan(b, 100_000, "http://127.0.0.1:1", true) }

// BenchmarkPlanAsked asks the service about each of 100,000 merchants: a token and the
// standing of its store Mini Program.
func BenchmarkPlanAsked(b *testing.B) {
	const merchants = 100_000
	benchmarkPlan(b, merchants, serve(b, merchants).URL, false)
}

func benchmarkPlan(b *testing.B, merchants int, api string, offline bool) {
	headimg := writePNG(b, 1)
	begin := cpuTime(b)
	for b.Loop() {
		p := planner(newLedger(b), accountsAt(b, api))
		p.Offline, p.Parallel = offline, 64
		plan, err := p.Plan(b.Context(), fleet.Source{Format: "csv"}, wanted(merchants, "after", headimg))
		if err != nil || plan.Counts()[fleet.Modify] != merchants {
			b.Fatal(err, plan.Groups())
		}
	}
	b.ReportMetric(float64(merchants)*float64(b.N)/b.Elapsed().Seconds(), "merchants/s")
	b.ReportMetric((cpuTime(b)-begin).Seconds()/float64(b.N), "cpu-s/op")
}

// cpuTime is what the process has used of all cores, which other processes change less
// than the time that passes.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkApply changes 5,000 merchants with a picture of their own each, in a process of
// its own; the service is in this one.
func BenchmarkApply(b *testing.B) {
	const merchants = 5_000
	srv := serve(b, merchants)
	pictures := distinctPNGs(b, merchants)
	var most int64
	for n := 0; b.Loop(); n++ {
		ledger := filepath.Join(b.TempDir(), "fleet.db")
		b.StopTimer()
		plan := savePlan(b, srv, ledger, func(yield func(fleet.Desired, error) bool) {
			i := 0
			for d, err := range wanted(merchants, fmt.Sprintf("after %d", n), "") {
				d.Headimg = filepath.Join(pictures, fmt.Sprint(i))
				if i++; !yield(d, err) {
					return
				}
			}
		})
		b.StartTimer()
		c := command(srv, ledger, plan)
		if out, err := c.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		if used, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
			most = max(most, used.Maxrss)
		}
		run, err := fleet.FindRun(b.Context(), openLedger(b, ledger), "")
		if err != nil || run.Count[fleet.Done] != merchants {
			b.Fatal(run.Count, err)
		}
	}
	b.ReportMetric(float64(most)/1024, "MB")
	b.ReportMetric(float64(merchants)*float64(b.N)/b.Elapsed().Seconds(), "merchants/s")
}

// distinctPNGs writes n pictures of some 4 KB, of which no two are the same.
func distinctPNGs(b *testing.B, n int) string {
	b.Helper()
	dir := b.TempDir()
	source := rand.NewChaCha8([32]byte{})
	for i := range n {
		picture := image.NewGray(image.Rect(0, 0, 64, 64))
		_, _ = source.Read(picture.Pix)
		binary.BigEndian.PutUint32(picture.Pix, uint32(i)) //nolint:gosec // i is small
		file, err := os.Create(filepath.Join(dir, fmt.Sprint(i)))
		if err != nil {
			b.Fatal(err)
		}
		if err := png.Encode(file, picture); err != nil {
			b.Fatal(err)
		}
		if err := file.Close(); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

package metrics_test

import (
	"bytes"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/metrics"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

type written store.WriteStats

func (w *written) WriteStats() store.WriteStats { return store.WriteStats(*w) }

func TestPrometheus(t *testing.T) {
	t.Parallel()
	writes := &written{Commits: 3, Writes: 5, Queued: 2}
	writes.Sizes[0], writes.Sizes[1] = 1, 2
	m := metrics.New(metrics.Sources{Store: writes, JournalWaiting: func() int { return 4 }, JournalLost: func() int64 { return 6 },
		Deliveries: func() metrics.Deliveries {
			return metrics.Deliveries{Delivered: 8, Failed: 9, GivenUp: 10, InFlight: 11}
		}})
	m.Observe("modifywxastore", weixin.OK, 200, 150*time.Microsecond)
	m.Observe("modifywxastore", weixin.OK, 200, time.Minute)
	m.Observe("modifywxastore", weixin.IllegalIntro, 200, 0)
	m.Observe("modifywxastore", 123456, 200, 0)
	m.Observe("modifywxastore", weixin.OK, 0, 0)
	m.Observe("", weixin.InvalidURL, 200, 0)
	m.ObserveGone("modifywxastore")
	m.MediaBytes.Add(7)
	var b bytes.Buffer
	if err := m.WritePrometheus(&b); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, line := range []string{
		`wxastore_calls_total{interface="modifywxastore",code="0"} 2`,
		`wxastore_calls_total{interface="modifywxastore",code="85036"} 1`,
		`wxastore_calls_total{interface="modifywxastore",code="other"} 1`,
		`wxastore_calls_total{interface="modifywxastore",code="none"} 1`,
		`wxastore_calls_total{interface="modifywxastore",code="gone"} 1`,
		`wxastore_calls_total{interface="",code="40066"} 1`,
		`wxastore_call_duration_seconds_bucket{interface="modifywxastore",le="0.0001"} 3`,
		`wxastore_call_duration_seconds_bucket{interface="modifywxastore",le="0.00025"} 4`,
		`wxastore_call_duration_seconds_bucket{interface="modifywxastore",le="10"} 4`,
		`wxastore_call_duration_seconds_bucket{interface="modifywxastore",le="+Inf"} 5`,
		`wxastore_call_duration_seconds_sum{interface="modifywxastore"} 60.00015`,
		`wxastore_call_duration_seconds_count{interface="modifywxastore"} 5`,
		`wxastore_commit_writes_bucket{le="1"} 1`, `wxastore_commit_writes_bucket{le="2"} 3`,
		`wxastore_commit_writes_sum 5`, `wxastore_commit_writes_count 3`,
		`wxastore_store_queue 2`, `wxastore_journal_queue 4`, `wxastore_journal_lost_total 6`, `wxastore_media_bytes_total 7`,
		`wxastore_deliveries_total{outcome="delivered"} 8`, `wxastore_deliveries_total{outcome="failed"} 9`, `wxastore_deliveries_total{outcome="given_up"} 10`, `wxastore_deliveries_in_flight 11`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("no line %s in\n%s", line, text)
		}
	}
	form := regexp.MustCompile(`^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? [0-9.e+-]+)$`)
	for line := range strings.Lines(text) {
		if !form.MatchString(strings.TrimSuffix(line, "\n")) {
			t.Errorf("no line of the format: %q", line)
		}
	}
}

func TestSeries(t *testing.T) {
	t.Parallel()
	writes := &written{}
	m := metrics.New(metrics.Sources{Store: writes})
	now := time.Now()
	m.Sample(now)
	for range 100 {
		m.Observe("getmedia", weixin.OK, 200, 200*time.Microsecond)
	}
	m.Observe("getmedia", weixin.UnusableMedia, 200, 200*time.Microsecond)
	writes.Commits, writes.Writes = 2, 10
	m.Sample(now.Add(2 * time.Second))
	s := m.Series()
	last := len(s.At) - 1
	for name, got := range map[string][2]float64{
		"calls": {s.Calls[last], 50.5}, "errors": {s.Errors[last], 0.5},
		"commits": {s.Commits[last], 1}, "size": {s.CommitSize[last], 5},
	} {
		if math.Abs(got[0]-got[1]) > 0.01 {
			t.Errorf("%s: %v, want %v", name, got[0], got[1])
		}
	}
	if s.Median[last] < 0.1 || s.Median[last] > 0.25 || s.P99[last] < s.Median[last] {
		t.Errorf("median %v, p99 %v of calls of 0.2 ms", s.Median[last], s.P99[last])
	}
	for i := range 1000 {
		m.Sample(now.Add(time.Duration(i+2) * metrics.Every))
	}
	if s := m.Series(); len(s.At) != 300 || len(s.Calls) != 300 || len(s.Journal) != 300 || !s.At[0].Before(s.At[299]) {
		t.Errorf("%d samples", len(s.At))
	}
}

func BenchmarkObserve(b *testing.B) {
	m := metrics.New(metrics.Sources{})
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			m.Observe("modifywxastore", weixin.OK, 200, 150*time.Microsecond)
		}
	})
}

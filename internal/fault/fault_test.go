package fault_test

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/fault"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/weixin"
)

var _ edge.Faults = (*fault.Faults)(nil)

// faultStore opens a store in memory.
func faultStore(t testing.TB) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func newFaults(t testing.TB, s fault.Port, seed uint64) *fault.Faults {
	t.Helper()
	f, err := fault.New(t.Context(), s, rand.NewPCG(seed, seed), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func putFaults(t testing.TB, f *fault.Faults, faults ...store.Fault) {
	t.Helper()
	for _, fault := range faults {
		if _, err := f.Put(t.Context(), fault); err != nil {
			t.Fatal(err)
		}
	}
}

// hit returns the id of the fault that hits a call, "" for none.
func hit(t testing.TB, f *fault.Faults, page weixin.Page, appID string) string {
	if fault := f.Next(t.Context(), page, appID); fault != nil {
		return fault.ID
	}
	return ""
}

// always is a fault that hits every call.
func always(id string, kind store.FaultKind) store.Fault {
	return store.Fault{ID: id, Kind: kind, Probability: 1, Left: -1}
}

func TestFaultMatches(t *testing.T) {
	t.Parallel()
	f := newFaults(t, faultStore(t), 1)
	if got := hit(t, f, weixin.ModifyMerchant.Page, "wx1"); got != "" {
		t.Errorf("without faults %s hits", got)
	}
	one, upload, both, all := always("a-one", store.FaultEmpty), always("b-upload", store.FaultEmpty), always("c-both", store.FaultEmpty), always("d-all", store.FaultEmpty)
	one.AppID, upload.Interface = "wx1", weixin.UploadTempMedia.Name
	both.AppID, both.Interface = "wx2", weixin.ModifyMerchant.Name
	putFaults(t, f, all, both, upload, one)
	for _, c := range []struct {
		page  weixin.Page
		appID string
		want  string
	}{
		{weixin.ModifyMerchant.Page, "wx1", "a-one"},
		{weixin.UploadTempMedia.Page, "wx1", "a-one"},
		{weixin.UploadTempMedia.Page, "wx2", "b-upload"},
		{weixin.ModifyMerchant.Page, "wx2", "c-both"},
		{weixin.GetAccessToken.Page, "wx2", "d-all"},
		{weixin.GetAccessToken.Page, "", "d-all"},
	} {
		if got := hit(t, f, c.page, c.appID); got != c.want {
			t.Errorf("%s by %q: %q hits, want %q", c.page.Name, c.appID, got, c.want)
		}
	}
}

func TestFaultDoes(t *testing.T) {
	t.Parallel()
	f := newFaults(t, faultStore(t), 1)
	code, status, slow := always("x", store.FaultCode), always("x", store.FaultStatus), always("x", store.FaultLatency)
	code.Code, status.Status = -1, 502
	slow.Latency = store.Latency{Shape: "fixed", Min: 1_500_000}
	for _, c := range []struct {
		fault store.Fault
		want  edge.Fault
	}{
		{code, edge.Fault{ID: "x", Do: edge.FaultCode, Code: weixin.SystemError}},
		{status, edge.Fault{ID: "x", Do: edge.FaultStatus, Status: 502}},
		{slow, edge.Fault{ID: "x", Do: edge.FaultNone, Wait: 1_500_000}},
		{always("x", store.FaultEmpty), edge.Fault{ID: "x", Do: edge.FaultEmpty}},
		{always("x", store.FaultCut), edge.Fault{ID: "x", Do: edge.FaultCut}},
		{always("x", store.FaultGarbage), edge.Fault{ID: "x", Do: edge.FaultGarbage}},
	} {
		putFaults(t, f, c.fault)
		if got := f.Next(t.Context(), weixin.ModifyMerchant.Page, ""); got == nil || *got != c.want {
			t.Errorf("%s: %+v, want %+v", c.fault.Kind, got, c.want)
		}
	}
}

// TestFaultProbability counts hits of a fault that misses often, and of the
// one behind it; the same seed hits the same calls.
func TestFaultProbability(t *testing.T) {
	t.Parallel()
	const calls = 20_000
	run := func() (hits map[string]int, order string) {
		f := newFaults(t, faultStore(t), 7)
		first, second := always("a", store.FaultEmpty), always("b", store.FaultCut)
		first.Probability, second.Probability = 0.25, 0.5
		putFaults(t, f, first, second)
		hits = make(map[string]int)
		for i := range calls {
			id := hit(t, f, weixin.ModifyMerchant.Page, "")
			hits[id]++
			if i < 100 {
				order += id + "."
			}
		}
		return hits, order
	}
	hits, order := run()
	for id, want := range map[string]int{"a": calls / 4, "b": calls * 3 / 8, "": calls * 3 / 8} {
		if off := hits[id] - want; off < -400 || off > 400 { // more than 6 sigma
			t.Errorf("%q hit %d times, want about %d", id, hits[id], want)
		}
	}
	if _, again := run(); again != order {
		t.Errorf("with the same seed other calls are hit:\n%s\n%s", order, again)
	}
}

// TestFaultCount lets many goroutines at two replicas spend one count.
func TestFaultCount(t *testing.T) {
	t.Parallel()
	const count, callers, each = 30, 8, 10
	s := faultStore(t)
	a := newFaults(t, s, 1)
	counted, behind := always("a", store.FaultEmpty), always("b", store.FaultCut)
	counted.Left = count
	putFaults(t, a, counted, behind)
	b := newFaults(t, s, 2)
	var first, second atomic.Int64
	var all sync.WaitGroup
	for i := range callers {
		f := []*fault.Faults{a, b}[i%2]
		all.Go(func() {
			for range each {
				switch hit(t, f, weixin.ModifyMerchant.Page, "") {
				case "a":
					first.Add(1)
				case "b":
					second.Add(1)
				}
			}
		})
	}
	all.Wait()
	if first.Load() != count || second.Load() != callers*each-count {
		t.Errorf("%d and %d hits, want %d and %d", first.Load(), second.Load(), count, callers*each-count)
	}
}

// brokenFaults is a store that cannot count.
type brokenFaults struct{ *sqlstore.Store }

func (brokenFaults) Write(context.Context, []store.Key, func(store.Tx) error) error {
	return errors.New("disk full")
}

// TestFaultCountNotKept lets no hit happen that cannot be counted, and the next
// fault have its turn.
func TestFaultCountNotKept(t *testing.T) {
	t.Parallel()
	kept := faultStore(t)
	counted := always("a", store.FaultEmpty)
	counted.Left = 1
	putFaults(t, newFaults(t, kept, 1), counted, always("b", store.FaultCut))
	f := newFaults(t, brokenFaults{kept}, 1)
	if got := hit(t, f, weixin.ModifyMerchant.Page, ""); got != "b" {
		t.Errorf("%q hits", got)
	}
}

// TestFaultSpent asks the store no more once a count is spent.
func TestFaultSpent(t *testing.T) {
	t.Parallel()
	s := &spyFaults{Store: faultStore(t)}
	f := newFaults(t, s, 1)
	counted := always("a", store.FaultEmpty)
	counted.Left = 2
	putFaults(t, f, counted)
	s.taken.Store(0)
	for range 10 {
		hit(t, f, weixin.ModifyMerchant.Page, "")
	}
	if got := s.taken.Load(); got != 3 {
		t.Errorf("the store was asked %d times, want 3", got)
	}
}

// spyFaults counts how often the store is asked to count.
type spyFaults struct {
	*sqlstore.Store
	taken atomic.Int64
}

func (s *spyFaults) Write(ctx context.Context, keys []store.Key, change func(store.Tx) error) error {
	s.taken.Add(1)
	return s.Store.Write(ctx, keys, change)
}

func BenchmarkFaultNext(b *testing.B) {
	page := weixin.ModifyMerchant.Page
	narrow, rare := always("a", store.FaultEmpty), always("a", store.FaultEmpty)
	narrow.AppID = "wx2"
	rare.Probability = 1e-9
	for _, c := range []struct {
		name   string
		faults []store.Fault
	}{
		{"none", nil},
		{"of others", []store.Fault{narrow}},
		{"missing", []store.Fault{rare}},
		{"hitting", []store.Fault{always("a", store.FaultEmpty)}},
	} {
		b.Run(c.name, func(b *testing.B) {
			f := newFaults(b, faultStore(b), 1)
			putFaults(b, f, c.faults...)
			ctx := b.Context()
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					f.Next(ctx, page, "wx1")
				}
			})
		})
	}
}

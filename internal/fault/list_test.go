package fault_test

import (
	"context"
	"errors"
	"math"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/fault"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

func TestFaultsAreListed(t *testing.T) {
	t.Parallel()
	f := newFaults(t, faultStore(t), 1)
	slow := always("slow", store.FaultLatency)
	slow.Latency = store.Latency{Shape: "uniform", Min: time.Millisecond + 1, Max: time.Second}
	slow.Left = -7
	put, err := f.Put(t.Context(), slow)
	slow.Left, slow.Latency.Min = -1, time.Millisecond
	if err != nil || put != slow {
		t.Fatalf("%+v, %v", put, err)
	}
	named, err := f.Put(t.Context(), always("", store.FaultCut))
	if err != nil || len(named.ID) != 10 {
		t.Fatalf("%+v, %v", named, err)
	}
	once := always("once", store.FaultCut)
	once.Left = 1
	putFaults(t, f, once)
	if err := f.Drop(t.Context(), named.ID, ""); err != nil {
		t.Fatal(err)
	}
	if got := hit(t, f, weixin.ModifyMerchant.Page, ""); got != "once" {
		t.Fatalf("%q hits", got)
	}
	once.Left = 0
	got, err := f.List(t.Context())
	if diff := cmp.Diff([]store.Fault{once, slow}, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if err := f.Drop(t.Context(), "nobody", ""); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("drop of none: %v", err)
	}
	if err := f.DropAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := hit(t, f, weixin.ModifyMerchant.Page, ""); got != "" {
		t.Errorf("%q hits after all were dropped", got)
	}
}

// TestFaultDeclare holds what a seed file changes.
func TestFaultDeclare(t *testing.T) {
	t.Parallel()
	f := newFaults(t, faultStore(t), 1)
	declare := func(left int, kind store.FaultKind) bool {
		t.Helper()
		fault := always("x", kind)
		fault.Left = left
		changed, err := f.Declare(t.Context(), fault)
		if err != nil {
			t.Fatal(err)
		}
		return changed
	}
	left := func() int {
		t.Helper()
		faults, err := f.List(t.Context())
		if err != nil || len(faults) != 1 {
			t.Fatalf("%+v, %v", faults, err)
		}
		return faults[0].Left
	}
	for i, step := range []struct {
		hits, count int
		kind        store.FaultKind
		changed     bool
		left        int
	}{
		{0, 3, store.FaultEmpty, true, 3},
		{1, 3, store.FaultEmpty, false, 2},
		{0, 9, store.FaultEmpty, false, 2}, // the count is not taken again
		{0, 3, store.FaultCut, true, 2},    // the rest is
		{5, 3, store.FaultCut, false, 0},   // and nothing revives it
		{0, -1, store.FaultCut, true, -1},  // but to have no limit
		{5, -1, store.FaultCut, false, -1},
		{0, 4, store.FaultCut, true, 4},
	} {
		for range step.hits {
			hit(t, f, weixin.ModifyMerchant.Page, "")
		}
		if changed := declare(step.count, step.kind); changed != step.changed || left() != step.left {
			t.Errorf("step %d: changed %t, left %d; want %t, %d", i, changed, left(), step.changed, step.left)
		}
	}
	if _, err := f.Declare(t.Context(), store.Fault{ID: "x"}); err == nil {
		t.Error("a fault that cannot be was declared")
	}
}

func TestFaultCheck(t *testing.T) {
	t.Parallel()
	slow := func(l store.Latency) func(*store.Fault) {
		return func(f *store.Fault) { *f = always("x", store.FaultLatency); f.Latency = l }
	}
	for _, c := range []struct {
		name   string
		change func(*store.Fault)
		want   string // "" for fine
	}{
		{"plain", func(*store.Fault) {}, ""},
		{"id", func(f *store.Fault) { f.ID = "a b" }, `id "a b": use 1 to 64 letters, digits, - and _`},
		{"interface", func(f *store.Fault) { f.Interface = "nope" }, `there is no interface "nope"; wxastore interfaces lists them`},
		{"appid", func(f *store.Fault) { f.AppID = "a/b" }, `appid "a/b": use 1 to 64 letters, digits, - and _, or leave it out for all accounts`},
		{"probability 0", func(f *store.Fault) { f.Probability = 0 }, "probability 0 must be above 0 and at most 1"},
		{"probability 2", func(f *store.Fault) { f.Probability = 2 }, "probability 2 must be above 0 and at most 1"},
		{"probability NaN", func(f *store.Fault) { f.Probability = math.NaN() }, "probability NaN must be above 0 and at most 1"},
		{"count", func(f *store.Fault) { f.Left = 0 }, "count must be 1 or more; leave it out for no limit"},
		{"kind", func(f *store.Fault) { f.Kind = "boom" }, `unknown kind "boom": use code, latency, status, empty, cut or garbage`},
		{"code", func(f *store.Fault) { f.Kind, f.Code = store.FaultCode, 12 }, ""},
		{"code 0", func(f *store.Fault) { f.Kind = store.FaultCode }, "code must not be 0: that would be success"},
		{"long code", func(f *store.Fault) { f.Kind, f.Code = store.FaultCode, 1<<31 }, "code 2147483648 is longer than any errcode"},
		{"code of another", func(f *store.Fault) { f.Code = 1 }, "a fault of kind empty has no code"},
		{"status", func(f *store.Fault) { f.Kind, f.Status = store.FaultStatus, 400 }, ""},
		{"status 200", func(f *store.Fault) { f.Kind, f.Status = store.FaultStatus, 200 }, "status 200 must be from 400 to 599"},
		{"status 600", func(f *store.Fault) { f.Kind, f.Status = store.FaultStatus, 600 }, "status 600 must be from 400 to 599"},
		{"status of another", func(f *store.Fault) { f.Status = 500 }, "a fault of kind empty has no status"},
		{"latency of another", func(f *store.Fault) { f.Latency.Min = 1 }, "a fault of kind empty has no latency: add a second fault of kind latency"},
		{"fixed", slow(store.Latency{Shape: "fixed", Min: time.Minute}), ""},
		{"fixed 0", slow(store.Latency{Shape: "fixed"}), "latency: min 0s must be from 1µs to 1m0s"},
		{"fixed too long", slow(store.Latency{Shape: "fixed", Min: time.Minute + 1}), "latency: min 1m0.000000001s must be from 1µs to 1m0s"},
		{"fixed max", slow(store.Latency{Shape: "fixed", Min: 1, Max: 2}), "latency: max belongs to shape uniform only"},
		{"uniform", slow(store.Latency{Shape: "uniform", Max: time.Minute}), ""},
		{"uniform empty", slow(store.Latency{Shape: "uniform", Min: 5, Max: 5}), "latency: from min 5ns to max 5ns must be a stretch between 0s and 1m0s"},
		{"uniform negative", slow(store.Latency{Shape: "uniform", Min: -5, Max: 5}), "latency: from min -5ns to max 5ns must be a stretch between 0s and 1m0s"},
		{"uniform sigma", slow(store.Latency{Shape: "uniform", Max: 5, Sigma: 1}), "latency: sigma belongs to shape lognormal only"},
		{"lognormal", slow(store.Latency{Shape: "lognormal", Min: time.Second, Sigma: 10}), ""},
		{"lognormal 0", slow(store.Latency{Shape: "lognormal", Min: time.Second}), "latency: sigma 0 must be above 0 and at most 10"},
		{"shape", slow(store.Latency{Shape: "round", Min: 1}), `latency: unknown shape "round": use fixed, uniform or lognormal`},
	} {
		f := always("x", store.FaultEmpty)
		c.change(&f)
		err := new(fault.Faults).Check(f)
		if c.want == "" && err == nil {
			continue
		}
		var bad fault.Bad
		if !errors.As(err, &bad) || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

// fakeFaults is a store that others change and that can fail. It starts no
// goroutine, so that a synctest can wait for it.
type fakeFaults struct {
	fault.Port // what is not used here
	mu         sync.Mutex
	faults     []store.Fault
	failing    bool
}

func (f *fakeFaults) set(faults []store.Fault, failing bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults, f.failing = faults, failing
}

func (f *fakeFaults) Faults(context.Context) ([]store.Fault, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failing {
		return nil, errors.New("away")
	}
	return f.faults, nil
}

// TestFaultsAreReadAgain changes faults behind the service's back, as a replica
// does.
func TestFaultsAreReadAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := new(fakeFaults)
		f := newFaults(t, s, 1)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- f.Run(ctx) }()
		for i, step := range []struct {
			failing bool
			faults  []store.Fault
			want    string
		}{
			{false, []store.Fault{always("a", store.FaultEmpty)}, "a"},
			{true, nil, "a"},
			{false, nil, ""},
		} {
			s.set(step.faults, step.failing)
			time.Sleep(time.Second + time.Millisecond)
			if got := hit(t, f, weixin.ModifyMerchant.Page, ""); got != step.want {
				t.Errorf("step %d: %q hits, want %q", i, got, step.want)
			}
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

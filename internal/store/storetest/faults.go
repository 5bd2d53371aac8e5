package storetest

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

func exerciseFaults(t *testing.T, open opener) {
	t.Run("Put", func(t *testing.T) { putFaults(t, open(t)) })
	t.Run("Swap", func(t *testing.T) { swapFaults(t, open(t)) })
	t.Run("Take", func(t *testing.T) { takeFaults(t, open(t)) })
}

// fault is a fault in which no field is zero.
func fault(id string) store.Fault {
	return store.Fault{
		ID: id, Interface: "modifywxastore", AppID: "wx1", Kind: store.FaultLatency, Probability: 0.123456789,
		Left: 3, Code: 45009, Status: 502,
		Latency: store.Latency{Shape: "lognormal", Min: 1500 * time.Microsecond, Max: time.Hour, Sigma: 1.5},
	}
}

func faults(t *testing.T, s Writes, want ...store.Fault) {
	t.Helper()
	got, err := s.Faults(context.Background())
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Faults: %v, differ (-want +got):\n%s", err, diff)
	}
}

func putFaults(t *testing.T, s Writes) {
	ctx := context.Background()
	faults(t, s)
	bare, fine := store.Fault{ID: "bare"}, fault("fine")
	fine.Latency.Min += 999 * time.Nanosecond
	for _, f := range []store.Fault{fine, fault("b"), bare, fault("a")} {
		if err := s.PutFault(ctx, f); err != nil {
			t.Errorf("PutFault: %v", err)
		}
	}
	faults(t, s, fault("a"), fault("b"), bare, fault("fine"))
	replaced := store.Fault{ID: "a", Kind: store.FaultCut, Probability: 1, Left: -1}
	if err := s.PutFault(ctx, replaced); err != nil {
		t.Errorf("PutFault: %v", err)
	}
	faults(t, s, replaced, fault("b"), bare, fault("fine"))
	for _, id := range []string{"b", "none"} {
		if err := s.Write(ctx, nil, func(tx store.Tx) error { tx.DropFault(id); return nil }); err != nil {
			t.Errorf("DropFault(%s): %v", id, err)
		}
	}
	faults(t, s, replaced, bare, fault("fine"))
	for range 2 {
		if err := s.DropFaults(ctx); err != nil {
			t.Errorf("DropFaults: %v", err)
		}
		faults(t, s)
	}
}

// swapFaults puts faults that must still be what was seen.
func swapFaults(t *testing.T, s Writes) {
	ctx := context.Background()
	swap := func(before *store.Fault, after store.Fault, want error) {
		t.Helper()
		if err := s.SwapFault(ctx, before, after); !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("SwapFault(%+v, %+v): %v, want %v", before, after, err, want)
		}
	}
	first, second := fault("a"), store.Fault{ID: "a", Kind: store.FaultCut, Probability: 1, Left: -1}
	swap(&first, second, store.ErrConflict) // there is none
	swap(nil, first, nil)
	swap(nil, second, store.ErrConflict)
	faults(t, s, first)
	for range 2 { // what is left does not matter
		if took, err := s.TakeFault(ctx, "a"); !took || err != nil {
			t.Errorf("TakeFault = %t, %v", took, err)
		}
	}
	swap(&first, second, nil)
	swap(&first, first, store.ErrConflict)
	faults(t, s, second)
	swap(&second, second, nil)

	// Of many who have seen the same, one comes first.
	var kept atomic.Int64
	everyWorker(func(i int) {
		after := second
		after.Status = 500 + i
		switch err := s.SwapFault(ctx, &second, after); {
		case err == nil:
			kept.Add(1)
		case !errors.Is(err, store.ErrConflict):
			t.Errorf("SwapFault: %v", err)
		}
	})
	if kept.Load() != 1 {
		t.Errorf("%d of many were put in the place of one fault", kept.Load())
	}
}

func takeFaults(t *testing.T, s Writes) {
	const left = 100
	ctx := context.Background()
	endless, some, spent := fault("endless"), fault("some"), fault("spent")
	endless.Left, some.Left, spent.Left = -1, left, 0
	for _, f := range []store.Fault{endless, some, spent} {
		if err := s.PutFault(ctx, f); err != nil {
			t.Fatalf("PutFault: %v", err)
		}
	}
	for id, want := range map[string]bool{"endless": true, "spent": false, "none": false} {
		if took, err := s.TakeFault(ctx, id); took != want || err != nil {
			t.Errorf("TakeFault(%s) = %t, %v, want %t", id, took, err, want)
		}
	}
	var taken atomic.Int64
	everyWorker(func(int) {
		for range 4 {
			took, err := s.TakeFault(ctx, "some")
			if err != nil {
				t.Errorf("TakeFault: %v", err)
			}
			if took {
				taken.Add(1)
			}
		}
	})
	if taken.Load() != left {
		t.Errorf("%d were taken, want %d", taken.Load(), left)
	}
	some.Left = 0
	faults(t, s, endless, some, spent)
}

func exerciseSettings(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	if _, err := s.Setting(ctx, "a"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Setting of an unknown name: %v, want ErrNotFound", err)
	}
	for _, value := range [][]byte{[]byte("1"), {}, {0, 255, '\''}, nil} {
		if err := s.PutSetting(ctx, "a", value); err != nil {
			t.Errorf("PutSetting: %v", err)
		}
		if err := s.PutSetting(ctx, "b", []byte("other")); err != nil {
			t.Errorf("PutSetting: %v", err)
		}
		if got, err := s.Setting(ctx, "a"); string(got) != string(value) || err != nil {
			t.Errorf("Setting = %q, %v, want %q", got, err, value)
		}
	}
}

package outbox

import (
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// TestHurry queues an event behind one that is to be tried again in an hour.
func TestHurry(t *testing.T) {
	t.Parallel()
	s := open(t)
	var taken atomic.Bool
	r := receive(t, func(w http.ResponseWriter, target, id string, attempt int) {
		if taken.Load() {
			succeed(w, target, id, attempt)
			return
		}
		w.WriteHeader(http.StatusBadGateway)
	})
	s.book.set("wx1", r.server.URL+"/wx1", key)
	s.queue(t, "wx1", "0")
	now, wx1 := time.Now(), store.ComponentTarget("wx1")
	leased, err := s.store.LeaseDeliveries(t.Context(), store.Lease{By: "another", Now: now, Until: now.Add(leaseTime), Targets: 1, Each: runLength})
	if err != nil || len(leased) != 1 {
		t.Fatalf("leased %v, %v", leased, err)
	}
	failed := store.Settlement{Target: wx1, By: "another", Failed: "0", Reason: "not there", Next: now.Add(time.Hour)}
	if _, _, err := s.store.SettleDeliveries(t.Context(), []store.Settlement{failed}, store.Lease{}); err != nil {
		t.Fatal(err)
	}
	s.queue(t, "wx1", "1")
	d, _ := s.start(t, anywhere())

	got, err := d.Hurry(t.Context(), wx1, "1")
	if err != nil || got.Delivered || got.Ahead != 1 || got.First.ID != "0" || got.First.Attempts != 2 || got.First.LastError == "not there" {
		t.Errorf("a receiver that refuses: %+v, %v", got, err)
	}
	taken.Store(true)
	if got, err = d.Hurry(t.Context(), wx1, "1"); err != nil || !got.Delivered {
		t.Errorf("a receiver that takes it: %+v, %v", got, err)
	}
	if got := r.list("wx1"); !slices.Equal(got[len(got)-2:], []string{"0", "1"}) {
		t.Errorf("in the order %v", got)
	}
	if got, err = d.Hurry(t.Context(), wx1, "1"); err != nil || !got.Delivered {
		t.Errorf("what was delivered: %+v, %v", got, err)
	}
}

// TestHurryBehindMany asks for an event that more are before than are counted.
func TestHurryBehindMany(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := receive(t, func(w http.ResponseWriter, _, _ string, _ int) { w.WriteHeader(http.StatusBadGateway) })
	s.book.set("wx1", r.server.URL+"/wx1", key)
	ids := make([]string, mostAhead+2)
	for i := range ids {
		ids[i] = fmt.Sprintf("%04d", i)
	}
	s.queue(t, "wx1", ids...)
	d, _ := s.start(t, anywhere())
	got, err := d.Hurry(t.Context(), store.ComponentTarget("wx1"), ids[len(ids)-1])
	if err != nil || got.Delivered || got.Ahead != mostAhead || got.First.ID != ids[0] {
		t.Errorf("%+v, %v", got, err)
	}
}

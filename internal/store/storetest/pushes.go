package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

func exercisePushes(t *testing.T, open opener) {
	t.Run("Queue", func(t *testing.T) { queuePushes(t, open(t)) })
	t.Run("Order", func(t *testing.T) { pushOrder(t, open(t)) })
	t.Run("Retry", func(t *testing.T) { retryPush(t, open(t)) })
	t.Run("Leases", func(t *testing.T) { leasePushes(t, open(t)) })
	t.Run("Runs", func(t *testing.T) { leaseRuns(t, open(t)) })
	t.Run("Fairness", func(t *testing.T) { fairPushes(t, open(t)) })
	t.Run("Tickets", func(t *testing.T) { pushTickets(t, open(t)) })
	t.Run("TicketUnderWay", func(t *testing.T) { ticketUnderWay(t, open(t)) })
	t.Run("Resend", func(t *testing.T) { resendPush(t, open(t)) })
	t.Run("Drop", func(t *testing.T) { dropPush(t, open(t)) })
	t.Run("Workers", func(t *testing.T) { pushWorkers(t, open(t)) })
	t.Run("Writers", func(t *testing.T) { pushWriters(t, open(t)) })
}

// push is an event as it is queued.
func push(target, id, kind string) store.Delivery {
	return store.Delivery{Target: store.ComponentTarget(target), ID: id, Kind: kind, Body: []byte("<xml>" + id + " 饺子\x00</xml>"), CreatedAt: noon()}
}

// queue queues events in one write.
func queue(t *testing.T, s Writes, pushes ...store.Delivery) {
	t.Helper()
	err := s.Decide(context.Background(), "wxplat", "", store.Hash{}, func(store.Standing) (store.Decision, error) {
		return store.Decision{Deliveries: pushes}, nil
	})
	if err != nil {
		t.Fatalf("Decide: %v", err)
	}
}

// runOf is how many events of a target are leased.
func runOf(n int) func(store.Target) int { return func(store.Target) int { return n } }

// lease leases what is due at a time, for a minute.
func lease(t *testing.T, s Writes, by string, now time.Time, limit int) []store.Delivery {
	t.Helper()
	pushes, err := s.LeaseDeliveries(context.Background(), store.Lease{By: by, Now: now, Until: now.Add(time.Minute), Targets: limit, Each: runOf(1)})
	if err != nil {
		t.Fatalf("LeaseDeliveries: %v", err)
	}
	return pushes
}

// leaseOne leases the one event that is due, and wants it to be this one.
func leaseOne(t *testing.T, s Writes, by string, now time.Time, id string) store.Delivery {
	t.Helper()
	pushes := lease(t, s, by, now, 10)
	if len(pushes) != 1 || pushes[0].ID != id {
		t.Fatalf("leased %s, want only %s", ids(pushes), id)
	}
	return pushes[0]
}

// settled gives the target of an event back, or returns store.ErrConflict if the
// lease was lost.
func settled(s Writes, d store.Delivery, how store.Settlement) error {
	how.Target, how.By = d.Target, d.LeasedBy
	_, lost, err := s.SettleDeliveries(context.Background(), []store.Settlement{how}, store.Lease{})
	if err == nil && len(lost) > 0 {
		err = store.ErrConflict
	}
	return err
}

// done settles an event that was delivered, retry one that failed, bury one that
// is given up, and free one that was not tried.
func done(s Writes, d store.Delivery) error {
	return settled(s, d, store.Settlement{Delivered: d.Seq})
}

func retry(s Writes, d store.Delivery, next time.Time, reason string) error {
	return settled(s, d, store.Settlement{Failed: d.ID, Next: next, Reason: reason})
}

func bury(s Writes, d store.Delivery, reason string) error {
	return settled(s, d, store.Settlement{Failed: d.ID, Dead: true, Reason: reason})
}

func free(s Writes, d store.Delivery) error { return settled(s, d, store.Settlement{}) }

func ids(pushes []store.Delivery) []string {
	list := []string{}
	for _, p := range pushes {
		list = append(list, p.ID)
	}
	return list
}

// waiting wants these events of a state, in order.
func waiting(t *testing.T, s Writes, state store.DeliveryState, want ...string) []store.Delivery {
	t.Helper()
	pushes, err := s.Deliveries(context.Background(), store.DeliveryFilter{State: state}, 100)
	if diff := cmp.Diff(append([]string{}, want...), ids(pushes)); diff != "" || err != nil {
		t.Errorf("Deliveries that are %q: %v, differ (-want +got):\n%s", state, err, diff)
	}
	return pushes
}

func queuePushes(t *testing.T, s Writes) {
	ctx := context.Background()
	seedPlatforms(t, s, "wxplat")
	if got := lease(t, s, "a", noon(), 10); len(got) != 0 {
		t.Errorf("leased %s of a store without events", ids(got))
	}
	// What belongs to the store is not the caller's to say.
	meddled := push("wx2", "two", "authorized")
	meddled.Seq, meddled.Attempts, meddled.State, meddled.LastError = 9, 9, store.DeliveryDead, "meddled"
	meddled.NextAt, meddled.LeasedUntil, meddled.LeasedBy = noon().Add(time.Hour), noon().Add(time.Hour), "meddler"
	queue(t, s, push("wx1", "one", "authorized"), meddled, push("wx1", "three", "unauthorized"))
	queue(t, s, push("wx1", "one", "queued again"))
	want := []store.Delivery{push("wx1", "one", "authorized"), push("wx1", "three", "unauthorized"), push("wx2", "two", "authorized")}
	for i, seq := range []int64{1, 2, 1} {
		want[i].Seq, want[i].State, want[i].CreatedAt = seq, store.DeliveryQueued, kept(noon())
	}
	got, err := s.Deliveries(ctx, store.DeliveryFilter{}, 10)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Deliveries: %v, differ (-want +got):\n%s", err, diff)
	}
	for _, c := range []struct {
		filter store.DeliveryFilter
		limit  int
		want   []string
	}{
		{store.DeliveryFilter{Target: store.ComponentTarget("wx2")}, 10, []string{"two"}},
		{store.DeliveryFilter{State: store.DeliveryQueued}, 2, []string{"one", "three"}},
		{store.DeliveryFilter{State: store.DeliveryDead}, 10, []string{}},
		{store.DeliveryFilter{Target: store.ComponentTarget("wx3")}, 10, []string{}},
		{store.DeliveryFilter{}, 0, []string{}},
	} {
		got, err := s.Deliveries(ctx, c.filter, c.limit)
		if diff := cmp.Diff(c.want, ids(got)); diff != "" || err != nil {
			t.Errorf("Deliveries(%+v, %d): %v, differ (-want +got):\n%s", c.filter, c.limit, err, diff)
		}
	}
	for i := range want {
		want[i].LeasedBy, want[i].LeasedUntil = "a", kept(noon().Add(time.Minute))
	}
	leased := lease(t, s, "a", noon(), 10)
	if diff := cmp.Diff([]store.Delivery{want[0], want[2]}, leased); diff != "" {
		t.Errorf("leased events differ (-want +got):\n%s", diff)
	}
	got, err = s.Deliveries(ctx, store.DeliveryFilter{}, 10)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Deliveries of leased targets: %v, differ (-want +got):\n%s", err, diff)
	}
	// A write that is refused queues nothing.
	refused := errors.New("refused")
	err = s.Decide(ctx, "wxplat", "", store.Hash{}, func(store.Standing) (store.Decision, error) {
		return store.Decision{Deliveries: []store.Delivery{push("wx1", "never", "authorized")}}, refused
	})
	if err != refused {
		t.Errorf("Decide: %v", err)
	}
	waiting(t, s, "", "one", "three", "two")
}

func pushOrder(t *testing.T, s Writes) {
	seedPlatforms(t, s, "wxplat")
	for i := range 5 {
		queue(t, s, push("wx1", fmt.Sprint("id", 9-i), "authorized"))
	}
	now := noon()
	for i := range 5 {
		p := leaseOne(t, s, "a", now, fmt.Sprint("id", 9-i))
		if again := lease(t, s, "b", now, 10); len(again) != 0 {
			t.Errorf("leased %s while %s is held", ids(again), p.ID)
		}
		if err := done(s, p); err != nil {
			t.Errorf("done: %v", err)
		}
	}
	if got := lease(t, s, "a", now, 10); len(got) != 0 {
		t.Errorf("leased %s after all", ids(got))
	}
	// The order goes on where it was.
	queue(t, s, push("wx1", "later", "authorized"))
	if p := leaseOne(t, s, "a", now, "later"); p.Seq != 6 {
		t.Errorf("Seq is %d after five", p.Seq)
	}
}

func retryPush(t *testing.T, s Writes) {
	seedPlatforms(t, s, "wxplat")
	queue(t, s, push("wx1", "one", "authorized"), push("wx1", "two", "authorized"))
	now := noon()
	p := leaseOne(t, s, "a", now, "one")
	next := now.Add(time.Hour)
	if err := retry(s, p, next, "no <&> answer"); err != nil {
		t.Fatalf("retry: %v", err)
	}
	queue(t, s, push("wx1", "three", "authorized"))
	if got := lease(t, s, "a", next.Add(-time.Second), 10); len(got) != 0 {
		t.Errorf("leased %s before it is due", ids(got))
	}
	first := waiting(t, s, store.DeliveryQueued, "one", "two", "three")[0]
	if first.Attempts != 1 || first.LastError != "no <&> answer" || !first.NextAt.Equal(kept(next)) || first.LeasedBy != "" || !first.LeasedUntil.IsZero() {
		t.Errorf("after a failure: %+v", first)
	}
	p = leaseOne(t, s, "a", next, "one")
	if p.Attempts != 1 {
		t.Errorf("leased with %d attempts", p.Attempts)
	}
	const odd = "given up: \xff\x00" // it may quote what a receiver answered
	if err := bury(s, p, odd); err != nil {
		t.Fatalf("bury: %v", err)
	}
	dead := waiting(t, s, store.DeliveryDead, "one")
	if len(dead) == 1 && (dead[0].Attempts != 2 || dead[0].LastError != odd || !dead[0].NextAt.IsZero() || dead[0].LeasedBy != "") {
		t.Errorf("buried: %+v", dead[0])
	}
	leaseOne(t, s, "a", now, "two") // due at once, whatever the one before it was
}

func leasePushes(t *testing.T, s Writes) {
	ctx := context.Background()
	seedPlatforms(t, s, "wxplat")
	queue(t, s, push("wx1", "one", "authorized"), push("wx1", "two", "authorized"))
	now := noon()
	lost := leaseOne(t, s, "a", now, "one")
	if got := lease(t, s, "b", now.Add(59*time.Second), 10); len(got) != 0 {
		t.Errorf("leased %s before the lease ran out", ids(got))
	}
	held := leaseOne(t, s, "b", now.Add(time.Minute), "one")
	for name, give := range map[string]func() error{
		"done":  func() error { return done(s, lost) },
		"retry": func() error { return retry(s, lost, now.Add(time.Hour), "late") },
		"bury":  func() error { return bury(s, lost, "late") },
	} {
		if err := give(); !errors.Is(err, store.ErrConflict) {
			t.Errorf("%s with a lost lease: %v", name, err)
		}
	}
	if err := free(s, lost); !errors.Is(err, store.ErrConflict) {
		t.Errorf("free with a lost lease: %v", err)
	}
	if got := lease(t, s, "a", now.Add(time.Minute), 10); len(got) != 0 {
		t.Errorf("leased %s that another holds", ids(got))
	}
	if err := free(s, held); err != nil {
		t.Errorf("free: %v", err)
	}
	p := leaseOne(t, s, "a", now, "one")
	if p.Attempts != 0 || p.LastError != "" {
		t.Errorf("what was given back: %+v", p)
	}
	if err := s.DropDelivery(ctx, store.ComponentTarget("wx1"), "one"); err != nil {
		t.Errorf("DropDelivery: %v", err)
	}
	if got := lease(t, s, "b", now, 10); len(got) != 0 {
		t.Errorf("leased %s while the target is held, if for an event that is gone", ids(got))
	}
	if err := retry(s, p, now.Add(time.Hour), "dropped"); err != nil {
		t.Errorf("retry of an event that is gone: %v", err)
	}
	leaseOne(t, s, "b", now, "two")
}

// leaseRuns leases several events of several targets at once and settles all in
// one write.
func leaseRuns(t *testing.T, s Writes) {
	ctx := context.Background()
	seedPlatforms(t, s, "wxplat")
	now := noon()
	for _, target := range []string{"wx1", "wx2", "wx3"} {
		for i := range 4 {
			queue(t, s, push(target, fmt.Sprint(target, "-", i), "authorized"))
		}
	}
	messages := store.MessagesTarget("wx1") // is another target than the component of the same app id
	queue(t, s, store.Delivery{Target: messages, ID: "m", Kind: "event", Body: []byte("<xml/>"), CreatedAt: noon()})
	run := func(at time.Time, want ...string) []store.Delivery {
		t.Helper()
		leased, err := s.LeaseDeliveries(ctx, store.Lease{By: "a", Now: at, Until: at.Add(time.Minute), Targets: 10, Each: runOf(3)})
		if diff := cmp.Diff(want, ids(leased)); diff != "" || err != nil {
			t.Errorf("LeaseDeliveries: %v, differ (-want +got):\n%s", err, diff)
		}
		return leased
	}
	leased := run(now, "m", "wx1-0", "wx1-1", "wx1-2", "wx2-0", "wx2-1", "wx2-2", "wx3-0", "wx3-1", "wx3-2")
	if leased[0].Target != messages {
		t.Errorf("the first is for %s", leased[0].Target)
	}
	wx := func(n int) store.Target { return store.ComponentTarget(fmt.Sprint("wx", n)) }
	again := store.Lease{By: "a", Now: now, Until: now.Add(time.Hour), Targets: 4, Each: runOf(1)}
	leased, lost, err := s.SettleDeliveries(ctx, []store.Settlement{
		{Target: wx(1), By: "a", Delivered: 3},
		{Target: wx(2), By: "a", Delivered: 1, Failed: "wx2-1", Reason: "down", Next: now.Add(time.Hour)},
		{Target: wx(3), By: "another", Delivered: 3},
		{Target: messages, By: "a", Failed: "m", Reason: "given up", Dead: true},
	}, again)
	if diff := cmp.Diff([]string{"wx1-3"}, ids(leased)); diff != "" {
		t.Errorf("leased again, differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]store.Target{wx(3)}, lost); diff != "" || err != nil {
		t.Errorf("SettleDeliveries: %v, lost (-want +got):\n%s", err, diff)
	}
	waiting(t, s, store.DeliveryDead, "m")
	waiting(t, s, store.DeliveryQueued, "wx1-3", "wx2-1", "wx2-2", "wx2-3", "wx3-0", "wx3-1", "wx3-2", "wx3-3")
	run(now.Add(time.Minute), "wx3-0", "wx3-1", "wx3-2")
	run(now.Add(time.Hour), "wx1-3", "wx2-1", "wx2-2", "wx2-3", "wx3-0", "wx3-1", "wx3-2")
}

// fairPushes has more targets due than are leased at a time.
func fairPushes(t *testing.T, s Writes) {
	seedPlatforms(t, s, "wxplat")
	for i := range 3 {
		for _, target := range []string{"wx1", "wx2", "wx3"} {
			queue(t, s, push(target, fmt.Sprint(target, "-", i), "authorized"))
		}
	}
	var order []string
	now := noon()
	for range 9 {
		p := lease(t, s, "a", now, 1)
		if len(p) != 1 {
			t.Fatalf("leased %s", ids(p))
		}
		order = append(order, p[0].ID)
		if err := done(s, p[0]); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Second)
	}
	want := []string{"wx1-0", "wx2-0", "wx3-0", "wx1-1", "wx2-1", "wx3-1", "wx1-2", "wx2-2", "wx3-2"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("order differs (-want +got):\n%s", diff)
	}
}

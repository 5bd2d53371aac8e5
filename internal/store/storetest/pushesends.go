package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

func ticket(id string) store.Delivery { return superseding("wx1", id) }

// superseding is an event of which only the newest is of use.
func superseding(target, id string) store.Delivery {
	d := push(target, id, "component_verify_ticket")
	d.Supersedes = true
	return d
}

func pushTickets(t *testing.T, s Writes) {
	ctx := context.Background()
	seedPlatforms(t, s, "wxplat")
	now := noon()
	other := superseding("wx2", "theirs")
	queue(t, s, ticket("t1"), push("wx1", "a1", "authorized"), other)
	queue(t, s, ticket("t2"))
	waiting(t, s, "", "a1", "t2", "theirs")

	// One that has failed and waits is replaced as well, and its pause ends.
	if err := s.DropDelivery(ctx, store.ComponentTarget("wx1"), "a1"); err != nil {
		t.Fatal(err)
	}
	for _, p := range lease(t, s, "a", now, 10) {
		if err := retry(s, p, now.Add(time.Hour), "down"); err != nil {
			t.Fatal(err)
		}
	}
	queue(t, s, ticket("t3"))
	if p := leaseOne(t, s, "a", now, "t3"); p.Attempts != 0 {
		t.Errorf("a new ticket with %d attempts", p.Attempts)
	} else if err := bury(s, p, "dead"); err != nil {
		t.Fatal(err)
	}
	waiting(t, s, store.DeliveryDead, "t3")
	queue(t, s, ticket("t4"))
	waiting(t, s, "", "t4", "theirs")
}

// ticketUnderWay queues tickets while one is being sent, which stays what it is.
func ticketUnderWay(t *testing.T, s Writes) {
	seedPlatforms(t, s, "wxplat")
	now := noon()
	queue(t, s, ticket("t1"))
	p := leaseOne(t, s, "a", now, "t1")
	queue(t, s, ticket("t2"))
	queue(t, s, ticket("t3"))
	waiting(t, s, "", "t1", "t3")
	if got := lease(t, s, "b", now, 10); len(got) != 0 {
		t.Errorf("leased %s while another is sent", ids(got))
	}
	if err := done(s, p); err != nil {
		t.Fatal(err)
	}
	leaseOne(t, s, "b", now, "t3")
}

func resendPush(t *testing.T, s Writes) {
	ctx := context.Background()
	seedPlatforms(t, s, "wxplat")
	now := noon()
	queue(t, s, push("wx1", "one", "authorized"), push("wx1", "two", "authorized"), push("wx1", "three", "authorized"))
	if err := bury(s, leaseOne(t, s, "a", now, "one"), "dead"); err != nil {
		t.Fatal(err)
	}
	if err := retry(s, leaseOne(t, s, "a", now, "two"), now.Add(time.Hour), "down"); err != nil {
		t.Fatal(err)
	}
	for _, missing := range [][2]string{{"wx1", "none"}, {"wx2", "one"}} {
		if err := s.ResendDelivery(ctx, store.ComponentTarget(missing[0]), missing[1]); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("ResendDelivery(%s): %v, want ErrNotFound", missing, err)
		}
	}
	if err := s.ResendDelivery(ctx, store.ComponentTarget("wx1"), "one"); err != nil {
		t.Fatalf("ResendDelivery: %v", err)
	}
	waiting(t, s, store.DeliveryDead)
	last := waiting(t, s, store.DeliveryQueued, "two", "three", "one")[2]
	if last.Attempts != 0 || last.LastError != "" || last.Seq != 4 {
		t.Errorf("queued again: %+v", last)
	}
	p := leaseOne(t, s, "a", now, "two") // its pause has ended
	if p.Attempts != 1 || p.LastError != "down" {
		t.Errorf("the event before it: %+v", p)
	}
	if err := retry(s, p, now.Add(time.Hour), "down"); err != nil {
		t.Fatal(err)
	}
	if err := s.ResendDelivery(ctx, store.ComponentTarget("wx1"), "three"); err != nil {
		t.Errorf("ResendDelivery of a queued event: %v", err)
	}
	waiting(t, s, store.DeliveryQueued, "two", "three", "one")
	leaseOne(t, s, "a", now, "two")
}

func dropPush(t *testing.T, s Writes) {
	ctx := context.Background()
	seedPlatforms(t, s, "wxplat")
	now := noon()
	queue(t, s, push("wx1", "one", "authorized"), push("wx1", "two", "authorized"), push("wx1", "three", "authorized"))
	if err := retry(s, leaseOne(t, s, "a", now, "one"), now.Add(time.Hour), "down"); err != nil {
		t.Fatal(err)
	}
	if err := s.DropDelivery(ctx, store.ComponentTarget("wx1"), "two"); err != nil {
		t.Errorf("DropDelivery: %v", err)
	}
	if got := lease(t, s, "a", now, 10); len(got) != 0 {
		t.Errorf("leased %s: what was dropped was not the first", ids(got))
	}
	if err := s.DropDelivery(ctx, store.ComponentTarget("wx1"), "one"); err != nil {
		t.Errorf("DropDelivery: %v", err)
	}
	for range 2 {
		if err := s.DropDelivery(ctx, store.ComponentTarget("wx1"), "one"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("DropDelivery of what is gone: %v", err)
		}
	}
	if err := bury(s, leaseOne(t, s, "a", now, "three"), "dead"); err != nil {
		t.Fatal(err)
	}
	queue(t, s, push("wx1", "four", "authorized"))
	for _, c := range []struct {
		before time.Time
		limit  int
		want   int
	}{{noon(), 10, 0}, {noon().Add(time.Second), 0, 0}, {noon().Add(time.Second), 10, 1}, {noon().Add(time.Second), 10, 0}} {
		if n, err := s.DropDeliveries(ctx, c.before, c.limit); n != c.want || err != nil {
			t.Errorf("DropDeliveries(%s, %d) = %d, %v, want %d", c.before, c.limit, n, err, c.want)
		}
	}
	waiting(t, s, "", "four")
	if err := s.DropDelivery(ctx, store.ComponentTarget("wx1"), "four"); err != nil {
		t.Errorf("DropDelivery: %v", err)
	}
	if got := lease(t, s, "a", now, 10); len(got) != 0 {
		t.Errorf("leased %s of a queue that was emptied", ids(got))
	}
}

// pushWorkers lets many work through several queues at the same time, each
// failing now and then, while more is queued.
func pushWorkers(t *testing.T, s Writes) {
	const targets, each = 4, 40
	ctx := context.Background()
	seedPlatforms(t, s, "wxplat")
	target := func(i int) string { return fmt.Sprint("wx", i%targets) }
	var mu sync.Mutex
	held, next := make(map[store.Target]string), make(map[store.Target]int)
	tries, left := make(map[string]int), targets*each
	var queueing sync.WaitGroup
	queueing.Go(func() {
		for i := range targets * each {
			queue(t, s, push(target(i), fmt.Sprint(i/targets), "authorized"))
		}
	})
	enter := func(by string, p store.Delivery) (fails bool) {
		mu.Lock()
		defer mu.Unlock()
		if holder := held[p.Target]; holder != "" {
			t.Errorf("%s got %s of %s, which %s holds", by, p.ID, p.Target, holder)
		}
		if want := fmt.Sprint(next[p.Target]); p.ID != want {
			t.Errorf("%s of %s came before %s", p.ID, p.Target, want)
		}
		held[p.Target] = by
		tries[p.Target.AppID+p.ID]++
		return tries[p.Target.AppID+p.ID]%2 == 1
	}
	leave := func(p store.Delivery, fails bool) {
		mu.Lock()
		defer mu.Unlock()
		held[p.Target] = ""
		if !fails {
			next[p.Target]++
			left--
		}
	}
	everyWorker(func(worker int) {
		by := fmt.Sprint("worker", worker)
		for {
			mu.Lock()
			over := left == 0
			mu.Unlock()
			if over || t.Failed() {
				return
			}
			pushes, err := s.LeaseDeliveries(ctx, store.Lease{By: by, Now: noon(), Until: noon().Add(time.Hour), Targets: 2, Each: runOf(1)})
			if err != nil {
				t.Errorf("LeaseDeliveries: %v", err)
			}
			for _, p := range pushes {
				fails := enter(by, p)
				leave(p, fails) // before it is given back: then another may have it
				if fails {
					err = retry(s, p, noon(), "now and then")
				} else {
					err = done(s, p)
				}
				if err != nil {
					t.Errorf("give back: %v", err)
				}
			}
		}
	})
	queueing.Wait()
	waiting(t, s, "")
}

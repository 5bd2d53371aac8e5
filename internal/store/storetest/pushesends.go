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

func ticket(id string) store.Push { return push("wx1", id, store.PushTicket) }

func pushTickets(t *testing.T, s store.Store) {
	ctx := context.Background()
	seedPlatforms(t, s, "wxplat")
	now := noon()
	other := push("wx2", "theirs", store.PushTicket)
	queue(t, s, ticket("t1"), push("wx1", "a1", "authorized"), other)
	queue(t, s, ticket("t2"))
	waiting(t, s, "", "a1", "t2", "theirs")

	// One that has failed and waits is replaced as well, and its pause ends.
	if err := s.DropPush(ctx, "wx1", "a1"); err != nil {
		t.Fatal(err)
	}
	for _, p := range lease(t, s, "a", now, 10) {
		if err := s.RetryPush(ctx, p, now.Add(time.Hour), "down"); err != nil {
			t.Fatal(err)
		}
	}
	queue(t, s, ticket("t3"))
	if p := leaseOne(t, s, "a", now, "t3"); p.Attempts != 0 {
		t.Errorf("a new ticket with %d attempts", p.Attempts)
	} else if err := s.BuryPush(ctx, p, "dead"); err != nil {
		t.Fatal(err)
	}
	waiting(t, s, store.PushDead, "t3")
	queue(t, s, ticket("t4"))
	waiting(t, s, "", "t4", "theirs")
}

// ticketUnderWay queues tickets while one is being sent, which stays what it is.
func ticketUnderWay(t *testing.T, s store.Store) {
	ctx := context.Background()
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
	if err := s.DonePush(ctx, p); err != nil {
		t.Fatal(err)
	}
	leaseOne(t, s, "b", now, "t3")
}

func resendPush(t *testing.T, s store.Store) {
	ctx := context.Background()
	seedPlatforms(t, s, "wxplat")
	now := noon()
	queue(t, s, push("wx1", "one", "authorized"), push("wx1", "two", "authorized"), push("wx1", "three", "authorized"))
	if err := s.BuryPush(ctx, leaseOne(t, s, "a", now, "one"), "dead"); err != nil {
		t.Fatal(err)
	}
	if err := s.RetryPush(ctx, leaseOne(t, s, "a", now, "two"), now.Add(time.Hour), "down"); err != nil {
		t.Fatal(err)
	}
	for _, missing := range [][2]string{{"wx1", "none"}, {"wx2", "one"}} {
		if err := s.ResendPush(ctx, missing[0], missing[1]); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("ResendPush(%s): %v, want ErrNotFound", missing, err)
		}
	}
	if err := s.ResendPush(ctx, "wx1", "one"); err != nil {
		t.Fatalf("ResendPush: %v", err)
	}
	waiting(t, s, store.PushDead)
	last := waiting(t, s, store.PushQueued, "two", "three", "one")[2]
	if last.Attempts != 0 || last.LastError != "" || last.Seq != 4 {
		t.Errorf("queued again: %+v", last)
	}
	p := leaseOne(t, s, "a", now, "two") // its pause has ended
	if p.Attempts != 1 || p.LastError != "down" {
		t.Errorf("the event before it: %+v", p)
	}
	if err := s.RetryPush(ctx, p, now.Add(time.Hour), "down"); err != nil {
		t.Fatal(err)
	}
	if err := s.ResendPush(ctx, "wx1", "three"); err != nil {
		t.Errorf("ResendPush of a queued event: %v", err)
	}
	waiting(t, s, store.PushQueued, "two", "three", "one")
	leaseOne(t, s, "a", now, "two")
}

func dropPush(t *testing.T, s store.Store) {
	ctx := context.Background()
	seedPlatforms(t, s, "wxplat")
	now := noon()
	queue(t, s, push("wx1", "one", "authorized"), push("wx1", "two", "authorized"), push("wx1", "three", "authorized"))
	if err := s.RetryPush(ctx, leaseOne(t, s, "a", now, "one"), now.Add(time.Hour), "down"); err != nil {
		t.Fatal(err)
	}
	if err := s.DropPush(ctx, "wx1", "two"); err != nil {
		t.Errorf("DropPush: %v", err)
	}
	if got := lease(t, s, "a", now, 10); len(got) != 0 {
		t.Errorf("leased %s: what was dropped was not the first", ids(got))
	}
	if err := s.DropPush(ctx, "wx1", "one"); err != nil {
		t.Errorf("DropPush: %v", err)
	}
	for range 2 {
		if err := s.DropPush(ctx, "wx1", "one"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("DropPush of what is gone: %v", err)
		}
	}
	if err := s.BuryPush(ctx, leaseOne(t, s, "a", now, "three"), "dead"); err != nil {
		t.Fatal(err)
	}
	queue(t, s, push("wx1", "four", "authorized"))
	for _, c := range []struct {
		before time.Time
		limit  int
		want   int
	}{{noon(), 10, 0}, {noon().Add(time.Second), 0, 0}, {noon().Add(time.Second), 10, 1}, {noon().Add(time.Second), 10, 0}} {
		if n, err := s.DropPushes(ctx, c.before, c.limit); n != c.want || err != nil {
			t.Errorf("DropPushes(%s, %d) = %d, %v, want %d", c.before, c.limit, n, err, c.want)
		}
	}
	waiting(t, s, "", "four")
	if err := s.DropPush(ctx, "wx1", "four"); err != nil {
		t.Errorf("DropPush: %v", err)
	}
	if got := lease(t, s, "a", now, 10); len(got) != 0 {
		t.Errorf("leased %s of a queue that was emptied", ids(got))
	}
}

// pushWorkers lets many work through several queues at the same time, each
// failing now and then, while more is queued.
func pushWorkers(t *testing.T, s store.Store) {
	const targets, each = 4, 40
	ctx := context.Background()
	seedPlatforms(t, s, "wxplat")
	target := func(i int) string { return fmt.Sprint("wx", i%targets) }
	var mu sync.Mutex
	held, next := make(map[string]string), make(map[string]int)
	tries, left := make(map[string]int), targets*each
	var queueing sync.WaitGroup
	queueing.Go(func() {
		for i := range targets * each {
			queue(t, s, push(target(i), fmt.Sprint(i/targets), "authorized"))
		}
	})
	enter := func(by string, p store.Push) (fails bool) {
		mu.Lock()
		defer mu.Unlock()
		if holder := held[p.Target]; holder != "" {
			t.Errorf("%s got %s of %s, which %s holds", by, p.ID, p.Target, holder)
		}
		if want := fmt.Sprint(next[p.Target]); p.ID != want {
			t.Errorf("%s of %s came before %s", p.ID, p.Target, want)
		}
		held[p.Target] = by
		tries[p.Target+p.ID]++
		return tries[p.Target+p.ID]%2 == 1
	}
	leave := func(p store.Push, fails bool) {
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
			pushes, err := s.LeasePushes(ctx, by, noon(), noon().Add(time.Hour), 2)
			if err != nil {
				t.Errorf("LeasePushes: %v", err)
			}
			for _, p := range pushes {
				fails := enter(by, p)
				leave(p, fails) // before it is given back: then another may have it
				if fails {
					err = s.RetryPush(ctx, p, noon(), "now and then")
				} else {
					err = s.DonePush(ctx, p)
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

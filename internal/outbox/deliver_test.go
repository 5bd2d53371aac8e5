package outbox

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// numbers are event ids in order.
func numbers(n int) []string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprint(i))
	}
	return list
}

// TestOrder pushes to several targets that refuse about half of the attempts, from
// two services on one store. Each event comes, once, and in its order.
func TestOrder(t *testing.T) {
	t.Parallel()
	const targets, each = 8, 8
	s := open(t)
	var mu sync.Mutex
	attempts := make(map[string]int)
	r := receive(t, func(w http.ResponseWriter, target, id string, attempt int) {
		mu.Lock()
		attempts[target+"/"+id]++
		if n := attempts[target+"/"+id]; n != attempt {
			t.Errorf("%s of %s says attempt %d at the %d.", id, target, attempt, n)
		}
		mu.Unlock()
		h := fnv.New32a()
		fmt.Fprint(h, target, id)
		if attempt <= int(h.Sum32()%3) {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		succeed(w, target, id, attempt)
	})
	for i := range targets {
		target := fmt.Sprint("wx", i)
		s.book.set(target, r.server.URL+"/"+target, key)
		s.queue(t, target, numbers(each)...)
	}
	one, _ := s.start(t, anywhere())
	two, _ := s.start(t, anywhere())
	s.delivered(t)
	for i := range targets {
		if target := fmt.Sprint("wx", i); !slices.Equal(r.list(target), numbers(each)) {
			t.Errorf("%s got %v", target, r.list(target))
		}
	}
	tried := 0
	for _, n := range attempts {
		tried += n
	}
	a, b := one.Stats(), two.Stats()
	if a.Delivered+b.Delivered != targets*each || a.Failed+b.Failed != int64(tried-targets*each) || a.Failed+b.Failed == 0 {
		t.Errorf("counted %+v and %+v of %d attempts", a, b, tried)
	}
}

// TestSlow has one receiver that does not answer, and others that do.
func TestSlow(t *testing.T) {
	t.Parallel()
	s := open(t)
	stuck, release := make(chan struct{}, 100), make(chan struct{})
	r := receive(t, func(w http.ResponseWriter, target, id string, attempt int) {
		if target == "slow" {
			stuck <- struct{}{}
			<-release
		}
		succeed(w, target, id, attempt)
	})
	r.slow = "slow"
	for _, target := range []string{"slow", "wx1", "wx2"} {
		s.book.set(target, r.server.URL+"/"+target, key)
	}
	s.queue(t, "slow", "0")
	d, _ := s.start(t, anywhere())
	<-stuck
	for _, target := range []string{"wx1", "wx2"} {
		s.queue(t, target, numbers(20)...)
	}
	d.Wake()
	eventually(t, "the others get theirs", func() bool { return len(r.list("wx1"))+len(r.list("wx2")) == 40 })
	if got := r.list("slow"); len(got) != 0 {
		t.Errorf("the slow one answered: %v", got)
	}
	close(release)
	s.delivered(t)
	if got := r.list("slow"); len(got) == 0 {
		t.Error("the slow one got nothing")
	}
}

// TestStop ends a service in the middle of an attempt. Another goes on at once,
// and the attempt that was cut off does not count.
func TestStop(t *testing.T) {
	t.Parallel()
	s := open(t)
	came, release := make(chan struct{}, 2), make(chan struct{})
	r := receive(t, func(w http.ResponseWriter, target, id string, attempt int) {
		if attempt != 1 {
			t.Errorf("attempt %d", attempt)
		}
		came <- struct{}{}
		<-release
		succeed(w, target, id, attempt)
	})
	s.book.set("wx1", r.server.URL+"/wx1", key)
	s.queue(t, "wx1", "0")
	_, stop := s.start(t, anywhere())
	<-came
	stop()
	if p := s.pushes(t); len(p) != 1 || p[0].Attempts != 0 || p[0].LeasedBy != "" {
		t.Errorf("after the stop: %+v", p)
	}
	close(release) // of the attempt that nobody waits for any more
	eventually(t, "the receiver is idle", func() bool { r.mu.Lock(); defer r.mu.Unlock(); return !r.busy["wx1"] })
	s.start(t, anywhere())
	<-came
	s.delivered(t)
	if got := r.list("wx1"); !slices.Equal(got, []string{"0", "0"}) {
		t.Errorf("got %v; the first answer went unheard", got)
	}
}

// TestGivenUp delivers where nothing listens, and again once a receiver does.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := receive(t, succeed)
	s.book.set("wx2", "", key)
	s.queue(t, "wx1", "0")
	s.queue(t, "wx2", "0", "1")
	d, _ := s.start(t, anywhere())
	dead := func() (list []store.Delivery) {
		list, err := d.List(t.Context(), store.DeliveryFilter{State: store.DeliveryDead}, 10)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	eventually(t, "all is given up", func() bool { return len(dead()) == 3 })
	for _, p := range dead() {
		if p.LastError != errNowhere.Error() || p.Attempts != 1 {
			t.Errorf("%+v", p)
		}
	}
	s.book.set("wx2", r.server.URL+"/wx2", key)
	for _, id := range []string{"1", "0"} {
		if err := d.Resend(t.Context(), "wx2", id); err != nil {
			t.Errorf("Resend: %v", err)
		}
	}
	eventually(t, "what was sent again comes", func() bool { return slices.Equal(r.list("wx2"), []string{"1", "0"}) })
	if err := d.Resend(t.Context(), "wx2", "1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Resend of what came: %v", err)
	}
	if n, err := d.Sweep(t.Context(), time.Unix(1, 0).Add(keptDead)); n != 0 || err != nil {
		t.Errorf("swept %d too early, %v", n, err)
	}
	if n, err := d.Sweep(t.Context(), time.Unix(2, 0).Add(keptDead)); n != 1 || err != nil || len(dead()) != 0 {
		t.Errorf("swept %d, %v", n, err)
	}
	eventually(t, "all is counted", func() bool { stats := d.Stats(); return stats.GivenUp == 3 && stats.Delivered == 2 })
}

// TestKeyChange changes the key between two attempts.
func TestKeyChange(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := receive(t, nil)
	r.answer = func(w http.ResponseWriter, target, id string, attempt int) {
		if attempt == 1 {
			s.book.set(target, r.server.URL+"/"+target, newKey)
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		succeed(w, target, id, attempt)
	}
	s.book.set("wx1", r.server.URL+"/wx1", key)
	s.queue(t, "wx1", "0")
	s.start(t, anywhere())
	s.delivered(t)
	if got := r.list("wx1"); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

// TestLastAttempt fails once more than may be.
func TestLastAttempt(t *testing.T) {
	t.Parallel()
	s := open(t)
	d, err := New(Config{Store: s.store, Receivers: s.book, Dialer: anywhere(), Clock: time.Now, Log: discard()})
	if err != nil {
		t.Fatal(err)
	}
	s.queue(t, "wx1", "0")
	to := Receiver{URL: "https://example.com/events"}
	now, retries := time.Now(), componentRetries(to)
	for n := 1; n <= retries.attempts; n++ {
		leased, err := s.store.LeaseDeliveries(t.Context(), store.Lease{By: d.by, Now: now, Until: now.Add(leaseTime), Targets: 1, Each: runLength})
		if err != nil || len(leased) != 1 {
			t.Fatalf("attempt %d: leased %v, %v", n, leased, err)
		}
		how := store.Settlement{Target: leased[0].Target, By: d.by}
		d.fail(&how, leased[0], attempt{kind: componentKind(t), to: to}, io.ErrUnexpectedEOF)
		if _, _, err := s.store.SettleDeliveries(t.Context(), []store.Settlement{how}, store.Lease{}); err != nil {
			t.Fatal(err)
		}
		if last := n == retries.attempts; how.Next.IsZero() != last || how.Dead != last {
			t.Errorf("after attempt %d: %+v", n, how)
		}
		now = now.Add(2 * retries.longest)
	}
	if p := s.pushes(t); len(p) != 1 || p[0].State != store.DeliveryDead || p[0].Attempts != retries.attempts || p[0].LastError != "unexpected EOF" {
		t.Errorf("%+v", p)
	}
}

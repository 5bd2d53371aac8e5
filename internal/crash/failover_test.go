package crash

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
)

const (
	// backTime is how soon a service must answer again after a standby was
	// promoted, or the network came back.
	backTime = 10 * time.Second
	// pauseTime is how long a client waits after a call that failed.
	pauseTime = 20 * time.Millisecond
)

// site is two services behind a balancer on a primary and its standby (pair, or what a
// test has in its place), and a crew that goes on whatever happens.
type site struct {
	pair     *pgtest.Pair
	cable    cable
	replicas []*replica
	workers  *crew
	kept     database
	ledger   *ledger
	stop     context.CancelFunc
	// pace is how long a client waits after a change, so that one that goes on for long
	// leaves the processors to others.
	pace time.Duration
	// acknowledged counts the changes that were answered, refused those that were not.
	acknowledged, refused atomic.Int64
	// awaited counts the times at which a change was waited for, and answered is the
	// last of them after which a change was begun that was answered.
	awaited  atomic.Int64
	answered most
	slowest  time.Duration
	// waited is how long a call took at most, whatever its answer.
	waited most
}

// most is the most of some numbers.
type most struct{ atomic.Int64 }

func (m *most) note(n int64) {
	for before := m.Load(); n > before && !m.CompareAndSwap(before, n); before = m.Load() {
	}
}

// openPair opens a site on a pair. It puts the servers into a network if one is given,
// and otherwise proxies in front of them if they are asked for.
func openPair(t *testing.T, binary string, in *pgtest.Network, proxies bool) *site {
	t.Helper()
	s := &site{pair: pgtest.NewPair(t, in), cable: in}
	address := s.pair.Address()
	if in == nil && proxies {
		s.cable, address = newStand(t, address)
	}
	s.open(t, binary, address, 2)
	return s
}

// open starts services on the database of an address, and the crew, which calls a
// single one without a balancer.
func (s *site) open(t *testing.T, binary, address string, services int) {
	t.Helper()
	s.workers = newCrew()
	seed, shops := writeSeed(t, s.workers)
	s.ledger = newLedger(shops)
	s.kept = database{address: address, folder: filepath.Join(t.TempDir(), "data"), name: "wxastore"}
	s.replicas = startReplicas(t, binary, seed, s.kept, services)
	api := s.replicas[0].process.api
	if services > 1 {
		api = startBalancer(t, s.replicas)
	}
	s.work(t, api)
}

// work lets the crew enter and work until the site is closed.
func (s *site) work(t *testing.T, api string) {
	t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: crewSize}
	t.Cleanup(transport.CloseIdleConnections)
	via := &http.Client{Transport: transport, Timeout: callTime}
	var ctx context.Context
	ctx, s.stop = context.WithCancel(t.Context())
	for _, c := range s.workers.clients {
		if err := c.enter(ctx, via, api); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range s.workers.clients {
		s.workers.work.Go(func() { s.persist(ctx, c, via, api) })
	}
}

// persist changes the client's shop until ctx ends. A change that failed is not
// asked for again: it may have happened.
func (s *site) persist(ctx context.Context, c *client, via *http.Client, api string) {
	for ctx.Err() == nil {
		c.number++
		made := &change{appID: c.appID, client: c.id, number: c.number, intro: fmt.Sprintf("client %d, change %d", c.id, c.number)}
		began, awaited := time.Now(), s.awaited.Load()
		err := c.modify(ctx, via, api, made, "")
		s.waited.note(int64(time.Since(began)))
		if err == nil {
			s.acknowledged.Add(1)
			s.answered.note(awaited)
			time.Sleep(s.pace)
			continue
		}
		s.refused.Add(1)
		if !outage(err) {
			s.workers.judge(err)
		}
		time.Sleep(pauseTime)
	}
}

// outage reports whether an error is one that a call may get while the database
// or a service is away: no answer, the system error, or the balancer's.
func outage(err error) bool {
	text := err.Error()
	return errors.Is(err, errCut) || strings.Contains(text, `\"errcode\":-1,`) || strings.Contains(text, "answered 50")
}

// back waits until a change that begins now or later is acknowledged.
func (s *site) back(t *testing.T, what string) {
	t.Helper()
	began, awaited := time.Now(), s.awaited.Add(1)
	for s.answered.Load() < awaited {
		if time.Since(began) > backTime {
			t.Fatalf("%s: no change was acknowledged within %v", what, backTime)
		}
		time.Sleep(time.Millisecond)
	}
	s.slowest = max(s.slowest, time.Since(began))
}

// close ends the load and compares what is left with what was answered.
func (s *site) close(t *testing.T, what string) {
	t.Helper()
	s.stop()
	show(t, "seen by the clients", s.workers.wait(s.ledger))
	for i, r := range s.replicas {
		select {
		case <-r.exited:
			t.Errorf("replica %d has ended: %v", i, r.err)
		default:
		}
		r.kill(t)
	}
	faults, err := s.kept.check(t, s.ledger, false, false)
	if err != nil {
		t.Fatal(err)
	}
	show(t, "left behind", faults)
	if t.Failed() {
		for _, r := range s.replicas {
			t.Logf("log of a replica:\n%.8000s", r.log)
		}
	}
	t.Logf("%s: %d changes acknowledged of %d asked for, all there once; the slowest return took %v, a call %v at most",
		what, s.ledger.acknowledged(), len(s.ledger.changes), s.slowest.Round(time.Millisecond), time.Duration(s.waited.Load()).Round(time.Millisecond))
}

// load lets the crew work for a random while.
func load() { time.Sleep(killFrom + rand.N(killTo-killFrom)) }

// switchOver kills the primary under load and promotes the standby.
func (s *site) switchOver(t *testing.T) {
	t.Helper()
	if err := s.pair.KillPrimary(); err != nil {
		t.Fatal(err)
	}
	if err := s.pair.Promote(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.back(t, "after the promotion")
}

func (s *site) rebuild(t *testing.T) {
	t.Helper()
	if err := s.pair.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// testFailover kills the primary again and again. The services stay.
func testFailover(t *testing.T, binary string) {
	rounds := failovers(t)
	s := openPair(t, binary, nil, false)
	processes := []*process{s.replicas[0].process, s.replicas[1].process}
	for range rounds {
		load()
		s.switchOver(t)
		load()
		s.rebuild(t)
	}
	for i, p := range processes {
		if s.replicas[i].process != p {
			t.Errorf("replica %d was started again", i)
		}
	}
	s.close(t, fmt.Sprintf("%d failovers", rounds))
}

// testFailoverAndKill kills a service together with the primary. It is started
// again after the promotion; the other stays.
func testFailoverAndKill(t *testing.T, binary string) {
	rounds := max(1, failovers(t)/4)
	s := openPair(t, binary, nil, false)
	for round := range rounds {
		load()
		var both sync.WaitGroup
		killed := s.replicas[round%2]
		both.Go(func() { killed.kill(t) })
		s.switchOver(t)
		both.Wait()
		killed.process = killed.start()
		waitReady(t, killed)
		load()
		s.rebuild(t)
	}
	s.close(t, fmt.Sprintf("%d failovers, a service killed in each", rounds))
}

// testNetwork cuts the network between services and database: for a while, and
// while the primary dies.
func testNetwork(t *testing.T, binary string) {
	in := pgtest.NewNetwork(t)
	if in == nil {
		t.Log("network namespaces are not permitted here: proxies stand for the network")
	}
	rounds := max(2, failovers(t)/4) // in the second the primary dies
	s := openPair(t, binary, in, true)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for round := range rounds {
		load()
		must(s.cable.Cut())
		// Sometimes longer than a statement may take, sometimes not.
		time.Sleep(rand.N(8 * time.Second))
		dies := round%2 == 1
		if dies {
			must(s.pair.KillPrimary())
			must(s.pair.Promote(t.Context()))
		}
		must(s.cable.Heal())
		s.back(t, "after the network came back")
		if dies {
			load()
			s.rebuild(t)
		}
	}
	s.close(t, fmt.Sprintf("%d cuts", rounds))
}

package crash

import (
	"context"
	"net/http"
	"os"
	"testing"
	"time"
)

// testRolling restarts two services behind a balancer, one after the other,
// while 64 clients change shops: no call fails.
func testRolling(t *testing.T, binary string) {
	rounds := max(1, failovers(t)/6)
	workers := newCrew()
	seed, shops := writeSeed(t, workers)
	ledger := newLedger(shops)
	kept := newDatabase(t).(database)
	replicas := startReplicas(t, binary, seed, kept, 2)
	api := startBalancer(t, replicas)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	transport := &http.Transport{MaxIdleConnsPerHost: crewSize}
	defer transport.CloseIdleConnections()
	if err := workers.start(ctx, transport, api); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	for range rounds {
		for _, r := range replicas {
			time.Sleep(loadTime)
			if err := r.cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			if err := r.wait(startTime); err != nil {
				t.Fatalf("a replica after SIGINT: %v\n%s", err, r.log)
			}
			r.process = r.start()
			waitReady(t, r)
		}
	}
	time.Sleep(loadTime)
	took := time.Since(begin)
	workers.ending.Store(true)
	stop()
	show(t, "seen by the clients", workers.wait(ledger))
	for _, r := range replicas {
		r.kill(t)
	}
	faults, err := kept.check(t, ledger, false, false)
	if err != nil {
		t.Fatal(err)
	}
	show(t, "left behind", faults)
	t.Logf("%d restarts in %v: %d changes acknowledged of %d asked for, none refused",
		rounds*len(replicas), took.Round(time.Millisecond), ledger.acknowledged(), len(ledger.changes))
}

// waitReady waits until a service says that it is ready, and a balancer that
// asks five times a second has seen it.
func waitReady(t *testing.T, r *replica) {
	t.Helper()
	for deadline := time.Now().Add(startTime); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if got, err := readiness(t.Context(), "http://"+r.console); err == nil && got == http.StatusOK {
			time.Sleep(2 * time.Second) // a busy balancer takes a while
			return
		}
	}
	t.Fatalf("the service is not ready after %v\n%s", startTime, r.log)
}

package crash

import (
	"math/rand/v2"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/rounds"
)

const (
	// A service is killed at a random moment between the two after the load
	// began.
	killFrom, killTo = 50 * time.Millisecond, 600 * time.Millisecond
)

// testKill kills the service again and again on the same state, with 64
// clients at work, and checks each time what it left.
func testKill(t *testing.T, binary string, kept state) {
	workers := newCrew()
	seed, shops := writeSeed(t, workers)
	ledger := newLedger(shops)
	times := rounds.Of(t, "WXASTORE_CRASH_ROUNDS", 2, 2)
	begin := time.Now()
	for round := range times {
		killOnce(t, binary, kept, seed, workers, ledger)
		if t.Failed() {
			t.Fatalf("round %d of %d", round+1, times)
		}
	}
	// The last one ends in peace, and leaves a state that needs no recovery.
	service := startService(t, binary, append(kept.args(), "--log-level", "warn")...)
	if err := service.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := service.wait(startTime); err != nil {
		t.Errorf("the service after the last kill: %v\n%s", err, service.log)
	}
	faults, err := kept.check(t, ledger, false, false)
	if err != nil {
		t.Fatal(err)
	}
	show(t, "after the last kill and a clean stop", faults)
	if ledger.acknowledged() == 0 || len(ledger.uploads) == 0 {
		t.Error("nothing was acknowledged, so nothing was proved")
	}
	t.Logf("%d kills in %v: %d changes acknowledged of %d asked for, %d uploads acknowledged",
		times, time.Since(begin).Round(time.Millisecond), ledger.acknowledged(), len(ledger.changes), len(ledger.uploads))
}

// killOnce starts, loads, kills and checks the service.
func killOnce(t *testing.T, binary string, kept state, seed string, workers *crew, l *ledger) {
	service := startService(t, binary, append(kept.args(), "--seed", seed, "--log-level", "warn")...)
	transport := &http.Transport{MaxIdleConnsPerHost: crewSize}
	defer transport.CloseIdleConnections()
	if err := workers.start(t.Context(), transport, service.api); err != nil {
		t.Fatalf("%v\n%s", err, service.log)
	}
	time.Sleep(killFrom + rand.N(killTo-killFrom))
	workers.ending.Store(true)
	service.kill(t)
	show(t, "seen by the clients", workers.wait(l))
	faults, err := kept.check(t, l, false, true)
	if err != nil {
		t.Fatal(err)
	}
	show(t, "left behind", faults)
	if t.Failed() {
		t.Logf("log of the service:\n%s", service.log)
	}
}

// show reports faults, but not thousands of them.
func show(t *testing.T, where string, faults []string) {
	t.Helper()
	const most = 20
	for _, f := range faults[:min(most, len(faults))] {
		t.Errorf("%s: %s", where, f)
	}
	if len(faults) > most {
		t.Errorf("%s: %d more faults", where, len(faults)-most)
	}
}

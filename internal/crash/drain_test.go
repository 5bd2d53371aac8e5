package crash

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	// loadTime is how long the load goes on before that.
	loadTime = 300 * time.Millisecond
	// stopTime is how long the service may take from the last held call on.
	stopTime = 8 * time.Second
)

// testDrain sends SIGTERM under load. Calls that the service has taken get
// their answers; all others find nobody and leave no trace.
//
// Each call has a connection of its own: where one is used again, a call may
// come in the very moment in which the service closes the connection as idle,
// which HTTP/1.1 leaves to the client.
func testDrain(t *testing.T, binary string, kept state) {
	workers := newCrew()
	seed, shops := writeSeed(t, workers)
	ledger := newLedger(shops)
	service := startService(t, binary, append(kept.args(), "--seed", seed, "--log-level", "debug")...)
	transport := &http.Transport{DisableKeepAlives: true, ExpectContinueTimeout: callTime}
	if err := workers.start(t.Context(), transport, service.api); err != nil {
		t.Fatalf("%v\n%s", err, service.log)
	}
	held := holdCalls(t, workers, transport, service.api)
	time.Sleep(loadTime)

	workers.ending.Store(true)
	if err := service.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	waitRefused(t, strings.TrimPrefix(service.api, "http://"))
	if got, err := readiness(t.Context(), service.console); err != nil || got != http.StatusServiceUnavailable {
		t.Errorf("/readyz of a service that is stopping: %d, %v", got, err)
	}
	close(held.release)
	show(t, "held call", held.wait(ledger))
	begin := time.Now()
	if err := service.wait(stopTime); err != nil {
		t.Fatalf("the service after SIGTERM: %v\n%s", err, service.log)
	}
	took := time.Since(begin)

	show(t, "seen by the clients", workers.wait(ledger))
	faults, err := kept.check(t, ledger, true, false)
	if err != nil {
		t.Fatal(err)
	}
	show(t, "left behind", faults)
	answers := held.answers()
	for _, c := range workers.clients {
		answers += c.answers
	}
	for _, c := range workers.clients {
		if log := service.log.String(); strings.Contains(log, c.token) || strings.Contains(log, secretOf(c.appID)) {
			t.Errorf("the log holds a credential of %s", c.appID)
		}
	}
	if taken := strings.Count(service.log.String(), "msg=call "); taken != answers {
		t.Errorf("the service took %d calls, the clients have %d answers", taken, answers)
	}
	t.Logf("%d calls taken and answered, %d of them begun before SIGTERM and ended after; %d changes acknowledged; gone %v later",
		answers, heldCalls, ledger.acknowledged(), took.Round(time.Millisecond))
}

// waitRefused waits until nobody listens on the address any more.
func waitRefused(t *testing.T, addr string) {
	t.Helper()
	deadline := time.Now().Add(stopTime)
	for time.Now().Before(deadline) {
		conn, err := net.Dial("tcp", addr)
		if errors.Is(err, syscall.ECONNREFUSED) {
			return
		}
		if err == nil {
			conn.Close()
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("connections are still taken %v after SIGTERM", stopTime)
}

// readiness returns the status of /readyz.
func readiness(ctx context.Context, console string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, console+"/readyz", nil)
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

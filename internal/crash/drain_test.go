package crash

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	// heldCalls are under way, provably, when the service is told to stop.
	heldCalls = 16
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
func testDrain(t *testing.T, binary string) {
	workers := newCrew()
	seed, shops := writeSeed(t, workers)
	ledger := newLedger(shops)
	data := filepath.Join(t.TempDir(), "data")
	service := startService(t, binary, "--data", data, "--seed", seed, "--log-level", "info")
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
	if got := readiness(t, service.console); got != http.StatusServiceUnavailable {
		t.Errorf("/readyz of a service that is stopping: %d", got)
	}
	close(held.release)
	show(t, "held call", held.wait(ledger))
	begin := time.Now()
	if err := service.wait(stopTime); err != nil {
		t.Fatalf("the service after SIGTERM: %v\n%s", err, service.log)
	}
	took := time.Since(begin)

	show(t, "seen by the clients", workers.wait(ledger))
	faults, err := checkFolder(t.Context(), data, data, ledger, true)
	if err != nil {
		t.Fatal(err)
	}
	show(t, "left in the data folder", faults)
	answers := held.answers()
	for _, c := range workers.clients {
		answers += c.answers
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
func readiness(t *testing.T, console string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, console+"/readyz", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

// held are calls whose bodies wait for release.
type held struct {
	clients []*client
	release chan struct{}
	work    sync.WaitGroup
	mu      sync.Mutex
	faults  []string
}

// holdCalls begins calls, half of them uploads, and returns when the service is
// reading the bodies of all.
func holdCalls(t *testing.T, workers *crew, transport *http.Transport, api string) *held {
	t.Helper()
	h := &held{release: make(chan struct{})}
	reading := make(chan struct{}, heldCalls)
	via := &http.Client{Transport: &gate{transport, reading, h.release}, Timeout: callTime}
	for i := range heldCalls {
		like := workers.clients[i]
		c := &client{id: crewSize + i, appID: like.appID, token: like.token}
		h.clients = append(h.clients, c)
		h.work.Go(func() {
			if err := h.call(t.Context(), c, via, api); err != nil {
				h.mu.Lock()
				defer h.mu.Unlock()
				h.faults = append(h.faults, err.Error())
			}
		})
	}
	for range heldCalls {
		select {
		case <-reading:
		case <-time.After(callTime):
			t.Fatal("the service does not read the bodies of the held calls")
		}
	}
	return h
}

func (h *held) call(ctx context.Context, c *client, via *http.Client, api string) error {
	if c.id%2 == 0 {
		_, err := c.upload(ctx, via, api, draw(uint64(1_000_000+c.id)))
		return err
	}
	made := &change{appID: c.appID, client: c.id, number: 1, intro: fmt.Sprintf("held by client %d", c.id)}
	return c.modify(ctx, via, api, made, "")
}

// wait waits for the answers and returns what is wrong with them.
func (h *held) wait(l *ledger) []string {
	h.work.Wait()
	for _, c := range h.clients {
		c.report(l)
	}
	return h.faults
}

func (h *held) answers() int {
	n := 0
	for _, c := range h.clients {
		n += c.answers
	}
	return n
}

// gate sends bodies in two steps: a server that reads one says so with 100
// Continue, and then the body waits for release.
type gate struct {
	base    *http.Transport
	reading chan<- struct{}
	release <-chan struct{}
}

func (g *gate) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("Expect", "100-continue")
	req.Body = &gatedBody{ReadCloser: req.Body, gate: g}
	req.GetBody = nil
	return g.base.RoundTrip(req)
}

type gatedBody struct {
	io.ReadCloser
	gate *gate
	once sync.Once
}

func (b *gatedBody) Read(p []byte) (int, error) {
	b.once.Do(func() {
		b.gate.reading <- struct{}{}
		<-b.gate.release
	})
	return b.ReadCloser.Read(p)
}

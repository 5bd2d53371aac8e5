package crash

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"
)

// heldCalls are under way, provably, when the service is told to stop.
const heldCalls = 16

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

package crash

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	crewSize = 64
	// sharedShops are changed by half of the crew, eight clients each; the
	// other half have one of their own.
	sharedShops = 4
	// callTime is how long a client waits for an answer.
	callTime = 20 * time.Second
)

// crew is the clients that work at the same time.
type crew struct {
	clients []*client
	// ending is set before the service is ended: from then on calls may be cut.
	ending atomic.Bool

	work   sync.WaitGroup
	mu     sync.Mutex
	faults []string
}

func newCrew() *crew {
	c, drawn := new(crew), new(pictures)
	for id := range crewSize {
		appID := fmt.Sprintf("wx-own-%02d", id)
		if id < crewSize/2 {
			appID = fmt.Sprintf("wx-shared-%d", id%sharedShops)
		}
		client := &client{id: id, appID: appID, pictures: drawn}
		client.step = client.next
		c.clients = append(c.clients, client)
	}
	return c
}

// start lets every client get its token and take its step until a call is cut or
// ctx ends.
func (c *crew) start(ctx context.Context, transport http.RoundTripper, api string) error {
	via := &http.Client{Transport: transport, Timeout: callTime}
	c.ending.Store(false)
	c.faults = nil
	var enter errgroup.Group
	for _, client := range c.clients {
		enter.Go(func() error { return client.enter(ctx, via, api) })
	}
	if err := enter.Wait(); err != nil {
		return err
	}
	for _, client := range c.clients {
		c.work.Go(func() {
			for ctx.Err() == nil {
				if err := client.step(ctx, via, api); err != nil {
					c.judge(err)
					return
				}
			}
		})
	}
	return nil
}

// judge decides whether the error that ended a client is a fault.
func (c *crew) judge(err error) {
	if errors.Is(err, errCut) && c.ending.Load() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = append(c.faults, err.Error())
}

// wait waits for all clients, moves what they wrote down into the ledger, and
// returns the faults they saw.
func (c *crew) wait(l *ledger) []string {
	c.work.Wait()
	for _, client := range c.clients {
		client.report(l)
	}
	return c.faults
}

package app

import (
	"context"
	"sync"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// eventBuffer is how many events a subscriber may be behind.
const eventBuffer = 64

// hub hands what the operator changes to whoever looks.
type hub struct {
	mu        sync.Mutex
	closed    bool
	listeners map[chan ports.Event]struct{}
}

func newHub() *hub { return &hub{listeners: make(map[chan ports.Event]struct{})} }

// tell hands an event to those who listen and are not behind.
func (h *hub) tell(e ports.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for events := range h.listeners {
		select {
		case events <- e:
		default:
		}
	}
}

func (h *hub) join() chan ports.Event {
	events := make(chan ports.Event, eventBuffer)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		close(events)
		return events
	}
	h.listeners[events] = struct{}{}
	return events
}

func (h *hub) leave(events chan ports.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, there := h.listeners[events]; there {
		delete(h.listeners, events)
		close(events)
	}
}

// close ends all subscriptions, so that those who hold a connection open let
// the service stop.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for events := range h.listeners {
		delete(h.listeners, events)
		close(events)
	}
}

// operatorFeed joins the calls of the journal and the operator's changes.
type operatorFeed struct {
	journal *journal.Journal
	events  *hub
}

func (f operatorFeed) Subscribe(ctx context.Context) <-chan ports.Event {
	ctx, cancel := context.WithCancel(ctx)
	changes, calls := f.events.join(), f.journal.Subscribe(ctx)
	out := make(chan ports.Event, eventBuffer)
	tell := func(e ports.Event) {
		select {
		case out <- e:
		default:
		}
	}
	go func() {
		defer cancel()
		defer close(out)
		defer f.events.leave(changes)
		for {
			select {
			case <-ctx.Done():
				return
			case change, open := <-changes:
				if !open {
					return
				}
				tell(change)
			case call, open := <-calls:
				if !open {
					return
				}
				tell(ports.Event{Kind: ports.EventCall, AppID: call.AppID, Call: &call})
				if call.Interface == weixin.ModifyMerchant.Name && call.Code == 0 && call.Status == 200 {
					tell(ports.Event{Kind: ports.EventMerchant, AppID: call.AppID})
				}
			}
		}
	}()
	return out
}

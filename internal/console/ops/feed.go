package ops

import (
	"context"
	"sync"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
)

// feedBuffer is how many events a subscriber may be behind.
const feedBuffer = 256

// Feed hands events to those who subscribe. The zero value has no subscribers.
type Feed struct {
	mu          sync.Mutex
	closed      bool
	subscribers map[chan api.Event]struct{}
}

// Subscribe returns the events from now on, until ctx ends or the feed is closed:
// then the channel is closed. A subscriber that is more than 256 events behind misses
// some.
func (f *Feed) Subscribe(ctx context.Context) <-chan api.Event {
	events := make(chan api.Event, feedBuffer)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		close(events)
		return events
	}
	if f.subscribers == nil {
		f.subscribers = make(map[chan api.Event]struct{})
	}
	f.subscribers[events] = struct{}{}
	context.AfterFunc(ctx, func() { f.unsubscribe(events) })
	return events
}

func (f *Feed) unsubscribe(events chan api.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, there := f.subscribers[events]; there {
		delete(f.subscribers, events)
		close(events)
	}
}

// Tell hands an event to the subscribers that are not behind.
func (f *Feed) Tell(e api.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tell(e)
}

func (f *Feed) tell(e api.Event) {
	for events := range f.subscribers {
		select {
		case events <- e:
		default: // it is behind
		}
	}
}

// Calls tells of calls that can be read in the journal.
func (f *Feed) Calls(calls []journal.Entry) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.subscribers) == 0 {
		return
	}
	for _, c := range calls {
		call := toCall(c)
		f.tell(api.Event{Kind: api.EventCall, AppID: c.AppID, Call: &call})
	}
}

// Changes tells of what writes of the store have changed.
func (f *Feed) Changes(changes []store.Changed) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.subscribers) == 0 {
		return
	}
	var last api.Event
	for _, c := range changes {
		e := api.Event{AppID: c.AppID}
		switch c.Topic {
		case store.TopicMerchants:
			e.Kind = api.EventMerchant
		case store.TopicFaults:
			e.Kind = api.EventFaults
		case store.TopicDeliveries:
			continue
		case store.TopicReviews:
			e.Kind = api.EventReview
		case store.TopicShops:
			e.Kind = api.EventStore
		case store.TopicPlaces:
			e.Kind = api.EventPlace
		case store.TopicAccounts, store.TopicComponents:
			e.Kind = api.EventAccount
		}
		if e != last {
			f.tell(e)
		}
		last = e
	}
}

// Close ends all subscriptions, so that connections that are held open for them let
// the service stop.
func (f *Feed) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	for events := range f.subscribers {
		delete(f.subscribers, events)
		close(events)
	}
}

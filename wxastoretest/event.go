package wxastoretest

import (
	"context"
	"encoding/xml"
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/outbox"
	"github.com/wxastore/wxastore/weixin"
)

// Event is an event that was pushed, or whose push was tried.
type Event struct {
	// ID is what its attempts have in X-Wxastore-Event-Id.
	ID string
	// Name is such as add_store_audit_info, or the InfoType of a platform's.
	Name string
	// Body is what it says: the struct of its declaration, such as
	// weixin.AddStoreAuditBody.
	Body any
	// XML is the event before encryption.
	XML string
	// URL is where the last attempt went, without the signatures.
	URL string
	// Delivered says that it was taken. If it was not, Reason is why.
	Delivered bool
	Reason    string
	// ResponseHeader are the headers of the answer to the last attempt, without Date.
	// Credentials in them are cut short.
	ResponseHeader http.Header
	// Attempts is how many there were, At the time of the last one.
	Attempts int
	At       time.Time
}

// Events returns the events that were pushed to an account, or to a platform, in the
// order of their first attempts. What waits behind another, and what was never queued
// because the account has no MessageURL, is not among them.
func (s *Server) Events(appID string) []Event {
	s.t.Helper()
	events, err := s.readEvents(context.Background(), appID)
	if err != nil {
		s.t.Errorf("events of %q: %v", appID, err)
	}
	return events
}

func (s *Server) readEvents(ctx context.Context, appID string) ([]Event, error) {
	attempts, err := s.running().Calls(ctx, journal.Filter{AppID: appID}, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	var events []Event
	for _, a := range slices.Backward(attempts) {
		if a.Event == "" || a.Method != http.MethodPost { // a call, or the check of a URL
			continue
		}
		id, attempt, text := outbox.Attempted(a)
		i := slices.IndexFunc(events, func(e Event) bool { return e.ID == id })
		if i < 0 {
			events = append(events, Event{ID: id, Name: a.Event, XML: text, Body: readBody(text)})
			i = len(events) - 1
		}
		e := &events[i]
		e.URL, e.Delivered, e.Reason, e.Attempts, e.At = a.Path, a.Kind == journal.Answered, a.Reason, attempt, a.At
		e.ResponseHeader = readHeader(a.ResponseHeader)
	}
	return events, nil
}

// readBody reads what an event says.
func readBody(text string) any {
	var ofAccount weixin.AccountEvent
	if err := xml.Unmarshal([]byte(text), &ofAccount); err == nil && ofAccount.Body != nil {
		return ofAccount.Body
	}
	var ofComponent weixin.ComponentEvent
	if err := xml.Unmarshal([]byte(text), &ofComponent); err != nil {
		return nil
	}
	return ofComponent.Body
}

// WaitForEvent returns the first event of a name, such as weixin.EventAddStoreAudit.Name,
// that was delivered to an account or a platform, and that no earlier WaitForEvent has
// returned. It waits for one until ctx ends, which fails the test.
func (s *Server) WaitForEvent(ctx context.Context, appID, name string) Event {
	s.t.Helper()
	e, err := s.nextEvent(ctx, appID, name)
	if err == nil {
		return e
	}
	if ctx.Err() == nil {
		s.t.Errorf("wait for %s of %q: %v", name, appID, err)
		return Event{}
	}
	s.t.Errorf("no %s was delivered to %q: %v; its events: %+v", name, appID, context.Cause(ctx), s.Events(appID))
	return Event{}
}

// nextEvent waits for an event, or until the service stops.
func (s *Server) nextEvent(ctx context.Context, appID, name string) (found Event, err error) {
	err = s.await(ctx, func(ctx context.Context) (bool, error) {
		events, err := s.readEvents(ctx, appID)
		i := slices.IndexFunc(events, func(e Event) bool { return e.Name == name && e.Delivered && s.take(e.ID) })
		if i >= 0 {
			found = events[i]
		}
		return i >= 0, err
	})
	return found, err
}

// take reports whether an event was not returned before, and notes that it is now.
func (s *Server) take(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken[id] {
		return false
	}
	if s.taken == nil {
		s.taken = make(map[string]bool)
	}
	s.taken[id] = true
	return true
}

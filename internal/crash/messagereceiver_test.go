package crash

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/wxastore/wxastore/weixin"
)

// messageReceiver takes the events of accounts, each at a path that is its app id.
type messageReceiver struct {
	server *httptest.Server

	mu sync.Mutex
	// taken are the texts of the events by their ids, by account.
	taken map[string]map[string]string
	// kinds are the kinds of events with the statuses that they said.
	kinds    map[string]bool
	repeated int
	faults   []string
}

func receiveMessages(t *testing.T) *messageReceiver {
	t.Helper()
	r := &messageReceiver{taken: make(map[string]map[string]string), kinds: make(map[string]bool)}
	r.server = httptest.NewServer(r)
	t.Cleanup(r.server.Close)
	return r
}

func (r *messageReceiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	appID, id := req.URL.Path[1:], req.Header.Get("X-Wxastore-Event-Id")
	text, err := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil || id == "" {
		// A service that is killed while it sends leaves half an event.
		if err == nil {
			r.faults = append(r.faults, "an event of "+appID+" has no id")
		}
		return
	}
	if r.taken[appID] == nil {
		r.taken[appID] = make(map[string]string)
	}
	if before, again := r.taken[appID][id]; again {
		r.repeated++
		if before != string(text) {
			r.faults = append(r.faults, fmt.Sprintf("event %s of %s says something else the second time", id, appID))
		}
	}
	r.taken[appID][id] = string(text)
	if event, err := readMessage(string(text)); err == nil {
		r.kinds[fmt.Sprint(event.kind, event.status)] = true
	}
	_, _ = io.WriteString(w, "success")
}

// count returns how many events came, and how many of them twice.
func (r *messageReceiver) count() (events, repeated int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, of := range r.taken {
		events += len(of)
	}
	return events, r.repeated
}

// outcomes counts the kinds of events, each with each status.
func (r *messageReceiver) outcomes() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.kinds)
}

// of returns the texts of an account's events by their ids.
func (r *messageReceiver) of(appID string) map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	texts := make(map[string]string)
	for id, text := range r.taken[appID] {
		texts[id] = text
	}
	return texts
}

// told is the review that an event is about, and the status that it says.
type told struct {
	kind    string
	auditID int64
	status  int
}

func readMessage(text string) (told, error) {
	var event weixin.AccountEvent
	if err := xml.Unmarshal([]byte(text), &event); err != nil {
		return told{}, err
	}
	switch body := event.Body.(type) {
	case weixin.ApplyMerchantBody:
		return told{event.Event, body.AuditID, body.Status}, nil
	case weixin.AddStoreAuditBody:
		return told{event.Event, body.AuditID, body.Status}, nil
	case weixin.ModifyStoreAuditBody:
		return told{event.Event, body.AuditID, body.Status}, nil
	}
	return told{}, fmt.Errorf("the event is %+v", event)
}

package crash

import (
	"encoding/xml"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/wxastore/wxastore/msgcrypt"
	"github.com/wxastore/wxastore/weixin"
)

const (
	eventToken = "token"
	eventKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
)

// eventReceiver takes the events of several platforms, each at a path that is
// its app id, and refuses about half of the attempts: none, one or two of each
// event.
type eventReceiver struct {
	server *httptest.Server

	mu sync.Mutex
	// taken are the authorization codes that were answered with success, in the
	// order in which they came, by platform. A code that comes again right after
	// itself, with the same id, is there once.
	taken  map[string][]string
	tried  map[string]int    // by id
	codeOf map[string]string // by id
	// repeated counts what came again, refused what was refused.
	repeated, refused int
	faults            []string
	// changed holds one element after something was taken.
	changed chan struct{}
}

func receiveEvents(t *testing.T) *eventReceiver {
	t.Helper()
	r := &eventReceiver{
		taken: make(map[string][]string), tried: make(map[string]int), codeOf: make(map[string]string),
		changed: make(chan struct{}, 1),
	}
	r.server = httptest.NewServer(r)
	t.Cleanup(r.server.Close)
	return r
}

func (r *eventReceiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	platform, id := req.URL.Path[1:], req.Header.Get("X-Wxastore-Event-Id")
	event, err := readEvent(req, platform)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil || id == "" {
		r.faults = append(r.faults, fmt.Sprintf("event %q for %s: %v", id, platform, err))
		return
	}
	if r.take(platform, id, event.AuthorizationCode) {
		_, _ = io.WriteString(w, "success")
		return
	}
	w.WriteHeader(http.StatusServiceUnavailable)
}

// take takes an event, or refuses it.
func (r *eventReceiver) take(platform, id, code string) bool {
	if known, ok := r.codeOf[id]; ok && known != code {
		r.faults = append(r.faults, fmt.Sprintf("the id %s of %s names two events", id, platform))
	}
	r.codeOf[id] = code
	r.tried[id]++
	h := fnv.New32a()
	_, _ = io.WriteString(h, id)
	if r.tried[id] <= int(h.Sum32()%3) {
		r.refused++
		return false
	}
	list := r.taken[platform]
	switch {
	case len(list) > 0 && list[len(list)-1] == code:
		r.repeated++
	case slices.Contains(list, code):
		r.faults = append(r.faults, fmt.Sprintf("event %s of %s came again after later ones", id, platform))
	default:
		r.taken[platform] = append(list, code)
	}
	select {
	case r.changed <- struct{}{}:
	default:
	}
	return true
}

func readEvent(req *http.Request, platform string) (authorized weixin.AuthorizedBody, err error) {
	var event weixin.ComponentEvent
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return authorized, err
	}
	cipher, err := msgcrypt.New(platform, eventToken, eventKey)
	if err != nil {
		return authorized, err
	}
	q := req.URL.Query()
	text, err := cipher.Open(q.Get("msg_signature"), q.Get("timestamp"), q.Get("nonce"), body)
	if err != nil {
		return authorized, err
	}
	if err := xml.Unmarshal(text, &event); err != nil {
		return authorized, err
	}
	authorized, _ = event.Body.(weixin.AuthorizedBody)
	if event.AppID != platform || authorized.AuthorizationCode == "" {
		return authorized, fmt.Errorf("the event is %+v", event)
	}
	return authorized, nil
}

// count returns how many events were taken.
func (r *eventReceiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, list := range r.taken {
		n += len(list)
	}
	return n
}

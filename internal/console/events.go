package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/store"
)

// How many events one answer lists.
const (
	usualEvents = 100
	mostEvents  = 1000
)

// eventsAPI is /api/events and what is below it. The parameters of the list are
// all optional:
//
//	state=queued|dead  events that are still tried, or that were given up
//	target=APPID       events for one receiver
//	limit=N            how many, 1 to 1000; 100 if it is left out
//
//	curl 'localhost:8081/api/events?state=dead'
//	curl -X POST localhost:8081/api/events/wxc0123456789abcdef/65e1c0f01a2b3c4d5e6f7a8b9c0d1e2f/resend
//	curl -X DELETE localhost:8081/api/events/wxc0123456789abcdef/65e1c0f01a2b3c4d5e6f7a8b9c0d1e2f
type eventsAPI struct{ events ports.Pushes }

func eventRoutes(c Config) []route {
	a := eventsAPI{c.Ports.Pushes}
	return []route{
		{method: "GET", path: "/api/events", summary: "List events that wait to be pushed, or were given up.", query: []param{
			{"state", "queued or dead"}, {"target", "the app id of the receiver"}, {"limit", "how many, 1 to 1000; 100 if it is left out"},
		}, response: jsonBody[eventList](), serve: serveJSON(a.list, c.Log)},
		{method: "POST", path: "/api/events/{target}/{id}/resend", summary: "Push an event again.", serve: serveJSON(a.resend, c.Log)},
		{method: "DELETE", path: "/api/events/{target}/{id}", summary: "Forget an event, so that those behind it need not wait.", serve: serveJSON(a.drop, c.Log)},
	}
}

// eventList is the answer of GET /api/events.
type eventList struct {
	Events []pushJSON `json:"events"`
}

// pushJSON is an event on its way. What it says is left out: it holds tickets
// and codes.
type pushJSON struct {
	// Target is the app id of the receiver, ID names the event; the receiver
	// gets it as the header X-Wxastore-Event-Id.
	Target string `json:"target"`
	ID     string `json:"id"`
	// Kind is the InfoType.
	Kind string `json:"kind"`
	// State is queued, or dead once it was given up.
	State string `json:"state"`
	// CreatedAt is by the service's clock, NextAt in real time; it is absent
	// where the event waits for others or is due at once.
	CreatedAt time.Time  `json:"created_at"`
	NextAt    *time.Time `json:"next_at,omitempty"`
	// Attempts is how often it was tried, LastError why that failed.
	Attempts  int    `json:"attempts"`
	LastError string `json:"last_error,omitempty"`
}

func (a eventsAPI) list(_ http.ResponseWriter, r *http.Request) (any, error) {
	filter, limit, err := parsePushFilter(r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	pushes, err := a.events.List(r.Context(), filter, limit)
	if err != nil {
		return nil, err
	}
	answer := eventList{make([]pushJSON, 0, len(pushes))}
	for _, p := range pushes {
		j := pushJSON{
			Target: p.Target, ID: p.ID, Kind: p.Kind, State: string(p.State), CreatedAt: p.CreatedAt.UTC(),
			Attempts: p.Attempts, LastError: p.LastError,
		}
		if !p.NextAt.IsZero() {
			next := p.NextAt.UTC()
			j.NextAt = &next
		}
		answer.Events = append(answer.Events, j)
	}
	return answer, nil
}

func parsePushFilter(query string) (f store.PushFilter, limit int, err error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return f, 0, bad("the query cannot be read: %v", err)
	}
	limit = usualEvents
	for name := range values {
		value := values.Get(name)
		switch name {
		case "state":
			f.State = store.PushState(value)
			if value != "" && f.State != store.PushQueued && f.State != store.PushDead {
				return f, 0, bad("state %q: there are queued and dead", value)
			}
		case "target":
			f.Target = value
		case "limit":
			if limit, err = strconv.Atoi(value); err != nil || limit < 1 || limit > mostEvents {
				return f, 0, bad("limit %q must be a number from 1 to %d", value, mostEvents)
			}
		default:
			return f, 0, bad("there is no parameter %q; there are state, target and limit", name)
		}
	}
	return f, limit, nil
}

func (a eventsAPI) resend(_ http.ResponseWriter, r *http.Request) (any, error) {
	return a.one(r, a.events.Resend)
}

func (a eventsAPI) drop(_ http.ResponseWriter, r *http.Request) (any, error) {
	return a.one(r, a.events.Drop)
}

// one does something to the event that the path names.
func (eventsAPI) one(r *http.Request, do func(ctx context.Context, target, id string) error) (any, error) {
	target, id := r.PathValue("target"), r.PathValue("id")
	err := do(r.Context(), target, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, problem{http.StatusNotFound, fmt.Sprintf("no event %q waits for %q or was given up", id, target)}
	}
	return nil, err
}

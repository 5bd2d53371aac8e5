package console

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
)

func feedRoutes(c Config) []route {
	return []route{{
		method: "GET", path: "/api/feed", summary: "What happens from now on, one JSON object a line, until one side hangs up.",
		response: body{media: "application/x-ndjson", is: jsonBody[eventJSON]().is}, serve: feed(c.Ports.Feed, c.Log),
	}}
}

// eventJSON is a line of /api/feed.
type eventJSON struct {
	// Kind is call, merchant, account, clock, faults or state: everything may be
	// different.
	Kind string `json:"kind"`
	// AppID is whose it is, of calls, merchants and accounts.
	AppID string `json:"appid,omitempty"`
	// Call is that of a call.
	Call *callJSON `json:"call,omitempty"`
}

// feedTime is how long a line may take to get away.
const feedTime = 30 * time.Second

// feed tells of events as they come. Who does not keep up misses some.
//
//	curl -N localhost:8081/api/feed
func feed(events ports.Feed, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		connection := http.NewResponseController(w)
		// The limits of time are for requests that end, but a line must get away.
		if err := connection.SetReadDeadline(time.Time{}); err != nil {
			log.Debug("feed keeps its read deadline", "error", err)
		}
		hurry := func() { _ = connection.SetWriteDeadline(time.Now().Add(feedTime)) }
		hurry()
		coming := events.Subscribe(r.Context())
		w.Header().Set("Content-Type", "application/x-ndjson")
		w.WriteHeader(http.StatusOK)
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		if connection.Flush() != nil {
			return
		}
		for e := range coming {
			line := eventJSON{Kind: string(e.Kind), AppID: e.AppID}
			if e.Call != nil {
				call := toCallJSON(*e.Call)
				line.Call = &call
			}
			hurry()
			if encoder.Encode(line) != nil || connection.Flush() != nil {
				return // the client is gone
			}
		}
	})
}

package console

import (
	"encoding/json"
	"net/http"
	"time"
)

// feedTime is how long a line may take to get away.
const feedTime = 30 * time.Second

// feed writes events as they come. Who does not keep up misses some.
func feed(c Config) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		connection := http.NewResponseController(w)
		// The limits of time are for requests that end, but a line must get away.
		if err := connection.SetReadDeadline(time.Time{}); err != nil {
			c.Log.Debug("feed keeps its read deadline", "error", err)
		}
		hurry := func() { _ = connection.SetWriteDeadline(time.Now().Add(feedTime)) }
		hurry()
		coming := c.Console.Subscribe(r.Context())
		w.Header().Set("Content-Type", "application/x-ndjson")
		w.WriteHeader(http.StatusOK)
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		if connection.Flush() != nil {
			return
		}
		for e := range coming {
			hurry()
			if encoder.Encode(e) != nil || connection.Flush() != nil {
				return // the client is gone
			}
		}
	})
}

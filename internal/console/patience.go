package console

import (
	"context"
	"net/http"
	"time"
)

// patient lets a request take longer than the listener allows, which is for
// requests that do not wait: to read, to work and to write. Without it the
// request's context would end with the listener's time for reading. Where the
// deadlines cannot be moved, they hold.
func patient(w http.ResponseWriter, r *http.Request, long time.Duration) (context.Context, context.CancelFunc) {
	deadline := time.Now().Add(long)
	extend(w, deadline)
	return context.WithDeadline(r.Context(), deadline)
}

// extend moves the deadlines of a connection; one more second is for the answer.
func extend(w http.ResponseWriter, deadline time.Time) {
	connection := http.NewResponseController(w)
	_ = connection.SetReadDeadline(deadline.Add(time.Second))
	_ = connection.SetWriteDeadline(deadline.Add(time.Second))
}

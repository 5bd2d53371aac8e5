package ops

import (
	"context"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
)

// WithTime lets a request take as long as its operation may: to read, to work and to
// write. The listener's limits are for requests that do not wait. Where the deadlines
// cannot be moved, they hold.
func WithTime(w http.ResponseWriter, r *http.Request, o api.Operation) (context.Context, context.CancelFunc) {
	if o.Time == 0 {
		return context.WithCancel(r.Context())
	}
	deadline := time.Now().Add(o.Time)
	connection := http.NewResponseController(w)
	// One more second is for the answer.
	_ = connection.SetReadDeadline(deadline.Add(time.Second))
	_ = connection.SetWriteDeadline(deadline.Add(time.Second))
	return context.WithDeadline(r.Context(), deadline)
}

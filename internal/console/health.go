package console

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// readyTime is how long the check behind /readyz may take.
const readyTime = 2 * time.Second

func healthRoutes(c Config) []route {
	health := file("/healthz", "Is the process there?", "text/plain", http.HandlerFunc(healthz))
	ready := file("/readyz", "Does the service take calls? 503 if it does not.", "text/plain", &readiness{ready: c.Ready, log: c.Log})
	health.open, ready.open = true, true
	return []route{health, ready}
}

// healthz is answered 200 while the process runs.
func healthz(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") }

// readiness is answered 200 while ready returns nil, and 503 otherwise. Anybody
// may ask, so why it is not ready is said in the log: once for each change, since
// a balancer asks again and again.
type readiness struct {
	ready func(context.Context) error
	log   *slog.Logger

	mu   sync.Mutex
	down bool
}

func (h *readiness) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTime)
	defer cancel()
	err := h.ready(ctx)
	if r.Context().Err() != nil {
		return // the client is gone, and the answer would tell nothing
	}
	h.report(err)
	if err != nil {
		say(w, http.StatusServiceUnavailable, "not ready")
		return
	}
	say(w, http.StatusOK, "ready")
}

func (h *readiness) report(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch down := err != nil; {
	case down == h.down:
	case down:
		h.log.Warn("not ready", "reason", err)
	default:
		h.log.Info("ready again")
	}
	h.down = err != nil
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	// A client that is gone needs no answer.
	_, _ = fmt.Fprintln(w, text)
}

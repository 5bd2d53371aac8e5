package console

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// readyTime is how long the check behind /readyz may take.
const readyTime = 2 * time.Second

func healthRoutes(c Config) []route {
	text := body{media: "text/plain"}
	return []route{
		{method: "GET", path: "/healthz", summary: "Is the process there?", open: true, response: text, serve: http.HandlerFunc(healthz)},
		{method: "GET", path: "/readyz", summary: "Does the service take calls? 503 if it does not.", open: true, response: text, serve: readyz(c.Ports.Ready)},
	}
}

// healthz is answered 200 while the process runs.
func healthz(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") }

// readyz is answered 200 while ready returns nil, and 503 otherwise.
func readyz(ready func(context.Context) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTime)
		defer cancel()
		if err := ready(ctx); err != nil {
			say(w, http.StatusServiceUnavailable, "not ready: "+err.Error())
			return
		}
		say(w, http.StatusOK, "ready")
	})
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	// A client that is gone needs no answer.
	_, _ = fmt.Fprintln(w, text)
}

package console

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// Config is what the console is made of.
type Config struct {
	// Loopback says that the listener can only be reached from this machine.
	Loopback bool
	// Token is asked for as "Authorization: Bearer TOKEN". It may be "" on
	// loopback only; then nothing is asked for. CheckToken says what it may be.
	Token string
	// Ready returns why the service does not take calls, or nil.
	Ready     func(context.Context) error
	Clock     Clock
	Faults    Faults
	Calls     Calls
	Platforms Platforms
	Events    Events
	Log       *slog.Logger
}

// An error that has a method Invalid is the operator's: its text is answered
// with 400. Any other but store.ErrNotFound is answered 500 and logged.
type invalid interface {
	error
	Invalid() bool
}

// Clock is the service's time.
type Clock interface {
	Read() ClockState
	// Set, Advance and Reset return when what fell due has happened.
	Set(ctx context.Context, t time.Time) error
	Advance(ctx context.Context, d time.Duration) error
	Scale(ctx context.Context, factor float64) error
	Reset(ctx context.Context) error
}

// ClockState is a reading of the clock.
type ClockState struct {
	// Now is the service's time, Real the system's.
	Now, Real time.Time
	// Offset is how far Now is ahead of Real.
	Offset time.Duration
	// Scale is how many seconds of Now pass in one of Real.
	Scale float64
}

// Faults are the faults injected into calls.
type Faults interface {
	List(ctx context.Context) ([]store.Fault, error)
	// Put adds or replaces a fault and returns it with its id.
	Put(ctx context.Context, f store.Fault) (store.Fault, error)
	// Drop deletes a fault, or returns store.ErrNotFound.
	Drop(ctx context.Context, id string) error
	DropAll(ctx context.Context) error
}

// Calls is the journal of calls.
type Calls interface {
	// Call returns the call of a rid, or store.ErrNotFound.
	Call(ctx context.Context, rid string) (store.CallRecord, error)
	// Calls returns up to limit calls, newest first.
	Calls(ctx context.Context, f store.CallFilter, limit int) ([]store.CallRecord, error)
}

// Handler answers the console's requests.
func Handler(c Config) (http.Handler, error) {
	if c.Token == "" && !c.Loopback {
		return nil, errors.New("console: without a token only loopback is safe")
	}
	if c.Token != "" {
		if err := CheckToken(c.Token); err != nil {
			return nil, err
		}
	}
	mux, guard := http.NewServeMux(), newGuard(c)
	methods := make(map[string][]string)
	for _, route := range routes(c) {
		method, path, _ := strings.Cut(route.pattern, " ")
		methods[path] = append(methods[path], method)
		h := route.serve
		if !route.open {
			h = guard.protect(h)
		}
		mux.Handle(route.pattern, h)
	}
	for path, allowed := range methods {
		mux.Handle(path, guard.protect(wrongMethod(allowed)))
	}
	mux.Handle("/", guard.protect(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, "there is nothing at this path")
	})))
	return withHeaders(mux), nil
}

func wrongMethod(allowed []string) http.Handler {
	methods := strings.Join(allowed, ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", methods)
		refuse(w, http.StatusMethodNotAllowed, "this path takes "+methods)
	})
}

package console

import (
	"context"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
)

// settleTime is how long a move of the clock may take.
const settleTime = 10 * time.Minute

// clockAPI is /api/clock.
//
//	curl localhost:8081/api/clock
//	curl localhost:8081/api/clock -d '{"advance":"2h"}'
//	{"now":"2026-03-01T06:00:00Z","real":"2026-03-01T04:00:00Z","offset":"2h0m0s","scale":1}
type clockAPI struct{ clock ports.Clock }

func clockRoutes(c Config) []route {
	a := clockAPI{c.Ports.Clock}
	return []route{
		{method: "GET", path: "/api/clock", summary: "Read the clock.", response: jsonBody[clockJSON](), serve: serveJSON(a.get, c.Log)},
		{method: "POST", path: "/api/clock", summary: "Move the clock.", request: jsonBody[clockMove](), response: jsonBody[clockJSON](), serve: serveJSON(a.move, c.Log)},
	}
}

// clockJSON is the answer of GET and POST /api/clock.
type clockJSON struct {
	// Now is the service's time.
	Now time.Time `json:"now"`
	// Real is the system's time.
	Real time.Time `json:"real"`
	// Offset is Now less Real; "-1h0m0s" is an hour behind.
	Offset duration `json:"offset"`
	// Scale is how many seconds of Now pass in one of Real: 1 as a rule, 0
	// while the clock is stopped.
	Scale float64 `json:"scale"`
}

// clockMove is the body of POST /api/clock. Exactly one field is set.
type clockMove struct {
	// Set makes the clock show a time: {"set":"2026-03-01T00:00:00+08:00"}. It
	// may go back, which undoes nothing.
	Set *time.Time `json:"set"`
	// Advance moves the clock forward: {"advance":"2h"}. What falls due on the
	// way has happened when the answer comes.
	Advance *duration `json:"advance"`
	// Scale makes time pass faster or slower than real time: {"scale":60}. 0
	// stops it.
	Scale *float64 `json:"scale"`
	// Reset, if true, makes the clock the system's again: {"reset":true}.
	Reset *bool `json:"reset"`
}

func (a clockAPI) get(http.ResponseWriter, *http.Request) (any, error) {
	return toClockJSON(a.clock.Read()), nil
}

// toClockJSON is a ClockState whose offset is a text.
func toClockJSON(s ports.ClockState) clockJSON {
	return clockJSON{Now: s.Now, Real: s.Real, Offset: duration(s.Offset), Scale: s.Scale}
}

// move moves the clock and answers what it shows then.
func (a clockAPI) move(w http.ResponseWriter, r *http.Request) (any, error) {
	var m clockMove
	if err := decode(r, &m); err != nil {
		return nil, err
	}
	set := 0
	for _, there := range []bool{m.Set != nil, m.Advance != nil, m.Scale != nil, m.Reset != nil} {
		if there {
			set++
		}
	}
	if set != 1 || m.Reset != nil && !*m.Reset {
		return nil, bad(`send exactly one of {"set":"2026-03-01T00:00:00Z"}, {"advance":"2h"}, {"scale":60} and {"reset":true}`)
	}
	ctx, cancel := patient(w, r, settleTime)
	defer cancel()
	if err := a.apply(ctx, m); err != nil {
		return nil, err
	}
	return toClockJSON(a.clock.Read()), nil
}

func (a clockAPI) apply(ctx context.Context, m clockMove) error {
	switch {
	case m.Set != nil:
		return a.clock.Set(ctx, *m.Set)
	case m.Advance != nil:
		return a.clock.Advance(ctx, time.Duration(*m.Advance))
	case m.Scale != nil:
		return a.clock.Scale(ctx, *m.Scale)
	}
	return a.clock.Reset(ctx)
}

package api

import "time"

// The operations on the service's time.
//
//	curl localhost:8081/api/clock
//	curl localhost:8081/api/clock -d '{"advance":"2h"}'
//	{"now":"2026-03-01T06:00:00Z","real":"2026-03-01T04:00:00Z","offset":"2h0m0s","scale":1}
var (
	ShowClock = Declare[None, Clock](Operation{
		Method: "GET", Path: "/api/clock", Doc: "Show the clock.", Verb: "clock show",
	})
	MoveClock = Declare[ClockMove, Clock](Operation{
		Changes: EventClock, Method: "POST", Path: "/api/clock", Doc: "Move the clock.", Time: 10 * time.Minute,
		Unversioned: "The clock goes on by itself.",
	})
)

// Clock is a reading of the clock.
type Clock struct {
	// Now is the service's time.
	Now time.Time `json:"now"`
	// Real is the system's time.
	Real time.Time `json:"real"`
	// Offset is Now less Real; "-1h0m0s" is an hour behind.
	Offset Duration `json:"offset"`
	// Scale is how many seconds of Now pass in one of Real: 1 as a rule, 0
	// while the clock is stopped.
	Scale float64 `json:"scale"`
}

// Normal reports whether the clock is the system's: neither moved by a second or
// more, nor faster, slower or stopped.
func (c Clock) Normal() bool { return c.Scale == 1 && !c.Moved() }

// Moved reports whether the clock is a second or more away from the system's.
func (c Clock) Moved() bool { return time.Duration(c.Offset).Abs() >= time.Second }

// ClockMove moves the clock.
type ClockMove struct{ Body Move }

// Move is a move of the clock. Exactly one field is set.
type Move struct {
	// Set makes the clock show a time: {"set":"2026-03-01T00:00:00+08:00"}. It
	// may go back, which undoes nothing.
	Set *time.Time `json:"set,omitempty"`
	// Advance moves the clock forward: {"advance":"2h"}. What falls due on the
	// way has happened when the answer comes.
	Advance *Duration `json:"advance,omitempty"`
	// Scale makes time pass faster or slower than real time: {"scale":60}. 0
	// stops it.
	Scale *float64 `json:"scale,omitempty"`
	// Reset, if true, makes the clock the system's again: {"reset":true}.
	Reset *bool `json:"reset,omitempty"`
}

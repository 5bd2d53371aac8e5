package api

import "time"

// The operations on events that wait to be pushed, or were given up.
//
//	curl 'localhost:8081/api/events?state=dead'
//	curl 'localhost:8081/api/events?state=delivered&target=messages:wx0123456789abcdef'
//	curl -X POST localhost:8081/api/events/wxc0123456789abcdef/65e1c0f01a2b3c4d5e6f7a8b9c0d1e2f/resend
//	curl -X DELETE 'localhost:8081/api/events/wxc0123456789abcdef/65e1c0f01a2b3c4d5e6f7a8b9c0d1e2f'
var (
	ListPushes = Declare[PushFilter, PushList](Operation{
		Method: "GET", Path: "/api/events", Doc: "List events that wait to be pushed, or were given up.",
		Verb: "events list", Columns: []string{"target", "id", "kind", "state", "attempts", "last_error"},
	})
	ShowPush = Declare[PushID, PushDetail](Operation{
		Method: "GET", Path: "/api/events/{target}/{id}", Doc: "Show an event with what it says and each attempt to push it that the journal has.", Verb: "events show",
	})
	ResendPush = Declare[PushID, None](Operation{
		Method: "POST", Path: "/api/events/{target}/{id}/resend", Doc: "Push an event again, also one of an account that was delivered, with the same id.", Verb: "events resend",
		Unversioned: "An event never changes, and its id names it.",
	})
	DropPush = Declare[PushID, None](Operation{
		Method: "DELETE", Path: "/api/events/{target}/{id}", Doc: "Delete an event, so that those behind it need not wait.", Verb: "events drop",
		Destroys:    "It is not pushed any more, and those behind it need not wait.",
		Unversioned: "An event never changes, and its id names it.",
	})
)

// PushID names an event of a receiver.
type PushID struct {
	Target string `path:"target" arg:"" help:"Where it is pushed to, as list shows it."`
	ID     string `path:"id" arg:"" help:"The event's id, as list shows it."`
}

// PushFilter selects events.
type PushFilter struct {
	State  string `query:"state" oneof:"queued,dead,delivered" help:"queued or dead, which are both listed if it is left out, or delivered, the newest first, as far as the journal of calls has them."`
	Target string `query:"target" help:"The app id of a platform, or messages:APPID for the messages of an account."`
	Limit  int    `query:"limit" default:"100" min:"1" max:"1000" help:"How many, 1 to 1000; ${default} if it is left out."`
}

// PushList are events.
type PushList struct {
	Events []Push `json:"events"`
}

// Push is an event on its way, or one that was delivered.
type Push struct {
	// Target is the app id of a platform, for its own events, or messages:APPID for the
	// messages of an account. ID names the event; the receiver gets it as the header
	// X-Wxastore-Event-Id.
	Target string `json:"target"`
	ID     string `json:"id"`
	// Name is what the platform or the account is called.
	Name string `json:"name,omitempty"`
	// Kind is the InfoType, or the Event of an account's message.
	Kind string `json:"kind"`
	// State is queued, dead once it was given up, or delivered.
	State string `json:"state"`
	// CreatedAt is by the service's clock, NextAt in real time; it is absent
	// where the event waits for others or is due at once.
	CreatedAt time.Time  `json:"created_at"`
	NextAt    *time.Time `json:"next_at,omitempty"`
	// Attempts is how often it was tried, LastError why that failed.
	Attempts  int    `json:"attempts"`
	LastError string `json:"last_error,omitempty"`
	// DeliveredAt is by the service's clock, and Event what was delivered, before
	// encryption. In a list, what waits is not shown: it holds tickets and codes, which the
	// journal cuts short.
	DeliveredAt *time.Time `json:"delivered_at,omitempty"`
	Event       string     `json:"event,omitempty"`
}

// PushDetail is an event with its attempts.
type PushDetail struct {
	Push
	// AllAttempts come newest first.
	AllAttempts []Call `json:"all_attempts"`
}

// SentEvent is an event that was queued to be pushed.
type SentEvent struct {
	ID string `json:"id"`
	EventProgress
}

// The states of events.
const (
	PushQueued    = "queued"
	PushDead      = "dead"
	PushDelivered = "delivered"
)

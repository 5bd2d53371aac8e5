package store

import (
	"context"
	"time"
)

// PushTicket is the Kind of an event whose newest alone is worth anything.
// Queueing one removes those of the target that wait or were given up, but for
// one that is being sent.
const PushTicket = "component_verify_ticket"

// PushState says whether an event is still tried.
type PushState string

// The states of an event. One that was delivered is forgotten.
const (
	PushQueued PushState = "queued"
	PushDead   PushState = "dead"
)

// Push is an event that waits to be pushed, or was given up. What is marked as
// the store's is set by it, whatever an event that is queued says there.
type Push struct {
	// Target is the app id of the receiver, ID is random. Both together name the
	// event, and show the receiver that one came twice.
	Target, ID string
	// Kind is the InfoType.
	Kind string
	// Body is the XML before encryption.
	Body []byte
	// CreatedAt is the service's time; the times below are real ones, for they
	// are about a receiver who knows no other.
	CreatedAt time.Time
	// Seq is the store's: the order of the target's events, from 1 on. Only the
	// first that is queued is tried; the others wait for it.
	Seq int64
	// State, Attempts, how often it was tried, and LastError, why that failed,
	// are the store's.
	State     PushState
	Attempts  int
	LastError string
	// NextAt is when the target of a queued event may be tried again, zero for at
	// once; LeasedUntil, zero for not at all, and LeasedBy say by whom the target
	// is held. They are the store's.
	NextAt, LeasedUntil time.Time
	LeasedBy            string
}

// PushFilter selects events. Zero fields select all.
type PushFilter struct {
	Target string
	State  PushState
}

// Pushes is the port for events that are pushed. They are queued inside the
// writes that cause them.
//
// A target is held by one at a time. Whoever holds it gives it back with one of
// DonePush, RetryPush, BuryPush and FreePushes; these return ErrConflict, and
// change nothing, if the lease was lost to another. If the event is gone by
// then, they only give the target back.
type Pushes interface {
	// LeasePushes hands out the first events of up to limit targets that are due
	// and that nobody holds at the time now, those targets first that were handed
	// out the longest ago. It holds them until the given time.
	LeasePushes(ctx context.Context, by string, now, until time.Time, limit int) ([]Push, error)
	// DonePush forgets an event that was delivered.
	DonePush(ctx context.Context, p Push) error
	// RetryPush counts an attempt that failed and makes the target due at next.
	RetryPush(ctx context.Context, p Push, next time.Time, reason string) error
	// BuryPush counts an attempt that failed and gives the event up. The
	// target's next event is due at once.
	BuryPush(ctx context.Context, p Push, reason string) error
	// FreePushes gives back all targets that somebody holds, as they are.
	FreePushes(ctx context.Context, by string) error
	// Pushes returns up to limit events, by target and Seq.
	Pushes(ctx context.Context, f PushFilter, limit int) ([]Push, error)
	// ResendPush queues an event again that was given up, as the last of its
	// target and as if it had never been tried. It makes the target due at once,
	// which is all that happens to an event that is queued. It returns
	// ErrNotFound for an unknown event.
	ResendPush(ctx context.Context, target, id string) error
	// DropPush forgets an event, queued or given up, or returns ErrNotFound.
	DropPush(ctx context.Context, target, id string) error
	// DropPushes forgets up to limit events that were given up and were created
	// before the time, and returns how many.
	DropPushes(ctx context.Context, createdBefore time.Time, limit int) (int, error)
}

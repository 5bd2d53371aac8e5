package store

import (
	"context"
	"strings"
	"time"
)

// TargetKind says what the receiver of events is, and with it which envelope it
// gets and how it is retried.
type TargetKind string

// The kinds of receivers.
const (
	// TargetComponent is a third-party platform, at its address for events.
	TargetComponent TargetKind = "component"
	// TargetMessages is an account, at its message URL.
	TargetMessages TargetKind = "messages"
)

// Target is who receives events.
type Target struct {
	Kind TargetKind
	// AppID is the receiver's.
	AppID string
}

// ComponentTarget is the target of a third-party platform's events.
func ComponentTarget(appID string) Target { return Target{TargetComponent, appID} }

// MessagesTarget is the target of an account's messages and events.
func MessagesTarget(appID string) Target { return Target{TargetMessages, appID} }

// TargetsOf are all targets that an app id may be.
func TargetsOf(appID string) []Target { return []Target{ComponentTarget(appID), MessagesTarget(appID)} }

// String is the target as it is stored and shown: a third-party platform's app id
// alone, any other behind its kind and a colon, which no app id has.
func (t Target) String() string {
	if t.Kind == TargetComponent || t.AppID == "" {
		return t.AppID
	}
	return string(t.Kind) + ":" + t.AppID
}

// ParseTarget reads what String writes.
func ParseTarget(text string) Target {
	switch kind, appID, other := strings.Cut(text, ":"); {
	case text == "":
		return Target{}
	case other:
		return Target{TargetKind(kind), appID}
	}
	return ComponentTarget(text)
}

// DeliveryState says whether an event is still tried.
type DeliveryState string

// The states of an event. One that was delivered is deleted.
const (
	DeliveryQueued DeliveryState = "queued"
	DeliveryDead   DeliveryState = "dead"
)

// Delivery is an event that waits to be delivered, or was given up. What is
// marked as the store's is set by it, whatever an event that is queued says there.
type Delivery struct {
	Target Target
	// ID is random. Together with the target it names the event, and shows the
	// receiver that one came twice.
	ID string
	// Kind is the InfoType, or the Event of an account's message.
	Kind string
	// Body is the XML before encryption.
	Body []byte
	// CreatedAt is the service's time; the times below are real ones, because
	// they are about a receiver that does not know the service's clock.
	CreatedAt time.Time
	// Supersedes removes, when the event is queued, those of its kind that wait or
	// were given up, except one that is being sent. It is not stored.
	Supersedes bool
	// Seq is the store's: the order of the target's events, from 1 on. They are
	// tried in this order; the others wait for the first.
	Seq int64
	// State, Attempts, how often it was tried, and LastError, why that failed,
	// are the store's.
	State     DeliveryState
	Attempts  int
	LastError string
	// NextAt is when the target of a queued event may be tried again, zero for at
	// once. LeasedUntil, zero for not at all, and LeasedBy say until when and by which
	// service the target is held. They are the store's.
	NextAt, LeasedUntil time.Time
	LeasedBy            string
}

// DeliveryFilter selects events. Zero fields select all.
type DeliveryFilter struct {
	Target Target
	State  DeliveryState
	ID     string
}

// Lease asks for events that are due.
type Lease struct {
	// By is who holds their targets until Until. Targets are due at Now.
	By         string
	Now, Until time.Time
	// Targets bounds how many targets are leased, Each says how many events of
	// one.
	Targets int
	Each    func(Target) int
}

// Settlement is how the leased events of one target went.
type Settlement struct {
	Target Target
	// By is who leased them.
	By string
	// Delivered is the Seq up to which they were delivered, 0 if none was.
	Delivered int64
	// Failed is the id of the event after those whose attempt failed, for Reason;
	// "" if none did. It is given up if Dead, and else tried again at Next.
	Failed, Reason string
	Dead           bool
	Next           time.Time
}

// Outbox is the port for events that are delivered. They are queued inside the
// writes that cause them.
//
// A target is held by one service at a time, which gives it back when it settles
// what it leased.
type Outbox interface {
	// LeaseDeliveries returns the first events of targets that are due and not
	// held, by target and Seq, and holds the targets; those first that were leased
	// the longest ago.
	LeaseDeliveries(ctx context.Context, l Lease) ([]Delivery, error)
	// SettleDeliveries keeps how leased events went and gives their targets back,
	// in one write. In the same write it leases those of them again that are due,
	// unless again.Targets is 0, and returns their events. Nothing is kept of a
	// target whose lease was lost to another: those are returned, too. An event that
	// is gone by then is left out.
	SettleDeliveries(ctx context.Context, all []Settlement, again Lease) (leased []Delivery, lost []Target, err error)
	// Deliveries returns up to limit events, by target and Seq.
	Deliveries(ctx context.Context, f DeliveryFilter, limit int) ([]Delivery, error)
	// ResendDelivery queues an event again that was given up, as the last of its
	// target and as if it had never been tried. It makes the target due at once,
	// which is all that happens to an event that is queued. It returns
	// ErrNotFound for an unknown event.
	ResendDelivery(ctx context.Context, target Target, id string) error
	// DropDelivery deletes an event, queued or given up, or returns ErrNotFound.
	DropDelivery(ctx context.Context, target Target, id string) error
	// DropDeliveries deletes up to limit events that were given up and were
	// created before the time, and returns how many.
	DropDeliveries(ctx context.Context, createdBefore time.Time, limit int) (int, error)
}

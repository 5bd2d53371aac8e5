package ports

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Ports are all that the console asks of the service.
type Ports struct {
	// Ready returns why the service does not take calls, or nil.
	Ready     func(context.Context) error
	Clock     Clock
	Faults    Faults
	Calls     Calls
	Accounts  Accounts
	Merchants Merchants
	Quotas    Quotas
	Sender    Sender
	Feed      Feed
	State     State
	Metrics   Metrics
	Platforms Platforms
	Pushes    Pushes
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

// Normal reports whether the clock is the system's: neither moved by a second
// or more, nor faster, slower or stopped.
func (s ClockState) Normal() bool {
	return s.Scale == 1 && s.Offset.Abs() < time.Second
}

// Faults are the faults injected into calls.
type Faults interface {
	List(ctx context.Context) ([]store.Fault, error)
	// Change adds or replaces a fault and returns it with its id. version is what
	// was seen of the one with its id, "" if there was none: if there is another
	// by now, Change changes nothing and returns store.ErrConflict.
	Change(ctx context.Context, f store.Fault, version string) (store.Fault, error)
	// Drop deletes a fault, or returns store.ErrNotFound.
	Drop(ctx context.Context, id string) error
	DropAll(ctx context.Context) error
}

// Calls is the journal of calls.
type Calls interface {
	// Call returns the call of a rid, or store.ErrNotFound.
	Call(ctx context.Context, rid string) (journal.Entry, error)
	// Calls returns up to limit calls, newest first.
	Calls(ctx context.Context, f journal.Filter, limit int) ([]journal.Entry, error)
}

// Refusal is an error of a rule that said no, as it would to a call.
type Refusal interface {
	error
	// Refused returns the code that a call would be answered with, and in a few
	// words why.
	Refused() (weixin.Code, string)
}

package sqldb

import (
	"context"
	"errors"
	"time"

	"github.com/wxastore/wxastore/internal/said"
)

// ErrorClass is what an error of a database means for its transaction.
type ErrorClass int

const (
	// Other is a failed statement. Nothing else is wrong.
	Other ErrorClass = iota
	// Conflict is a transaction that was undone because of another one. It may
	// run again.
	Conflict
	// ConnLost is a connection that is of no use any more. Nothing of the
	// transaction stays, unless it was its commit that failed: then the outcome is
	// unknown.
	ConnLost
	// Unreachable is a database to which no connection can be made.
	Unreachable
)

// gone reports whether the database cannot be asked any more.
func (c ErrorClass) gone() bool { return c >= ConnLost }

// classify is the class of an error.
func (e *Engine) classify(err error) ErrorClass {
	if _, ok := errors.AsType[Rerun](err); ok {
		return Conflict
	}
	if _, ok := errors.AsType[internalErr](err); ok || err == nil || e.Classify == nil {
		return Other
	}
	return e.Classify(err)
}

// Rerun is the error of a write that found a row which another writer has added
// since it looked: the write is to run again.
type Rerun struct{ error }

// NewRerun returns a Rerun.
func NewRerun(err error) Rerun { return Rerun{err} }

// Unwrap returns what is wrong.
func (r Rerun) Unwrap() error { return r.error }

// internalErr marks an error of this package: the driver and the connection are
// all right.
type internalErr struct{ error }

func (e internalErr) Unwrap() error { return e.error }

// ErrUnstorable says that a text has bytes which the database cannot hold.
var ErrUnstorable error = internalErr{said.Errorf("a text with bytes that the database cannot hold")}

// limit bounds one statement.
func limit(ctx context.Context, statement time.Duration) (context.Context, context.CancelFunc) {
	if statement == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, statement)
}

package sqlstore

import (
	"context"
	"errors"
	"time"
)

// Verdict is what an error of a database means for the transaction it came in.
type Verdict int

const (
	// Plain says that the statement failed and nothing else is known of.
	Plain Verdict = iota
	// Conflict says that the transaction was undone because of another one. It
	// may run again.
	Conflict
	// Lost says that the connection is of no use any more. Nothing of the
	// transaction stays, unless it was its commit that failed so: then nobody
	// knows.
	Lost
	// Away says that no connection could be made.
	Away
)

// gone reports whether the database cannot be asked any more.
func (v Verdict) gone() bool { return v >= Lost }

// judge is the engine's verdict on an error.
func (e *Engine) judge(err error) Verdict {
	if _, ok := errors.AsType[ours](err); ok || err == nil || e.Judge == nil {
		return Plain
	}
	return e.Judge(err)
}

// ours marks an error that no driver and no database said: nothing is wrong with
// the connection.
type ours struct{ error }

func (o ours) Unwrap() error { return o.error }

var errUnstorable = ours{errors.New("a text with bytes that the database cannot hold")}

// limit bounds one statement.
func limit(ctx context.Context, statement time.Duration) (context.Context, context.CancelFunc) {
	if statement == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, statement)
}

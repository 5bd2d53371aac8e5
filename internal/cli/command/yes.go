package command

import (
	"context"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/said"
)

// Yes is the flag of a command that destroys. Without it, the command says what would be
// lost, and does nothing.
type Yes struct {
	Yes bool `help:"Do it. Without this, the command says what would be lost, and does nothing."`
}

// Ask refuses an operation that destroys and is not confirmed.
func (y Yes) Ask(o api.Operation) error {
	if o.Destroys == "" || y.Yes {
		return nil
	}
	return Usagef("%w To do it, say --yes.", said.Text(o.Destroys))
}

// Destroy asks the console for an operation that destroys, if it is confirmed.
func Destroy[In, Out any](ctx context.Context, c *Console, y Yes, o api.Op[In, Out], in In) (out Out, err error) {
	if err := y.Ask(o.Operation); err != nil {
		return out, err
	}
	return ask(ctx, c, o, in)
}

// unasked is the error of a command that would destroy and has no flag to confirm it.
func unasked(o api.Operation) error {
	return Errorf("%s destroys, and this command does not ask first", o.Verb)
}

package admin

import (
	"context"
	"encoding/json"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
)

// asking is the command of an operation whose input is arguments and flags.
type asking[In, Out any] struct {
	In In `embed:""`
	command.Service

	op api.Op[In, Out]
}

// Run asks and prints the answer.
func (a *asking[In, Out]) Run(ctx context.Context, s *command.Streams) error {
	return do(ctx, s, a.Service, a.op, a.In)
}

// destroying is the command of an operation that destroys.
type destroying[In, Out any] struct {
	In In `embed:""`
	command.Yes
	command.Service

	op api.Op[In, Out]
}

// Run asks and prints the answer, if it is confirmed.
func (d *destroying[In, Out]) Run(ctx context.Context, s *command.Streams) error {
	return destroy(ctx, s, d.Service, d.Yes, d.op, d.In)
}

// do asks for an operation and prints the answer: a list of records as a table of the
// operation's columns, one record whole.
func do[In, Out any](ctx context.Context, s *command.Streams, c command.Service, o api.Op[In, Out], in In) error {
	return destroy(ctx, s, c, command.Yes{}, o, in)
}

// destroy is do for an operation that may destroy, and is confirmed then.
func destroy[In, Out any](ctx context.Context, s *command.Streams, c command.Service, y command.Yes, o api.Op[In, Out], in In) error {
	if err := y.Ask(o.Operation); err != nil {
		return err // before anything is looked for
	}
	console, err := c.Open(ctx)
	if err != nil {
		return err
	}
	answer, err := command.Text(ctx, console, y, o, in)
	if err != nil {
		return err
	}
	return show(s, c, o.Operation, answer)
}

// show prints an answer.
func show(s *command.Streams, c command.Service, o api.Operation, answer json.RawMessage) error {
	switch {
	case c.JSON && answer == nil:
		return s.Printf("{}\n")
	case c.JSON:
		return s.PassJSON(answer)
	case answer == nil:
		s.Notef("wxastore: done\n")
		return nil
	case o.Verb == api.ListCalls.Verb && s.Look.Terminal:
		return printCalls(s, answer)
	case o.Columns != nil:
		return printTable(s, o, answer)
	}
	return printRecord(s, o, answer)
}

package component

import (
	"context"
	"fmt"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
)

// eventsCmd lists events that are not delivered.
type eventsCmd struct {
	State string `enum:"queued,dead,all" default:"all" help:"Which: queued are still tried, dead were given up (${enum})."`

	Platform
}

// Help is the long text of component events --help.
func (eventsCmd) Help() string {
	return `An event that the platform did not answer with success is tried again, after
longer and longer pauses, and at last given up. What was delivered is not listed.

  wxastore component events --state dead`
}

// Run lists them.
func (e *eventsCmd) Run(ctx context.Context, s *command.Streams) error {
	c, err := e.Open(ctx)
	if err != nil {
		return err
	}
	in := api.PushFilter{Target: e.Component, Limit: 1000}
	if e.State != "all" {
		in.State = e.State
	}
	answer, err := command.Do(ctx, c, api.ListPushes, in)
	if err != nil {
		return err
	}
	if e.JSON {
		return s.PrintJSON(answer)
	}
	for _, p := range answer.Events {
		line := fmt.Sprintf("%s  %s  %s  %s  tried %d times", p.ID, p.Target, p.Kind, p.State, p.Attempts)
		if p.LastError != "" {
			line += ": " + p.LastError
		}
		if err := s.Printf("%s\n", line); err != nil {
			return err
		}
	}
	return nil
}

// resendCmd sends an event again.
type resendCmd struct {
	ID string `arg:"" help:"Id of the event, as component events lists it."`

	Platform
}

// Help is the long text of component resend --help.
func (resendCmd) Help() string {
	return `Queues an event again that was given up, and tries one that is queued at once.

  wxastore component resend 65e1c0f01a2b3c4d5e6f7a8b9c0d1e2f`
}

// Run sends it.
func (r *resendCmd) Run(ctx context.Context, s *command.Streams) error {
	c, id, err := r.one(ctx)
	if err != nil {
		return err
	}
	if _, err := command.Do(ctx, c, api.ResendPush, api.PushID{Target: id.Component, ID: r.ID}); err != nil {
		return err
	}
	if r.JSON {
		return s.PrintJSON(map[string]string{"resent": r.ID})
	}
	return nil
}

// dropCmd forgets an event.
type dropCmd struct {
	ID string `arg:"" help:"Id of the event, as component events lists it."`

	Platform
}

// Help is the long text of component drop --help.
func (dropCmd) Help() string {
	return `An event that the platform never takes holds up those behind it. What is dropped
is not pushed any more; an attempt that is under way may still arrive.

  wxastore component drop 65e1c0f01a2b3c4d5e6f7a8b9c0d1e2f`
}

// Run forgets it.
func (d *dropCmd) Run(ctx context.Context, s *command.Streams) error {
	c, id, err := d.one(ctx)
	if err != nil {
		return err
	}
	if _, err := command.Do(ctx, c, api.DropPush, api.PushID{Target: id.Component, ID: d.ID}); err != nil {
		return err
	}
	if d.JSON {
		return s.PrintJSON(map[string]string{"dropped": d.ID})
	}
	return nil
}

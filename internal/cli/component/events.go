package component

import (
	"context"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
)

// events lists events that are not delivered.
type events struct {
	State string `enum:"queued,dead,all" default:"all" help:"Which: queued are still tried, dead were given up (${enum})."`

	Target
}

// Help is the long text of component events --help.
func (events) Help() string {
	return `An event that the platform did not answer with success is tried again, after
longer and longer pauses, and at last given up. What was delivered is not listed.

  wxastore component events --state dead`
}

// Run lists them.
func (e *events) Run(ctx context.Context, s *command.Streams) error {
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
		line := s.Say("%s  %s  %s  %s  tried %d times", p.ID, p.Target, p.Kind, p.State, p.Attempts)
		if p.LastError != "" {
			line += ": " + p.LastError
		}
		if err := s.Printf("%s\n", line); err != nil {
			return err
		}
	}
	return nil
}

// resend sends an event again.
type resend struct {
	ID string `arg:"" help:"Id of the event, as component events lists it."`

	Target
}

// Help is the long text of component resend --help.
func (resend) Help() string {
	return `Queues an event again that was given up, and tries one that is queued at once.

  wxastore component resend 65e1c0f01a2b3c4d5e6f7a8b9c0d1e2f`
}

// Run sends it.
func (r *resend) Run(ctx context.Context, s *command.Streams) error {
	c, id, err := r.resolve(ctx)
	if err != nil {
		return err
	}
	if _, err := command.Do(ctx, c, api.ResendPush, api.PushID{Target: id.Component, ID: r.ID}); err != nil {
		return err
	}
	return r.Print(s, map[string]string{"resent": r.ID}, "")
}

// drop forgets an event.
type drop struct {
	ID string `arg:"" help:"Id of the event, as component events lists it."`

	command.Yes
	Target
}

// Help is the long text of component drop --help.
func (drop) Help() string {
	return `An event that the platform never takes holds up those behind it. What is dropped
is not pushed any more; an attempt that is under way may still arrive.

  wxastore component drop 65e1c0f01a2b3c4d5e6f7a8b9c0d1e2f --yes`
}

// Run forgets it.
func (d *drop) Run(ctx context.Context, s *command.Streams) error {
	if err := d.Ask(api.DropPush.Operation); err != nil {
		return err
	}
	c, id, err := d.resolve(ctx)
	if err != nil {
		return err
	}
	if _, err := command.Destroy(ctx, c, d.Yes, api.DropPush, api.PushID{Target: id.Component, ID: d.ID}); err != nil {
		return err
	}
	return d.Print(s, map[string]string{"dropped": d.ID}, "")
}

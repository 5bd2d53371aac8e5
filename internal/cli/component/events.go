package component

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/wxastore/wxastore/internal/cli/command"
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

// pendingEvent is an event as the console tells it and --json prints it.
type pendingEvent struct {
	Target    string     `json:"target"`
	ID        string     `json:"id"`
	Kind      string     `json:"kind"`
	State     string     `json:"state"`
	CreatedAt time.Time  `json:"created_at"`
	NextAt    *time.Time `json:"next_at,omitempty"`
	Attempts  int        `json:"attempts"`
	LastError string     `json:"last_error,omitempty"`
}

// Run lists them.
func (e *eventsCmd) Run(ctx context.Context, s *command.Streams) error {
	c, err := e.Open(ctx)
	if err != nil {
		return err
	}
	q := url.Values{"limit": {"1000"}}
	if e.State != "all" {
		q.Set("state", e.State)
	}
	if e.Component != "" {
		q.Set("target", e.Component)
	}
	var answer struct {
		Events []pendingEvent `json:"events"`
	}
	if err := c.Fetch(ctx, http.MethodGet, "/api/events", q, nil, &answer); err != nil {
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
	c, appID, err := r.one(ctx)
	if err != nil {
		return err
	}
	if err := c.Fetch(ctx, http.MethodPost, "/api/events/"+url.PathEscape(appID)+"/"+url.PathEscape(r.ID)+"/resend", nil, nil, nil); err != nil {
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
	c, appID, err := d.one(ctx)
	if err != nil {
		return err
	}
	if err := c.Fetch(ctx, http.MethodDelete, "/api/events/"+url.PathEscape(appID)+"/"+url.PathEscape(d.ID), nil, nil, nil); err != nil {
		return err
	}
	if d.JSON {
		return s.PrintJSON(map[string]string{"dropped": d.ID})
	}
	return nil
}

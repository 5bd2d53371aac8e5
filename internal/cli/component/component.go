package component

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
)

// Commands are what an operator does about third-party platforms.
type Commands struct {
	List       list       `cmd:"" help:"List the platforms and what accounts grant them."`
	PushTicket pushTicket `cmd:"" help:"Push a component_verify_ticket now and print it."`
	Authorize  authorize  `cmd:"" help:"Authorize a platform for an account and print the authorization code."`
	Revoke     revoke     `cmd:"" help:"Withdraw an account's authorization; it takes effect at once."`
	Events     events     `cmd:"" help:"List the events that are not delivered."`
	Resend     resend     `cmd:"" help:"Resend an event that was not delivered."`
	Drop       drop       `cmd:"" help:"Forget an event that was not delivered, so that those behind it go on."`
	Listen     listen     `cmd:"" help:"Receive the events that are pushed to a platform and print them."`
}

// Target is the platform (component) that a command is about: the only one of
// the service, unless it is named.
type Target struct {
	Component string `env:"WXASTORE_COMPONENT" placeholder:"APPID" help:"App id of the platform; may be left out where the service has only one."`

	command.Service
}

// shown is a platform with what accounts grant it, as --json prints it.
type shown struct {
	api.Component
	Authorizations []api.Authorization `json:"authorizations"`
}

// components are those that are meant: all, or the one that is named.
func (t Target) components(ctx context.Context, c *command.Console) ([]api.Component, error) {
	if t.Component != "" {
		named, err := command.Do(ctx, c, api.ShowComponent, api.ComponentID{Component: t.Component})
		if said := (*api.Error)(nil); errors.As(err, &said) && said.Status == http.StatusNotFound {
			err = command.Errorf("the service has no platform %q", t.Component)
		}
		return []api.Component{named}, err
	}
	all, err := command.Do(ctx, c, api.ListComponents, api.ComponentFilter{})
	return all.Components, err
}

// resolve opens the console and returns the app id of the one component that is
// meant.
func (t Target) resolve(ctx context.Context) (c *command.Console, id api.ComponentID, err error) {
	if c, err = t.Open(ctx); err != nil || t.Component != "" {
		return c, api.ComponentID{Component: t.Component}, err
	}
	all, err := t.components(ctx, c)
	switch {
	case err != nil:
		return nil, id, err
	case len(all) == 0:
		return nil, id, command.Errorf("the service has no third-party platform: declare one under components in a seed file")
	case len(all) > 1:
		return nil, id, command.Usagef("the service has %d platforms: name one with --component or WXASTORE_COMPONENT", len(all))
	}
	return c, api.ComponentID{Component: all[0].AppID}, nil
}

// list lists platforms.
type list struct{ Target }

// Help is the long text of component list --help.
func (list) Help() string {
	return `Prints each platform of the running service with the accounts that authorize it
and the permission sets that they grant.

  wxastore component list
  wxastore component list --json --component wxc0123456789abcdef`
}

// Run lists them.
func (l *list) Run(ctx context.Context, s *command.Streams) error {
	c, err := l.Open(ctx)
	if err != nil {
		return err
	}
	found, err := l.components(ctx, c)
	if err != nil {
		return err
	}
	all := make([]shown, len(found))
	for i, p := range found {
		all[i].Component = p
		if all[i].Authorizations, err = authorizations(ctx, c, p.AppID); err != nil {
			return err
		}
	}
	if l.JSON {
		return s.PrintJSON(map[string]any{"components": all})
	}
	for _, p := range all {
		if err := s.Printf("%s", p.describe(s)); err != nil {
			return err
		}
	}
	return nil
}

// authorizations are all that a platform has. Those that come or go while they
// are read may be missing.
func authorizations(ctx context.Context, c *command.Console, appID string) ([]api.Authorization, error) {
	all := []api.Authorization{}
	for {
		page, err := command.Do(ctx, c, api.ListAuthorizations, api.AuthorizationFilter{ComponentID: api.ComponentID{Component: appID}, Offset: len(all), Limit: 500})
		if err != nil {
			return nil, err
		}
		all = append(all, page.Authorizations...)
		if len(page.Authorizations) == 0 || len(all) >= page.Total {
			return all, nil
		}
	}
}

// describe returns the text for people.
func (p shown) describe(s *command.Streams) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", p.AppID, p.Name)
	line := func(label, value string) { b.WriteString("  " + command.Pad(s.Say(label), 9) + value + "\n") }
	switch {
	case p.EventURL == "":
		line("events", s.Say("nowhere: the platform has no event_url"))
	case p.PushTickets:
		line("events", s.Say("%s, a ticket every 10 minutes", p.EventURL))
	default:
		line("events", s.Say("%s, no tickets until api_start_push_ticket is called", p.EventURL))
	}
	if p.TicketAt != nil {
		line("ticket", command.Time(*p.TicketAt))
	}
	line("asks for", numbers(p.PermissionSets))
	for _, a := range p.Authorizations {
		since := ""
		if a.AuthorizedAt != nil {
			since = s.Say("  since %s", command.Time(*a.AuthorizedAt))
		}
		b.WriteString("  " + s.Say("%s  grants %s%s\n", a.AuthorizerAppID, numbers(a.PermissionSets), since))
	}
	return b.String()
}

func numbers(sets []int) string {
	list := make([]string, 0, len(sets))
	for _, id := range sets {
		list = append(list, strconv.Itoa(id))
	}
	return strings.Join(list, ",")
}

package component

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// Commands are what an operator does about third-party platforms.
type Commands struct {
	List       componentListCmd  `cmd:"" help:"List the platforms and what accounts grant them."`
	PushTicket pushTicketCmd     `cmd:"" help:"Push a component_verify_ticket now and print it."`
	Authorize  authorizeCmd      `cmd:"" help:"Authorize a platform for an account and print the authorization code."`
	Revoke     revokeCmd         `cmd:"" help:"Withdraw an account's authorization; it takes effect at once."`
	Events     eventsCmd         `cmd:"" help:"List the events that are not delivered."`
	Resend     resendCmd         `cmd:"" help:"Send an event again that was not delivered."`
	Drop       dropCmd           `cmd:"" help:"Forget an event that was not delivered, so that those behind it go on."`
	Listen     componentListener `cmd:"" help:"Receive the events that are pushed to a platform and print them."`
}

// Platform is a platform of the service: the only one, unless it is named.
type Platform struct {
	Component string `env:"WXASTORE_COMPONENT" placeholder:"APPID" help:"App id of the platform; may be left out where the service has only one."`

	command.Service
}

// componentShown is a platform as the console tells it and --json prints it.
type componentShown struct {
	AppID          string     `json:"appid"`
	Name           string     `json:"name"`
	EventURL       string     `json:"event_url"`
	RedirectDomain string     `json:"redirect_domain"`
	PermissionSets []int      `json:"permission_sets"`
	PushTickets    bool       `json:"push_tickets"`
	TicketAt       *time.Time `json:"ticket_at,omitempty"`

	Authorizations []authorizationShown `json:"authorizations"`
}

// authorizationShown is what an account grants a platform.
type authorizationShown struct {
	AuthorizerAppID string     `json:"authorizer_appid"`
	PermissionSets  []int      `json:"permission_sets"`
	AuthorizedAt    *time.Time `json:"authorized_at,omitempty"`
}

// platforms are those that are meant: all, or the one that is named.
func (p Platform) platforms(ctx context.Context, c *command.Console) ([]componentShown, error) {
	var answer struct {
		Components []componentShown `json:"components"`
	}
	if err := c.Fetch(ctx, http.MethodGet, "/api/components", nil, nil, &answer); err != nil {
		return nil, err
	}
	if p.Component == "" {
		return answer.Components, nil
	}
	i := slices.IndexFunc(answer.Components, func(s componentShown) bool { return s.AppID == p.Component })
	if i < 0 {
		return nil, fmt.Errorf("the service has no platform %q", p.Component)
	}
	return answer.Components[i : i+1], nil
}

// one opens the console and returns the app id of the one platform that is
// meant.
func (p Platform) one(ctx context.Context) (c *command.Console, appID string, err error) {
	if c, err = p.Open(ctx); err != nil {
		return nil, "", err
	}
	if appID = p.Component; appID == "" {
		all, err := p.platforms(ctx, c)
		switch {
		case err != nil:
			return nil, "", err
		case len(all) == 0:
			return nil, "", fmt.Errorf("the service has no third-party platform: declare one under components in a seed file")
		case len(all) > 1:
			return nil, "", command.Usagef("the service has %d platforms: name one with --component or WXASTORE_COMPONENT", len(all))
		}
		appID = all[0].AppID
	}
	return c, appID, nil
}

// componentPath is where the console tells of a platform.
func componentPath(appID string) string { return "/api/components/" + url.PathEscape(appID) }

// componentListCmd lists platforms.
type componentListCmd struct{ Platform }

// Help is the long text of component list --help.
func (componentListCmd) Help() string {
	return `Prints each platform of the running service with the accounts that authorize it
and the permission sets that they grant.

  wxastore component list
  wxastore component list --json --component wxc0123456789abcdef`
}

// Run lists them.
func (l *componentListCmd) Run(ctx context.Context, s *command.Streams) error {
	c, err := l.Open(ctx)
	if err != nil {
		return err
	}
	all, err := l.platforms(ctx, c)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Authorizations, err = authorizations(ctx, c, all[i].AppID); err != nil {
			return err
		}
	}
	if l.JSON {
		return s.PrintJSON(map[string]any{"components": all})
	}
	for _, p := range all {
		if err := s.Printf("%s", p.describe()); err != nil {
			return err
		}
	}
	return nil
}

// authorizations are all that a platform has. Those that come or go while they
// are read may be missing.
func authorizations(ctx context.Context, c *command.Console, appID string) ([]authorizationShown, error) {
	all := []authorizationShown{}
	for {
		var page struct {
			Total          int                  `json:"total"`
			Authorizations []authorizationShown `json:"authorizations"`
		}
		query := url.Values{"offset": {strconv.Itoa(len(all))}, "limit": {"500"}}
		if err := c.Fetch(ctx, http.MethodGet, componentPath(appID)+"/authorizations", query, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Authorizations...)
		if len(page.Authorizations) == 0 || len(all) >= page.Total {
			return all, nil
		}
	}
}

// describe returns the text for people.
func (p componentShown) describe() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", p.AppID, p.Name)
	line := func(label, value string) { fmt.Fprintf(&b, "  %-9s%s\n", label, value) }
	switch {
	case p.EventURL == "":
		line("events", "nowhere: the platform has no event_url")
	case p.PushTickets:
		line("events", p.EventURL+", a ticket every 10 minutes")
	default:
		line("events", p.EventURL+", no tickets until api_start_push_ticket is called")
	}
	if p.TicketAt != nil {
		line("ticket", p.TicketAt.Format(time.RFC3339))
	}
	line("asks for", numbers(p.PermissionSets))
	for _, a := range p.Authorizations {
		since := ""
		if a.AuthorizedAt != nil {
			since = "  since " + a.AuthorizedAt.Format(time.RFC3339)
		}
		fmt.Fprintf(&b, "  %s  grants %s%s\n", a.AuthorizerAppID, numbers(a.PermissionSets), since)
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

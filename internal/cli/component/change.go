package component

import (
	"context"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
)

// pushTicket pushes a ticket.
type pushTicket struct{ Target }

// Help is the long text of component push-ticket --help.
func (pushTicket) Help() string {
	return `Makes a ticket now instead of in up to ten minutes, pushes it to the platform's
event_url and prints it. Where there is no event_url, the printed ticket can be
given to the platform by hand.

  wxastore component push-ticket`
}

// Run pushes it.
func (p *pushTicket) Run(ctx context.Context, s *command.Streams) error {
	c, id, err := p.resolve(ctx)
	if err != nil {
		return err
	}
	made, err := command.Do(ctx, c, api.PushTicket, id)
	if err != nil {
		return err
	}
	if p.JSON {
		return s.PrintJSON(made)
	}
	switch {
	case !made.Pushed:
		s.Notef("wxastore: the platform has no event_url: the ticket is pushed nowhere\n")
	case !made.Delivered && made.LastError != "":
		s.Notef("wxastore: the platform has not taken the ticket yet: %s is tried first, with %d before the ticket, and failed: %s; wxastore component events shows them\n", made.WaitsFor, made.Ahead, made.LastError)
	case !made.Delivered:
		s.Notef("wxastore: the platform has not answered yet; wxastore component events shows what waits\n")
	}
	return s.Printf("%s\n", made.Ticket)
}

// authorize authorizes a platform for an account.
type authorize struct {
	Authorizer string `arg:"" placeholder:"APPID" help:"App id of the account that authorizes."`
	Sets       []int  `placeholder:"ID,..." help:"Ids of the permission sets that are granted; without it, all that the platform asks for."`

	Target
}

// Help is the long text of component authorize --help.
func (authorize) Help() string {
	return `Does what an administrator does on the authorization page, and prints the code
that the redirect would carry. To grant other sets to a platform that is already
authorized is a change, and pushed as updateauthorized.

  wxastore component authorize wx0123456789abcdef --sets 8,13`
}

// Run authorizes it.
func (a *authorize) Run(ctx context.Context, s *command.Streams) error {
	c, id, err := a.resolve(ctx)
	if err != nil {
		return err
	}
	if len(a.Sets) == 0 {
		a.Component = id.Component
		asked, err := a.components(ctx, c)
		if err != nil {
			return err
		}
		a.Sets = asked[0].PermissionSets
	}
	code, err := command.Do(ctx, c, api.Authorize, api.Grant{ComponentID: id, Body: api.Authorization{AuthorizerAppID: a.Authorizer, PermissionSets: a.Sets}})
	if err != nil {
		return err
	}
	return a.Print(s, code, "%s\n", code.AuthCode)
}

// revoke withdraws an authorization.
type revoke struct {
	Authorizer string `arg:"" placeholder:"APPID" help:"App id of the account that withdraws."`
	Password   bool   `help:"The account's password was changed instead: its tokens die (42007) until it authorizes again."`

	command.Yes
	Target
}

// Help is the long text of component revoke --help.
func (revoke) Help() string {
	return `The platform's tokens for the account are dead at once, and it is notified by a push
of unauthorized.

  wxastore component revoke wx0123456789abcdef --yes`
}

// Run withdraws it.
func (r *revoke) Run(ctx context.Context, s *command.Streams) error {
	if err := r.Ask(api.Withdraw.Operation); err != nil {
		return err
	}
	c, id, err := r.resolve(ctx)
	if err != nil {
		return err
	}
	in := api.Withdrawal{ComponentID: id, Authorizer: r.Authorizer}
	if r.Password {
		in.Reason = api.PasswordChanged
	}
	if _, err := command.Destroy(ctx, c, r.Yes, api.Withdraw, in); err != nil {
		return err
	}
	return r.Print(s, map[string]string{"revoked": r.Authorizer}, "")
}

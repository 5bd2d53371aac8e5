package ops

import (
	"context"
	"errors"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

func (c *Console) listComponents(ctx context.Context, in api.ComponentFilter) (list api.ComponentList, err error) {
	all, err := c.m.Store.Components(ctx, in.After, in.Limit+1)
	all, last := firsts(all, in.Limit)
	if last != nil {
		list.Next = last.AppID
	}
	list.Components = each(all, toComponent)
	return list, err
}

func (c *Console) showComponent(ctx context.Context, in api.ComponentID) (api.Component, error) {
	found, err := c.m.Store.Component(ctx, in.Component)
	return toComponent(found), noComponent(err, in.Component)
}

func toComponent(c store.Component) api.Component {
	return api.Component{
		AppID: c.AppID, Name: c.Name, EventURL: c.EventURL, MessageURL: c.MessageURL, RedirectDomain: c.RedirectDomain,
		PermissionSets: append([]int{}, c.PermissionSets...), PushTickets: c.PushTickets, TicketAt: timeOrNil(c.TicketAt),
	}
}

// pushTicket makes a ticket, has it pushed and waits a moment for the answer.
func (c *Console) pushTicket(ctx context.Context, in api.ComponentID) (made api.Ticket, err error) {
	found, err := c.m.Store.Component(ctx, in.Component)
	if err != nil {
		return made, noComponent(err, in.Component)
	}
	ticket, id, err := c.m.Components.PushTicket(ctx, in.Component, c.m.Clock.Now())
	if err != nil {
		return made, noComponent(err, in.Component)
	}
	made = api.Ticket{Ticket: ticket, ExpiresIn: int(weixin.TicketLife / time.Second)}
	if found.EventURL == "" {
		return made, nil
	}
	made.Pushed = true
	made.EventProgress, err = c.hurry(ctx, store.ComponentTarget(in.Component), id)
	return made, err
}

func (c *Console) listAuthorizations(ctx context.Context, in api.AuthorizationFilter) (api.AuthorizationList, error) {
	if _, err := c.m.Store.Component(ctx, in.Component); err != nil {
		return api.AuthorizationList{}, noComponent(err, in.Component)
	}
	list, total, err := c.m.Store.Authorizations(ctx, in.Component, in.Offset, in.Limit)
	return api.AuthorizationList{Total: total, Authorizations: each(list, func(a store.Authorization) api.Authorization {
		return api.Authorization{AuthorizerAppID: a.AppID, PermissionSets: append([]int{}, a.PermissionSets...), AuthorizedAt: timeOrNil(a.AuthorizedAt)}
	})}, err
}

func (c *Console) authorize(ctx context.Context, in api.Grant) (api.AuthCode, error) {
	code, err := c.m.Components.Authorize(ctx, in.Component, in.Body.AuthorizerAppID, in.Body.PermissionSets, c.m.Clock.Now())
	if errors.Is(err, store.ErrNotFound) {
		err = missing("there is no platform %q or no account %q", in.Component, in.Body.AuthorizerAppID)
	}
	return api.AuthCode{AuthCode: code, ExpiresIn: weixin.AuthCodeSeconds}, err
}

func (c *Console) withdraw(ctx context.Context, in api.Withdrawal) (api.None, error) {
	end := c.m.Components.Withdraw
	if in.Reason == api.PasswordChanged {
		end = c.m.Components.ChangePassword
	}
	err := end(ctx, in.Component, in.Authorizer, c.m.Clock.Now())
	if errors.Is(err, store.ErrNotFound) {
		err = missing("account %q does not authorize platform %q", in.Authorizer, in.Component)
	}
	return api.None{}, err
}

func noComponent(err error, appID string) error {
	if errors.Is(err, store.ErrNotFound) {
		return missing("there is no platform %q", appID)
	}
	return err
}

package ops

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/component"
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
		AppID: c.AppID, ComponentFields: api.ComponentFields{
			Name: c.Name, EventURL: c.EventURL, MessageURL: c.MessageURL, RedirectDomain: c.RedirectDomain, PermissionSets: append([]int{}, c.PermissionSets...),
			Token: kept(c.Token), EncodingAESKey: kept(c.EncodingAESKey), PreviousEncodingAESKey: kept(c.PreviousEncodingAESKey),
		},
		PushTickets: c.PushTickets, TicketAt: timeOrNil(c.TicketAt), Version: c.Version(),
	}
}

// fromComponent is the platform as the store has it. A secret that is to be kept
// is that of the record before.
func (c *Console) fromComponent(appID string, f api.ComponentFields, before store.Component) (store.Component, error) {
	secrets := replacing(
		store.Messages{Token: before.Token, EncodingAESKey: before.EncodingAESKey, PreviousEncodingAESKey: before.PreviousEncodingAESKey},
		store.Messages{Token: f.Token, EncodingAESKey: f.EncodingAESKey, PreviousEncodingAESKey: f.PreviousEncodingAESKey})
	return c.m.CompleteComponent(store.Component{
		AppID: appID, Name: f.Name, EventURL: f.EventURL, MessageURL: f.MessageURL, RedirectDomain: f.RedirectDomain, PermissionSets: f.PermissionSets,
		Token: secrets.Token, EncodingAESKey: secrets.EncodingAESKey, PreviousEncodingAESKey: secrets.PreviousEncodingAESKey,
	})
}

func (c *Console) createComponent(ctx context.Context, in api.ComponentCreation) (api.Secret, error) {
	made, err := c.fromComponent(in.Body.AppID, in.Body.ComponentFields, store.Component{})
	if err != nil {
		return api.Secret{}, err
	}
	secret, err := c.m.Accounts.AddPlatform(ctx, made.AppID, made.Name, func(tx store.Tx) error { return component.Add(tx, made) })
	return api.Secret{AppID: made.AppID, Secret: secret}, err
}

func (c *Console) putComponent(ctx context.Context, in api.ComponentChange) (api.Component, error) {
	after, err := c.m.Components.Put(ctx, in.Component, in.Body.Version, func(before store.Component) (store.Component, error) {
		return c.fromComponent(in.Component, in.Body.ComponentFields, before)
	})
	return toComponent(after), outdated(noComponent(err, in.Component), store.Mistakef("platform %s", in.Component), "GET /api/components/"+in.Component, in.Body.Version, toComponent(after),
		func() (api.Component, error) { return c.showComponent(ctx, in.ComponentID) })
}

func (c *Console) dropComponent(ctx context.Context, in api.ComponentDrop) (api.None, error) {
	if err := c.m.Quotas.Return(ctx); err != nil {
		return api.None{}, err
	}
	err := noComponent(c.m.Accounts.DropPlatform(ctx, in.Component, in.Version), in.Component)
	return api.None{}, dropped(err, store.Mistakef("platform %s", in.Component), in.Version, func() (api.Component, error) { return c.showComponent(ctx, in.ComponentID) })
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
	authorizations := each(list, func(a store.Authorization) api.Authorization {
		return api.Authorization{AuthorizerAppID: a.AppID, PermissionSets: append([]int{}, a.PermissionSets...), AuthorizedAt: timeOrNil(a.AuthorizedAt)}
	})
	n := c.names()
	for i := range authorizations {
		if err == nil {
			authorizations[i].Name, err = n.name(ctx, list[i].AppID)
		}
	}
	return api.AuthorizationList{Total: total, Authorizations: authorizations}, err
}

func (c *Console) listGrants(ctx context.Context, in api.AccountID) (list api.GrantList, err error) {
	if _, err := c.m.Store.Account(ctx, in.AppID); err != nil {
		return list, noAccount(err, in.AppID)
	}
	granted, err := c.m.Store.GrantedBy(ctx, in.AppID)
	list.Authorizations = each(granted, func(a store.Authorization) api.Granted {
		return api.Granted{Component: a.Component, PermissionSets: append([]int{}, a.PermissionSets...), AuthorizedAt: timeOrNil(a.AuthorizedAt)}
	})
	n := c.names()
	for i := range list.Authorizations {
		if err == nil {
			list.Authorizations[i].Name, err = n.name(ctx, granted[i].Component)
		}
	}
	return list, err
}

func (c *Console) authorize(ctx context.Context, in api.Grant) (api.AuthCode, error) {
	code, err := c.m.Components.Authorize(ctx, in.Component, in.Body.AuthorizerAppID, in.Body.PermissionSets, c.m.Clock.Now())
	return api.AuthCode{AuthCode: code, ExpiresIn: weixin.AuthCodeSeconds},
		orMissing(err, missing("there is no platform %q or no account %q", in.Component, in.Body.AuthorizerAppID))
}

func (c *Console) withdraw(ctx context.Context, in api.Withdrawal) (api.None, error) {
	end := c.m.Components.Withdraw
	if in.Reason == api.PasswordChanged {
		end = c.m.Components.ChangePassword
	}
	err := end(ctx, in.Component, in.Authorizer, c.m.Clock.Now())
	return api.None{}, orMissing(err, missing("account %q does not authorize platform %q", in.Authorizer, in.Component))
}

func noComponent(err error, appID string) error {
	return orMissing(err, missing("there is no platform %q", appID))
}

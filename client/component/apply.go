package component

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/push"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// Apply does what an event asks for: it stores a ticket; it turns the code of an
// authorization into tokens and stores them; it removes the tokens of an account that
// has withdrawn. Events come more than once and late, so it asks Weixin where the
// event alone could lose an account. An event of another kind does nothing.
//
// Its error is to be answered with a failure, as Receiver does: the event is
// pushed again then, and by that time Weixin may list what it did not.
func (c *Component) Apply(ctx context.Context, e weixin.ComponentEvent) error {
	switch body := e.Body.(type) {
	case weixin.TicketBody:
		return c.StoreTicket(ctx, body.ComponentVerifyTicket, push.UnixTime(e.CreateTime))
	case weixin.AuthorizedBody:
		return c.authorized(ctx, body)
	case weixin.UnauthorizedBody:
		return c.withdrawn(ctx, body.AuthorizerAppID)
	}
	return nil
}

// authorized uses the code of an event. The handler of the redirect may have
// used it before: then the tokens are stored, or Weixin lists them. If it does not,
// the event is not handled.
func (c *Component) authorized(ctx context.Context, e weixin.AuthorizedBody) error {
	if err := c.isAccount(e.AuthorizerAppID); err != nil {
		return err
	}
	_, err := c.QueryAuth(ctx, e.AuthorizationCode)
	if !refused(err, weixin.AuthCodeExpired) && !refused(err, weixin.AuthCodeInvalid) && !errors.Is(err, client.ErrEmptyCredential) {
		return err
	}
	restoreErr := c.Restore(ctx, e.AuthorizerAppID)
	switch {
	case refused(restoreErr, weixin.NotAuthorized):
		return nil // withdrawn again; the event of that comes after this one
	case errors.Is(restoreErr, ErrNoRefreshToken):
		return said.Errorf("%w; %w", err, restoreErr)
	}
	return restoreErr
}

// isAccount refuses an event that does not name an account.
func (c *Component) isAccount(appID string) error {
	if appID == "" || appID == c.appID {
		return said.Errorf("component: the event names no account")
	}
	return nil
}

// withdrawn removes the tokens of an account, unless it has authorized the platform again.
func (c *Component) withdrawn(ctx context.Context, appID string) error {
	if err := c.isAccount(appID); err != nil {
		return err
	}
	for {
		r, err := c.store.Load(ctx, c.key(appID))
		if errors.Is(err, ErrNoRecord) {
			return nil
		}
		if err != nil {
			return said.Errorf("loading the tokens of %s: %w", appID, err)
		}
		if _, err = c.info(ctx, appID); err == nil {
			return nil
		}
		if !refused(err, weixin.NotAuthorized) {
			return err
		}
		if !r.empty() {
			return nil
		}
		if err = save(ctx, c.store, r); err == nil {
			c.Authorizer(appID).Set(client.Token{})
		}
		if !errors.Is(err, ErrStaleRecord) {
			return err
		}
	}
}

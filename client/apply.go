package client

import (
	"context"
	"errors"
	"fmt"

	"github.com/wxastore/wxastore/weixin"
)

// Apply does what an event asks for: it stores a ticket; it turns the code of an
// authorization into tokens and stores them; it forgets an account that has
// withdrawn. Events come more than once and late, so it asks Weixin where the
// event alone could cost an account. An event of another kind does nothing.
func (c *Component) Apply(ctx context.Context, e weixin.ComponentEvent) error {
	switch e.InfoType {
	case weixin.InfoTicket:
		return c.StoreTicket(ctx, e.ComponentVerifyTicket, unixTime(e.CreateTime))
	case weixin.InfoAuthorized, weixin.InfoUpdateAuthorized:
		return c.authorized(ctx, e)
	case weixin.InfoUnauthorized:
		return c.withdrawn(ctx, e.AuthorizerAppID)
	}
	return nil
}

// authorized uses the code of an event. Who handles the redirect may have been
// quicker: then the tokens are there, or on their way.
func (c *Component) authorized(ctx context.Context, e weixin.ComponentEvent) error {
	_, err := c.QueryAuth(ctx, e.AuthorizationCode)
	if !refused(err, weixin.AuthCodeExpired) && !refused(err, weixin.AuthCodeInvalid) {
		return err
	}
	err = c.Restore(ctx, e.AuthorizerAppID)
	if refused(err, weixin.NotAuthorized) {
		return nil // withdrawn again; the event of that comes after this one
	}
	return err
}

// withdrawn forgets an account, unless it has authorized the platform again.
func (c *Component) withdrawn(ctx context.Context, appID string) error {
	if appID == "" || appID == c.appID {
		return fmt.Errorf("client: the event names no account")
	}
	for {
		r, err := c.store.Load(ctx, c.key(appID))
		if errors.Is(err, ErrNoRecord) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("loading the tokens of %s: %w", appID, err)
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
		if err = c.store.Save(ctx, r); err == nil {
			c.Authorizer(appID).put(token{})
		}
		if !errors.Is(err, ErrStaleRecord) {
			return err
		}
	}
}

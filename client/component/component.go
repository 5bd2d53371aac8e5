package component

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// Config is what a third-party platform has. AppID and Secret must be
// set.
type Config struct {
	AppID, Secret string

	// Token signs what is pushed to the platform, EncodingAESKey, of 43 letters
	// and digits, encrypts it. Only Receiver needs them.
	Token, EncodingAESKey string
	// PreviousEncodingAESKey is the key before, with which events may still
	// come for a while after it was changed.
	PreviousEncodingAESKey string

	// Store keeps what must not be lost; all processes of the platform share
	// it. Nil is a MemoryTokens, which loses all refresh tokens at the end of
	// the process.
	Store TokenStore
}

// Component calls as a third-party platform: for itself, and for the accounts
// that authorized it. It is safe for use by many goroutines; make one and keep
// it. Any number of processes may have one each, if they share a TokenStore:
// each token is then fetched once for all of them.
type Component struct {
	appID, secret string
	receives      ReceiverConfig // without what an event does
	store         TokenStore
	calls         *client.Client // with the component_access_token
	own           *client.Tokens

	mu          sync.Mutex
	authorizers map[string]*client.Tokens
}

// New returns the component of a platform. The options may not say where
// access tokens come from.
func New(config Config, opts ...client.Option) (*Component, error) {
	switch {
	case config.AppID == "":
		return nil, said.Errorf("component: the app id is empty")
	case config.Secret == "":
		return nil, said.Errorf("component: the secret is empty")
	}
	c := &Component{
		appID: config.AppID, secret: config.Secret, store: config.Store,
		receives: ReceiverConfig{
			AppID: config.AppID, Token: config.Token,
			EncodingAESKey: config.EncodingAESKey, PreviousEncodingAESKey: config.PreviousEncodingAESKey,
		},
		authorizers: make(map[string]*client.Tokens),
	}
	if c.store == nil {
		c.store = new(MemoryTokens)
	}
	c.own = c.renewed(c.appID, c.fetchOwn)
	var err error
	if c.calls, err = client.New(append(opts[:len(opts):len(opts)], client.WithTokenSource(c.own))...); err != nil {
		return nil, err
	}
	return c, nil
}

// AppID returns the platform's app id.
func (c *Component) AppID() string { return c.appID }

// Tokens returns the source of the platform's own access token, the
// component_access_token.
func (c *Component) Tokens() *client.Tokens { return c.own }

// Client returns the client that calls for the platform itself, for interfaces
// that Component has no method for:
//
//	client.Do(ctx, component.Client(), weixin.GetAuthorizerInfo, …)
func (c *Component) Client() *client.Client { return c.calls }

// CloseIdleConnections closes the connections that no call uses. The component
// stays usable.
func (c *Component) CloseIdleConnections() { c.calls.CloseIdleConnections() }

// String names the platform; it keeps tokens and secrets out of logs.
func (c *Component) String() string {
	return "component.Component " + c.appID + " of " + c.calls.BaseURL()
}

// StartPushTicket asks for tickets to be pushed, every 10 minutes. The first
// one comes a moment later, to the address that is registered for the
// platform's events. The page is that of weixin.StartPushTicket.
func (c *Component) StartPushTicket(ctx context.Context) error {
	_, err := client.Do(ctx, c.calls, weixin.StartPushTicket, weixin.StartPushTicketRequest{ComponentAppID: c.appID, ComponentSecret: c.secret})
	return err
}

// StoreTicket stores a component_verify_ticket that was made at a time. One that
// comes late, after a newer one, is left out. Receiver does it by itself.
func (c *Component) StoreTicket(ctx context.Context, ticket string, made time.Time) error {
	if ticket == "" {
		return said.Errorf("component: the ticket is empty")
	}
	err := update(ctx, c.store, c.key(c.appID), func(r *TokenRecord) bool {
		// Of tickets that lie further apart, the one that came last counts:
		// the service's clock was moved.
		if late := r.GrantedAt.Sub(made); late > 0 && late < weixin.TicketLife || ticket == r.RefreshToken {
			return false
		}
		r.RefreshToken, r.GrantedAt = ticket, made
		return true
	})
	if err != nil {
		return said.Errorf("storing the ticket: %w", err)
	}
	return nil
}

// ErrNoTicket is returned by calls of a platform that has not got a
// component_verify_ticket yet.
var ErrNoTicket = said.Errorf("no component_verify_ticket has come yet: ask for one with StartPushTicket, and see that the address for events leads to the Receiver")

// fetchOwn fetches the platform's own token with its newest ticket.
func (c *Component) fetchOwn(ctx context.Context, r TokenRecord) (fetched, error) {
	answer, err := client.Do(ctx, c.calls, weixin.GetComponentAccessToken, weixin.ComponentAccessTokenRequest{
		ComponentAppID: c.appID, ComponentAppSecret: c.secret, ComponentVerifyTicket: r.RefreshToken,
	})
	return fetched{access: answer.ComponentAccessToken, seconds: answer.ExpiresIn, refresh: r.RefreshToken}, err
}

func (c *Component) key(appID string) TokenKey { return TokenKey{Component: c.appID, AppID: appID} }

// renewed returns the source of the tokens of a record.
func (c *Component) renewed(appID string, fetch func(context.Context, TokenRecord) (fetched, error)) *client.Tokens {
	missing := ErrNotAuthorized
	if appID == c.appID {
		missing = ErrNoTicket
	}
	shared := &renewal{
		store: c.store, key: c.key(appID), fetch: fetch, missing: missing,
		// A call that is refused whatever its token must not fetch one each time.
		refusals: rate.NewLimiter(rate.Every(24*time.Hour/1000), 10),
	}
	return client.SharedTokens(shared.token)
}

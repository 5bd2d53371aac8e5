package app

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/component"
	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/event"
	"github.com/wxastore/wxastore/internal/store"
)

// platforms are the third-party platforms as the console knows them: what is
// done to them is done now.
type platforms struct {
	component.Port
	room   *component.Room
	clock  *clock.Clock
	events *event.Deliverer
}

func (p platforms) PushTicket(ctx context.Context, component string) (ports.PushedTicket, error) {
	c, err := p.Component(ctx, component)
	if err != nil {
		return ports.PushedTicket{}, err
	}
	ticket, id, err := p.room.PushTicket(ctx, component, p.clock.Now())
	if err != nil || c.EventURL == "" {
		return ports.PushedTicket{Ticket: ticket}, err
	}
	standing, err := p.events.Hurry(ctx, component, id)
	return ports.PushedTicket{
		Ticket: ticket, Pushed: true, Delivered: standing.Delivered, Ahead: standing.Ahead, First: standing.First,
	}, err
}

func (p platforms) Authorize(ctx context.Context, component, authorizer string, sets []int) (string, error) {
	return p.room.Authorize(ctx, component, authorizer, sets, p.clock.Now())
}

func (p platforms) Withdraw(ctx context.Context, component, authorizer string) error {
	return p.room.Withdraw(ctx, component, authorizer, p.clock.Now())
}

func (p platforms) ChangePassword(ctx context.Context, component, authorizer string) error {
	return p.room.ChangePassword(ctx, component, authorizer, p.clock.Now())
}

// receivers are the platforms as those to whom events are pushed.
type receivers struct{ store store.Components }

func (r receivers) Receiver(ctx context.Context, target string) (event.Receiver, error) {
	c, err := r.store.Component(ctx, target)
	return event.Receiver{URL: c.EventURL, AppID: c.AppID, Token: c.Token, Key: c.EncodingAESKey}, err
}

// callbacks are the addresses that pushes go to.
type callbacks struct {
	accounts  *account.Room
	platforms store.Components
}

// MessageURL returns the message URL of an account, and of a platform the
// address that its events are pushed to; "" if there is none.
//
//fidelity:inferred callbackcheck platform-url | with a platform's own token it is the address for its events that is checked | the page says "the developer's URL" of all callers
func (c callbacks) MessageURL(ctx context.Context, appID string) (string, error) {
	platform, err := c.platforms.Component(ctx, appID)
	if errors.Is(err, store.ErrNotFound) {
		return c.accounts.MessageURL(ctx, appID)
	}
	return platform.EventURL, err
}

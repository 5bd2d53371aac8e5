package ports

import (
	"context"

	"github.com/wxastore/wxastore/internal/store"
)

// Platforms are the third-party platforms and what accounts grant them.
type Platforms interface {
	// Component returns a platform, or store.ErrNotFound.
	Component(ctx context.Context, appID string) (store.Component, error)
	// Components returns up to limit platforms after an app id, in order.
	Components(ctx context.Context, after string, limit int) ([]store.Component, error)
	// Authorizations returns up to limit authorizations of a platform from an
	// offset on, and how many there are.
	Authorizations(ctx context.Context, component string, offset, limit int) ([]store.Authorization, int, error)
	// PushTicket makes a ticket, has it pushed and waits a moment for the
	// answer, or returns store.ErrNotFound.
	PushTicket(ctx context.Context, component string) (PushedTicket, error)
	// Authorize grants permission sets of an account and returns the code.
	Authorize(ctx context.Context, component, authorizer string, sets []int) (code string, err error)
	// Withdraw ends an authorization, ChangePassword makes its tokens die. Both
	// return store.ErrNotFound if there is none.
	Withdraw(ctx context.Context, component, authorizer string) error
	ChangePassword(ctx context.Context, component, authorizer string) error
}

// PushedTicket is a ticket that was made for a platform.
type PushedTicket struct {
	Ticket string
	// Pushed says that the platform has an address for events, Delivered that
	// it has answered success.
	Pushed, Delivered bool
	// Ahead is how many events the platform has to take before it, First the one
	// that is tried now: the first of those, or the ticket's own.
	Ahead int
	First store.Push
}

// Pushes are the events on their way to their receivers.
type Pushes interface {
	// List returns up to limit events, by receiver and in their order.
	List(ctx context.Context, f store.PushFilter, limit int) ([]store.Push, error)
	// Resend queues an event again that was given up, and tries one that is
	// queued at once. It returns store.ErrNotFound for an unknown event.
	Resend(ctx context.Context, target, id string) error
	// Drop forgets an event, so that those behind it need not wait, or returns
	// store.ErrNotFound.
	Drop(ctx context.Context, target, id string) error
}

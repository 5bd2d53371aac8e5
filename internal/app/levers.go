package app

import (
	"bytes"
	"context"
	"errors"
	"net/netip"

	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/media"
	"github.com/wxastore/wxastore/internal/review"
	"github.com/wxastore/wxastore/internal/store"
)

// The methods here move a running service from inside its process, without a
// call.

// Clock is the service's time.
func (a *App) Clock() *clock.Clock { return a.clock }

// Inject adds a fault or replaces the one with its id.
func (a *App) Inject(ctx context.Context, fault store.Fault) (store.Fault, error) {
	return a.faults.Put(ctx, fault)
}

// ClearFaults deletes all faults.
func (a *App) ClearFaults(ctx context.Context) error { return a.faults.DropAll(ctx) }

// Calls returns up to limit calls, newest first, also those that are still on
// their way into the journal.
func (a *App) Calls(ctx context.Context, filter journal.Filter, limit int) ([]journal.Entry, error) {
	return a.journal.Calls(ctx, filter, limit)
}

// StableToken returns the stable token of an account, for which its secret is
// needed.
func (a *App) StableToken(ctx context.Context, appID, secret string) (string, error) {
	if err := a.accounts.Prove(ctx, appID, secret, netip.AddrFrom4([4]byte{127, 0, 0, 1})); err != nil {
		return "", err
	}
	token, err := a.accounts.StableToken(ctx, appID, secret, false, a.clock.Now())
	return token.AccessToken, err
}

// AddMedium keeps an upload of a type as a temporary medium, or refuses it.
func (a *App) AddMedium(ctx context.Context, appID, typ string, content []byte) (store.Medium, error) {
	staged, err := a.blobs.Stage(ctx, bytes.NewReader(content))
	if err != nil {
		return store.Medium{}, err
	}
	m, err := a.media.Add(ctx, media.Upload{AppID: appID, Type: typ, Content: staged, At: a.clock.Now()})
	return m, errors.Join(err, staged.Close())
}

// PushTicket makes a ticket for a third-party platform, has it pushed, and
// returns it.
func (a *App) PushTicket(ctx context.Context, component string) (string, error) {
	ticket, _, err := a.components.PushTicket(ctx, component, a.clock.Now())
	return ticket, err
}

// PushTestEvent pushes debug_demo to where messages of an account go.
func (a *App) PushTestEvent(ctx context.Context, appID string) error {
	_, err := a.messages.SendTest(ctx, appID, a.clock.Now())
	return err
}

// DecideReview carries out what an administrator (confirm, refuse) or a reviewer (pass,
// fail) decides about a review.
func (a *App) DecideReview(ctx context.Context, appID string, auditID int64, d review.Decision) error {
	_, err := a.reviews.Decide(ctx, appID, auditID, d, a.clock.Now())
	return err
}

// Subscribe returns a channel that tells that something has happened: a call or an
// attempt that can be read from now on, a change. It is closed when ctx or the service
// ends.
func (a *App) Subscribe(ctx context.Context) <-chan api.Event { return a.feed.Subscribe(ctx) }

// Authorize lets an account grant a platform permission sets and returns the
// authorization code.
func (a *App) Authorize(ctx context.Context, component, authorizer string, sets []int) (string, error) {
	return a.components.Authorize(ctx, component, authorizer, sets, a.clock.Now())
}

// Withdraw lets an account withdraw its authorization.
func (a *App) Withdraw(ctx context.Context, component, authorizer string) error {
	return a.components.Withdraw(ctx, component, authorizer, a.clock.Now())
}

// ChangePassword lets an account's password change, so that the tokens with
// which a platform calls for it die.
func (a *App) ChangePassword(ctx context.Context, component, authorizer string) error {
	return a.components.ChangePassword(ctx, component, authorizer, a.clock.Now())
}

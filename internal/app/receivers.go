package app

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/message"
	"github.com/wxastore/wxastore/internal/outbox"
	"github.com/wxastore/wxastore/internal/store"
)

// receivers know where events go: those of a component to its address for events,
// those of an account to where its messages go.
type receivers struct {
	components store.Components
	messages   *message.Module
}

func (r receivers) Receiver(ctx context.Context, target store.Target) (outbox.Receiver, error) {
	if target.Kind == store.TargetMessages {
		a, err := r.messages.Address(ctx, target.AppID)
		return outbox.Receiver(a), err
	}
	c, err := r.components.Component(ctx, target.AppID)
	return outbox.Receiver{URL: c.EventURL, AppID: c.AppID, Token: c.Token, Key: c.EncodingAESKey}, err
}

// callbacks are the addresses that pushes go to.
type callbacks struct {
	accounts  *account.Module
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

package app

import (
	"context"

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

package message

import (
	"context"
	"errors"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
)

// MessageURL returns the message URL of an account, and of a platform the address that
// its events are pushed to; "" if there is none.
//
//fidelity:inferred callbackcheck platform-url | with a platform's own token it is the address for its events that is checked | the page says "the developer's URL" of all callers
func (m *Module) MessageURL(ctx context.Context, appID string) (string, error) {
	platform, err := m.Store.Component(ctx, appID)
	if !errors.Is(err, store.ErrNotFound) {
		return platform.EventURL, err
	}
	a, err := m.Store.Account(ctx, appID)
	if err != nil {
		return "", fmt.Errorf("message: %w", err)
	}
	return a.Messages.URL, nil
}

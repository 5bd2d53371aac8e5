package ops

import (
	"context"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

// checkMessages asks an account's own message URL for its echostr.
func (c *Console) checkMessages(ctx context.Context, in api.AccountID) (api.None, error) {
	a, err := c.m.Store.Account(ctx, in.AppID)
	if err != nil {
		return api.None{}, err
	}
	if a.Messages.URL == "" {
		return api.None{}, store.Mistakef("account %s has no message URL", in.AppID)
	}
	return api.None{}, c.m.Events.CheckURL(ctx, a.AppID, a.Messages.URL, a.Messages.Token)
}

// checkChange asks a message URL that an operator sets, before it is kept.
func (c *Console) checkChange(ctx context.Context, before store.Messages, after store.Account) error {
	m := after.Messages
	if m.URL == "" || m.URL == before.URL && m.Token == before.Token {
		return nil
	}
	if err := account.Check(after); err != nil {
		return err
	}
	return c.m.Events.CheckURL(ctx, after.AppID, m.URL, m.Token)
}

// sendTestEvent pushes the event with which a message URL is tried, and waits a moment
// for the answer.
func (c *Console) sendTestEvent(ctx context.Context, in api.AccountID) (sent api.SentEvent, err error) {
	if sent.ID, err = c.m.Messages.SendTest(ctx, in.AppID, c.m.Clock.Now()); err != nil {
		return sent, err
	}
	sent.EventProgress, err = c.hurry(ctx, store.MessagesTarget(in.AppID), sent.ID)
	return sent, err
}

// hurry has an event pushed now and tells how that went.
func (c *Console) hurry(ctx context.Context, target store.Target, id string) (api.EventProgress, error) {
	standing, err := c.m.Events.Hurry(ctx, target, id)
	return api.EventProgress{
		Delivered: standing.Delivered, Ahead: standing.Ahead, WaitsFor: standing.First.Kind, LastError: standing.First.LastError,
	}, err
}

// replacing are the settings that an operator gives for those before: what Kept stands
// for stays, and a key that is replaced becomes the previous one.
func replacing(before, given store.Messages) store.Messages {
	after := given
	for _, secret := range []struct{ to, from *string }{
		{&after.Token, &before.Token}, {&after.EncodingAESKey, &before.EncodingAESKey}, {&after.PreviousEncodingAESKey, &before.PreviousEncodingAESKey},
	} {
		if *secret.to == api.Kept {
			*secret.to = *secret.from
		}
	}
	if before.EncodingAESKey != "" && after.EncodingAESKey != before.EncodingAESKey && after.PreviousEncodingAESKey == before.PreviousEncodingAESKey {
		after.PreviousEncodingAESKey = before.EncodingAESKey
	}
	return after
}

// kept is how a secret is shown.
func kept(secret string) string {
	if secret == "" {
		return ""
	}
	return api.Kept
}

package message

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Address is where an account's messages go, and in which form.
type Address struct {
	// URL is "" where they go nowhere.
	URL string
	// AppID is the one that encryption ends with: the account's, or that of the platform
	// which gets its messages. Token signs, Key encrypts.
	AppID, Token, Key string
	Mode              store.MessageMode
}

// Address returns where an account's messages go now, or store.ErrNotFound.
func (m *Module) Address(ctx context.Context, appID string) (Address, error) {
	a, err := m.Store.Account(ctx, appID)
	if err != nil {
		return Address{}, err
	}
	granted, err := m.Store.GrantedBy(ctx, appID)
	if err != nil {
		return Address{}, err
	}
	return route(a, granted, func(appID string) (store.Component, error) { return m.Store.Component(ctx, appID) })
}

// messageSets are the permission sets of which a platform needs one to be sent an
// account's messages: messages, and stores.
func messageSets() weixin.Sets { return weixin.Sets{1, 13} }

// route is the rule of where an account's messages go: to the platform that handles
// them, or else to the account's own URL.
//
//fidelity:official all message-platform | a platform with a URL for messages gets those of its accounts there, with the account's app id in place of `$APPID$`: encrypted with the platform's key, the platform's app id behind the message | page on message push
//fidelity:choice all message-sets | a platform gets an account's messages and events if it is granted set 1 (messages) or 13 (stores); then they do not go to the account's own URL
//fidelity:choice all message-platforms | of several platforms the one gets them that was authorized first
func route(a store.Account, granted []store.Authorization, component func(appID string) (store.Component, error)) (Address, error) {
	slices.SortStableFunc(granted, func(a, b store.Authorization) int {
		return cmp.Or(a.AuthorizedAt.Compare(b.AuthorizedAt), cmp.Compare(a.Component, b.Component))
	})
	for _, g := range granted {
		if !slices.ContainsFunc(g.PermissionSets, func(set int) bool { return slices.Contains(messageSets(), set) }) {
			continue
		}
		c, err := component(g.Component)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return Address{}, fmt.Errorf("message: platform %s: %w", g.Component, err)
		}
		if c.MessageURL != "" {
			to := strings.ReplaceAll(c.MessageURL, store.AppIDPlace, url.PathEscape(a.AppID))
			return Address{to, c.AppID, c.Token, c.EncodingAESKey, store.MessagesSafe}, nil
		}
	}
	m := a.Messages
	return Address{m.URL, a.AppID, m.Token, m.EncodingAESKey, m.Mode}, nil
}

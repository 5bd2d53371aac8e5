package message

import (
	"cmp"
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Port is what the module needs of the store.
type Port interface {
	store.Writer
	store.Accounts
	store.Components
}

// Module knows where messages of accounts go.
type Module struct{ Store Port }

// nowhere says that an account's messages go nowhere.
func nowhere(appID string) error {
	return store.Mistakef("account %s has no message URL, and no platform with one that it grants any of the permission sets %v", appID, messageSets())
}

// SendTest queues the event with which a message URL is tried, and returns its id.
//
//fidelity:official debug_demo sent | the console pushes it for real, to try a message URL | guide to message push
func (m *Module) SendTest(ctx context.Context, appID string, now time.Time) (id string, err error) {
	event := weixin.EventDebugDemo.ForAccount(now, weixin.DebugDemoBody{DebugStr: "hello world"})
	keys := []store.Key{store.AccountKey(appID), store.TargetKey(store.MessagesTarget(appID))}
	err = m.Store.Write(ctx, keys, func(tx store.Tx) error {
		id, err = queue(tx, appID, event)
		return err
	})
	if err == nil && id == "" {
		err = nowhere(appID)
	}
	return id, err
}

// SendAgain queues an event that was delivered, as it was and with the same id, by which
// its receiver can tell that it comes again.
func (m *Module) SendAgain(ctx context.Context, appID, id, kind, body string, at time.Time) error {
	target := store.MessagesTarget(appID)
	return m.Store.Write(ctx, []store.Key{store.AccountKey(appID), store.TargetKey(target)}, func(tx store.Tx) error {
		a, err := tx.Account(appID)
		if err != nil {
			return err
		}
		if somewhere, err := receives(tx, a); err != nil || !somewhere {
			return cmp.Or(err, nowhere(appID))
		}
		tx.Enqueue(store.Delivery{Target: target, ID: id, Kind: kind, Body: []byte(body), CreatedAt: at})
		return nil
	})
}

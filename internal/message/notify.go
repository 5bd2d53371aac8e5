package message

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Notify queues an event of an account inside a write. Where it goes is decided when it
// is delivered; where the account's messages go nowhere now, nothing is queued. Notify
// fills in to which account the event is, and from which user. The account is best
// among the keys of the write.
func (m *Module) Notify(tx store.Tx, appID string, event weixin.AccountEvent) error {
	_, err := queue(tx, appID, event)
	return err
}

// queue queues an event and returns its id; "" if it has nowhere to go.
func queue(tx store.Tx, appID string, event weixin.AccountEvent) (id string, err error) {
	a, err := tx.Account(appID)
	if err != nil {
		return "", fmt.Errorf("message: account %s: %w", appID, err)
	}
	if somewhere, err := receives(tx, a); err != nil || !somewhere {
		return "", err
	}
	event.ToUserName, event.FromUserName = a.OriginalID(), openID(appID)
	text, err := xml.Marshal(event)
	if err != nil {
		return "", fmt.Errorf("message: encode event: %w", err)
	}
	// The id does not come from the random numbers of a test: a write may be run
	// more than once.
	id = rand.Text()
	tx.Enqueue(store.Delivery{
		Target: store.MessagesTarget(appID), ID: id, Kind: event.Event, Body: text, CreatedAt: time.Unix(event.CreateTime, 0).UTC(),
	})
	return id, nil
}

// receives reports whether an account's messages go anywhere.
func receives(tx store.Tx, a store.Account) (bool, error) {
	if a.Messages.URL != "" {
		return true, nil
	}
	granted, err := tx.GrantedBy(a.AppID)
	if err != nil {
		return false, fmt.Errorf("message: %w", err)
	}
	to, err := route(a, granted, tx.Component)
	return to.URL != "", err
}

// openID is the openid under which an account knows its administrator.
//
//fidelity:choice all event-openid | events come from one user of the account, its administrator, whose openid is made from the app id
func openID(appID string) string {
	sum := sha256.Sum256([]byte("administrator of " + appID))
	return "o" + base64.RawURLEncoding.EncodeToString(sum[:])[:27]
}

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

// Module queues the events of accounts.
type Module struct{}

// Notify queues an event of an account inside a write, which goes to where the
// account's messages go when it is delivered. Where the account's messages go nowhere,
// nothing is queued. It fills in to which account the event is, and from which
// user. The account is best among the keys of the write.
func (m *Module) Notify(tx store.Tx, appID string, event weixin.AccountEvent) error {
	a, err := tx.Account(appID)
	if err != nil {
		return fmt.Errorf("message: account %s: %w", appID, err)
	}
	if a.MessageURL == "" {
		return nil
	}
	event.ToUserName, event.FromUserName = a.OriginalID(), openID(appID)
	text, err := xml.Marshal(event)
	if err != nil {
		return fmt.Errorf("message: encode event: %w", err)
	}
	// The id does not come from the random numbers of a test: a write may be run
	// more than once.
	tx.Enqueue(store.Delivery{
		Target: store.MessagesTarget(appID), ID: rand.Text(), Kind: event.Event, Body: text, CreatedAt: time.Unix(event.CreateTime, 0).UTC(),
	})
	return nil
}

// openID is the openid under which an account knows its administrator.
//
//fidelity:choice all event-openid | events come from one user of the account, its administrator, whose openid is made from the app id
func openID(appID string) string {
	sum := sha256.Sum256([]byte("administrator of " + appID))
	return "o" + base64.RawURLEncoding.EncodeToString(sum[:])[:27]
}

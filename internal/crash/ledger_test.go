package crash

import (
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
)

// ledger is what the clients know: what they asked for and what they were
// told. The checker holds the data folder against it.
type ledger struct {
	// shops are the store Mini Programs as they were seeded, by app id.
	shops map[string]shop
	// changes are all that were asked for, by the intro, which no two share.
	changes map[string]*change
	// uploads are those that were acknowledged.
	uploads []upload
}

// shop is what a change changes.
type shop struct {
	intro   string
	picture store.Hash
}

func (s shop) String() string { return fmt.Sprintf("%q with picture %.8s", s.intro, s.picture) }

// change is a call of modify_merchant.
type change struct {
	appID string
	// client made it as its number-th.
	client, number int
	intro          string
	// picture is the new head image; zero if the call leaves it alone.
	picture      store.Hash
	acknowledged bool
}

// upload is an acknowledged call of media/upload.
type upload struct {
	appID, mediaID string
	picture        store.Hash
}

func newLedger(shops map[string]shop) *ledger {
	return &ledger{shops: shops, changes: make(map[string]*change)}
}

// acknowledged counts the changes that were answered.
func (l *ledger) acknowledged() int {
	n := 0
	for _, c := range l.changes {
		if c.acknowledged {
			n++
		}
	}
	return n
}

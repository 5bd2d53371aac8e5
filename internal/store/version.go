package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// A version tells what an operator has seen of a record from what it is now. It
// is computed and kept nowhere: two records that are shown alike have the same.

// AnyVersion is given instead of a version to replace whatever
// is there.
const AnyVersion = "*"

// Stored is an account as it is read: an empty list is nil.
func (a Account) Stored() Account {
	if len(a.IPList) == 0 {
		a.IPList = nil
	}
	if len(a.Quotas) == 0 {
		a.Quotas = nil
	}
	if len(a.Policy.ForbiddenWords) == 0 {
		a.Policy.ForbiddenWords = nil
	}
	return a
}

// Version is that of an account, except its app secret, and the options that platforms
// set.
func (a Account) Version() string {
	a = a.Stored()
	a.SecretHash, a.Options = Hash{}, Options{}
	// Without their Format, which leaves out what is secret.
	type account Account
	type messages Messages
	return version([]any{account(a), messages(a.Messages)})
}

// Version is that of a fault, except the hits that it has left: calls change
// them.
func (f Fault) Version() string {
	f.Left = 0
	return version(f)
}

// ShownVersion is that of a merchant as operators see it: its own count tells most
// changes, but not that of a state.
func (m Merchant) ShownVersion() string {
	return version([]any{m.State, m.Nickname, m.Intro, m.Headimg, m.Version})
}

// Version is that of a platform, except the tickets that it has asked for.
func (c Component) Version() string {
	c.PushTickets, c.TicketAt = false, time.Time{}
	if len(c.PermissionSets) == 0 {
		c.PermissionSets = nil
	}
	type component Component // without its Format, which leaves out what is secret
	return version(component(c))
}

// Version is that of a card.
func (c Card) Version() string { return version(c) }

// Version is that of a review: another when it was decided.
func (r Review) Version() string { return version([]any{r.AuditID, r.State, r.Reason}) }

// Version is that of a place.
func (p Place) Version() string { return version(p) }

// ShownVersion is that of a store as operators see it: its positions in lists, which
// other stores move, and its own count and times are left out.
func (s Shop) ShownVersion() string {
	s.Position, s.OldPosition, s.Version, s.CreatedAt, s.UpdatedAt = 0, 0, 0, time.Time{}, time.Time{}
	for _, list := range []*[]string{&s.Pictures, &s.NewPictures, &s.Qualifications} {
		if len(*list) == 0 {
			*list = nil
		}
	}
	return version(s)
}

// version is made of all that a record says.
func version(record any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%#v", record)) // of a map, in the order of its keys
	return hex.EncodeToString(sum[:8])
}

// Replaces reports whether a change may be made that was meant for a version of
// a record: if it is the one that is there, or any may be, or if nothing is lost
// because after is what is there already.
func Replaces(version, there, after string) bool {
	return version == there || version == AnyVersion || after == there
}

// Unchanged reports whether what has the version there may be deleted, or changed, by
// one who has seen a version of it, or "", which is any.
func Unchanged(seen, there string) bool { return seen == "" || seen == AnyVersion || seen == there }

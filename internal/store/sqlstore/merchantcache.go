package sqlstore

import "github.com/wxastore/wxastore/internal/store"

// merchantsMost is how many merchants are held, and introMost the length
// of the longest introduction among them: some 10 MB at most, mostly one.
const (
	merchantsMost = 4096
	introMost     = 2048
)

// subject is what a rule about a merchant works on.
type subject struct {
	policy   store.Policy
	merchant store.Merchant
	// exists is set if the account has a merchant.
	exists bool
}

// merchantCache holds, for the only writer of a database, what it has read and
// left, so that it need not read what it changed a moment ago. Only the writer's
// goroutine uses it; it is nil where others write, too. The policies' lists are
// shared and are not to be changed.
type merchantCache map[string]subject

func (s merchantCache) put(appID string, one subject) {
	if s == nil {
		return
	}
	if len(one.merchant.Intro) > introMost {
		delete(s, appID)
		return
	}
	if len(s) >= merchantsMost {
		clear(s)
	}
	s[appID] = one
}

func (s merchantCache) invalidate(appID string) {
	if appID == everyAccount {
		clear(s)
		return
	}
	delete(s, appID)
}

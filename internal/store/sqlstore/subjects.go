package sqlstore

import "github.com/wxastore/wxastore/internal/store"

// subjectsMost is how many merchants are remembered, and subjectMost the length
// of the longest introduction among them: some 10 MB at most, mostly one.
const (
	subjectsMost = 4096
	subjectMost  = 2048
)

// subject is what a rule about a merchant works on.
type subject struct {
	policy   store.Policy
	merchant store.Merchant
	// exists is set if the account has a merchant.
	exists bool
}

// subjects remembers, for the only writer of a database, what it has read and
// left, so that it need not read what it changed a moment ago. It belongs to the
// writer's session. The policies' lists are shared and are not to be changed.
type subjects map[string]subject

// subjectTables are the tables of what subjects remembers.
func subjectTables() []string { return []string{"accounts", "merchants"} }

func (s subjects) keep(appID string, one subject) {
	if s == nil || len(one.merchant.Intro) > subjectMost {
		return
	}
	if len(s) >= subjectsMost {
		clear(s)
	}
	s[appID] = one
}

func (s subjects) forget(appID string) {
	if appID == everyAccount {
		clear(s)
		return
	}
	delete(s, appID)
}

package sqlstore

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// bearersMost is of how many accounts tokens are remembered, some 10 MB of them.
const bearersMost = 16384

// bearers remembers whom tokens speak for, which every call asks. It forgets
// what a write may have changed before that write is answered; where others
// write to the same database, what was read counts for a life only.
type bearers struct {
	life time.Duration // 0 where nobody else writes

	mu sync.RWMutex
	// forgets counts how often something was forgotten. What was read before
	// and would be remembered after is left out: it may be what was before.
	forgets uint64
	held    map[string][]*bearer // by app id
}

// bearer is a token with its account. The account's lists are shared by all who
// ask and are not to be changed.
type bearer struct {
	token   store.Token
	account store.Account
	// read is a time before it was read, asked whether it was asked for since
	// it was last read again with others.
	read  time.Time
	asked atomic.Bool
}

// look returns what is remembered of a token, nil if nothing is, and what
// remember wants to know.
func (b *bearers) look(appID string, hash store.Hash) (found *bearer, forgets uint64) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, kept := range b.held[appID] {
		if kept.token.Hash != hash || b.life > 0 && time.Since(kept.read) > b.life {
			continue
		}
		if b.life > 0 && !kept.asked.Load() {
			kept.asked.Store(true)
		}
		return kept, b.forgets
	}
	return nil, b.forgets
}

// remember keeps what was read after look.
func (b *bearers) remember(read *bearer, forgets uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if forgets != b.forgets {
		return
	}
	if b.held == nil || len(b.held) >= bearersMost {
		b.held = make(map[string][]*bearer)
	}
	appID := read.token.AppID
	others := slices.DeleteFunc(slices.Clone(b.held[appID]), func(kept *bearer) bool { return kept.token.Hash == read.token.Hash })
	b.held[appID] = append(others, read)
}

// forget forgets the tokens of accounts.
func (b *bearers) forget(appIDs []string) {
	if len(appIDs) == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forgets++
	for _, appID := range appIDs {
		if appID == everyAccount {
			b.held = nil
			return
		}
		delete(b.held, appID)
	}
}

// everyAccount stands for all accounts where one app id is asked for.
const everyAccount = ""

// bearerTables are the tables of what bearers remembers.
func bearerTables() []string { return []string{"accounts", "tokens"} }

// changes reports whether a statement may change rows of one of the tables.
func changes(query string, tables []string) bool {
	words := strings.Fields(query)
	for i := 1; i < len(words); i++ {
		if table, _, _ := strings.Cut(words[i], "("); slices.Contains(tables, table) {
			if verb := words[i-1]; verb == "INTO" || verb == "UPDATE" || verb == "FROM" && i > 1 && words[i-2] == "DELETE" {
				return true
			}
		}
	}
	return false
}

package sqlstore

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// tokensMost is of how many accounts tokens are held, some 10 MB of them.
const tokensMost = 16384

// tokenCache holds tokens with their accounts, which every call asks for. What a
// write may have changed is removed before that write is answered; where others
// write to the same database, what was read counts for a life only.
type tokenCache struct {
	life time.Duration // 0 where nobody else writes

	mu sync.RWMutex
	// invalidated counts how often something was removed. What was read before
	// and would be remembered after is left out: it may be what was before.
	invalidated uint64
	held        map[string][]*cachedToken // by app id
}

// cachedToken is a token with its account. The account's lists are shared by all who
// ask and are not to be changed.
type cachedToken struct {
	token   store.Token
	account store.Account
	// read is a time before it was read, asked whether it was asked for since
	// it was last read again with others.
	read  time.Time
	asked atomic.Bool
}

// get returns what is remembered of a token, nil if nothing is, and what
// put wants to know.
func (b *tokenCache) get(appID string, hash store.Hash) (found *cachedToken, invalidated uint64) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, kept := range b.held[appID] {
		if kept.token.Hash != hash || b.life > 0 && time.Since(kept.read) > b.life {
			continue
		}
		if b.life > 0 && !kept.asked.Load() {
			kept.asked.Store(true)
		}
		return kept, b.invalidated
	}
	return nil, b.invalidated
}

// put keeps what was read after get.
func (b *tokenCache) put(read *cachedToken, invalidated uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if invalidated != b.invalidated {
		return
	}
	if b.held == nil || len(b.held) >= tokensMost {
		b.held = make(map[string][]*cachedToken)
	}
	appID := read.token.AppID
	others := slices.DeleteFunc(slices.Clone(b.held[appID]), func(kept *cachedToken) bool { return kept.token.Hash == read.token.Hash })
	b.held[appID] = append(others, read)
}

// invalidate removes the tokens of accounts that have changed, of all if one of
// these has no app id.
func (b *tokenCache) invalidate(changed []store.Changed) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range changed {
		if c.Topic != store.TopicAccounts {
			continue
		}
		b.invalidated++
		if c.AppID == "" {
			b.held = nil
			return
		}
		delete(b.held, c.AppID)
	}
}

package sqlstore

import (
	"testing"

	"github.com/wxastore/wxastore/internal/store"
)

// TestTokenReadBefore holds that what was read before a change is not
// cached after it.
func TestTokenReadBefore(t *testing.T) {
	var b tokenCache
	old := &cachedToken{token: store.Token{AppID: "wx1", Hash: store.Hash{1}}}
	_, before := b.get("wx1", store.Hash{1})
	b.invalidate([]store.Changed{{Topic: store.TopicAccounts, AppID: "wx1"}})
	b.put(old, before)
	found, now := b.get("wx1", store.Hash{1})
	if found != nil {
		t.Error("what was read before the change is cached")
	}
	b.put(old, now)
	if found, _ := b.get("wx1", store.Hash{1}); found == nil {
		t.Error("what was read after the change is not cached")
	}
	b.invalidate([]store.Changed{{Topic: store.TopicAccounts}})
	if found, _ := b.get("wx1", store.Hash{1}); found != nil {
		t.Error("nothing was forgotten")
	}
}

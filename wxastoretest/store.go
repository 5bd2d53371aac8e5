package wxastoretest

import (
	"context"
	"slices"
	"sync"

	"github.com/wxastore/wxastore/internal/store"
)

// keptStore stays open when the service closes it, and knows which accounts were
// declared.
type keptStore struct {
	store.Store

	mu     sync.Mutex
	appIDs []string
}

// Close does nothing: the store outlives the service that closes it.
func (k *keptStore) Close() error { return nil }

// Seed declares accounts.
func (k *keptStore) Seed(ctx context.Context, seeds []store.Seed) (int, error) {
	changed, err := k.Store.Seed(ctx, seeds)
	if err != nil {
		return changed, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, s := range seeds {
		if !slices.Contains(k.appIDs, s.Account.AppID) {
			k.appIDs = append(k.appIDs, s.Account.AppID)
		}
	}
	return changed, nil
}

// declared are the app ids of all accounts, in the order of their declaration.
func (k *keptStore) declared() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.appIDs)
}

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
	known  map[string]bool // what is in appIDs
}

func keep(db store.Store, appIDs ...string) *keptStore {
	k := &keptStore{Store: db, known: make(map[string]bool)}
	k.note(appIDs)
	return k
}

// Close does nothing: the store outlives the service that closes it.
func (k *keptStore) Close() error { return nil }

// Write notes the accounts that are put.
func (k *keptStore) Write(ctx context.Context, keys []store.Key, change func(store.Tx) error) error {
	var put []string
	err := k.Store.Write(ctx, keys, func(tx store.Tx) error {
		put = nil
		return change(accountTx{tx, &put})
	})
	if err != nil {
		return err
	}
	k.note(put)
	return nil
}

func (k *keptStore) note(put []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, appID := range put {
		if !k.known[appID] {
			k.known[appID], k.appIDs = true, append(k.appIDs, appID)
		}
	}
}

// accountTx notes the accounts that are put.
type accountTx struct {
	store.Tx
	put *[]string
}

func (x accountTx) PutAccount(a store.Account) {
	*x.put = append(*x.put, a.AppID)
	x.Tx.PutAccount(a)
}

// declared are the app ids of all accounts, in the order of their declaration.
func (k *keptStore) declared() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.appIDs)
}

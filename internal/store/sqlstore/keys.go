package sqlstore

import (
	"bytes"
	"cmp"
	"context"
	"hash/maphash"
	"slices"

	"github.com/wxastore/wxastore/internal/store"
)

// keys name the records that a write reads before it changes them or others.
// No other write has them at the same time, neither here nor on another replica.
type keys struct {
	accounts []string
	blobs    []store.Hash
}

// ofAccount are the keys of a write that is about one account.
func ofAccount(appID string) keys { return keys{accounts: []string{appID}} }

// order compares keys so that two writers that come to the same rows come to
// them in the same order.
func (k keys) order(other keys) int {
	return cmp.Or(
		slices.Compare(k.accounts, other.accounts),
		slices.CompareFunc(k.blobs, other.blobs, func(a, b store.Hash) int { return bytes.Compare(a[:], b[:]) }),
	)
}

// lane chooses one of n writers: the same for the same first key.
func (k keys) lane(seed maphash.Seed, n int) int {
	if n == 1 {
		return 0
	}
	var h maphash.Hash
	h.SetSeed(seed)
	switch {
	case len(k.accounts) > 0:
		_, _ = h.WriteString(k.accounts[0])
	case len(k.blobs) > 0:
		_, _ = h.Write(k.blobs[0][:])
	default:
		return 0
	}
	return int(h.Sum64() % uint64(n))
}

// lock takes the keys of some writes until the end of the transaction, where a
// transaction does not have the database to itself. All of them at once and in
// order, so that two transactions do not wait for each other.
func (s *session) lock(ctx context.Context, jobs []*job) error {
	if s.traits.lockAccounts == "" {
		return nil
	}
	var accounts []string
	var blobs [][]byte
	for _, j := range jobs {
		for _, appID := range j.keys.accounts {
			if storable(appID) {
				accounts = append(accounts, appID)
			}
		}
		for i := range j.keys.blobs {
			blobs = append(blobs, j.keys.blobs[i][:])
		}
	}
	slices.Sort(accounts)
	if accounts = slices.Compact(accounts); len(accounts) > 0 {
		if err := s.exec(ctx, s.traits.lockAccounts, accounts); err != nil {
			return err
		}
	}
	if len(blobs) > 0 {
		return s.exec(ctx, s.traits.lockBlobs, blobs)
	}
	return nil
}

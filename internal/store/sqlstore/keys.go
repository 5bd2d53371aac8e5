package sqlstore

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/wxastore/wxastore/internal/store"
)

// keys name the records that a write reads before it changes them or others.
// No other write has them at the same time, neither here nor on another replica.
// A record that is not there yet cannot be had: what is read of it is decided by
// the statement that adds it.
type keys struct {
	accounts []string
	// targets are receivers of events: with one, a write has all its events.
	targets []string
	blobs   []store.Hash
}

// ofAccount are the keys of a write that is about one account.
func ofAccount(appID string) keys { return keys{accounts: []string{appID}} }

// ofTarget are the keys of a write that is about one receiver's events.
func ofTarget(appID string) keys { return keys{targets: []string{appID}} }

// order compares keys so that two writers that come to the same rows come to
// them in the same order.
func (k keys) order(other keys) int {
	return cmp.Or(
		slices.Compare(k.accounts, other.accounts),
		slices.Compare(k.targets, other.targets),
		slices.CompareFunc(k.blobs, other.blobs, func(a, b store.Hash) int { return bytes.Compare(a[:], b[:]) }),
	)
}

// lock takes the keys of some writes until the end of the transaction, where a
// transaction does not have the database to itself. All of them at once and in
// order, so that two transactions do not wait for each other. Blobs come last,
// because one that a rule takes is locked later.
func (s *session) lock(ctx context.Context, jobs []*job) error {
	if s.traits.lockAccounts == "" {
		return nil
	}
	// Some look at what the locks are to hold by other means, as at a file, and
	// need them before that.
	run := s.later
	var accounts, targets []string
	var blobs [][]byte
	for _, j := range jobs {
		if !j.bySQL {
			run = s.exec
		}
		accounts = append(accounts, j.keys.accounts...)
		targets = append(targets, j.keys.targets...)
		for i := range j.keys.blobs {
			blobs = append(blobs, j.keys.blobs[i][:])
		}
	}
	if err := lockTexts(ctx, run, s.traits.lockAccounts, accounts); err != nil {
		return err
	}
	if err := lockTexts(ctx, run, s.traits.lockTargets, targets); err != nil {
		return err
	}
	if len(blobs) > 0 {
		return run(ctx, s.traits.lockBlobs, blobs)
	}
	return nil
}

func lockTexts(ctx context.Context, run func(context.Context, string, ...any) error, query string, keys []string) error {
	slices.Sort(keys)
	keys = slices.DeleteFunc(slices.Compact(keys), func(key string) bool { return !storable(key) })
	if len(keys) == 0 {
		return nil
	}
	return run(ctx, query, keys)
}

package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/wxastore/wxastore/internal/store"
)

// workers is how many goroutines write at the same time.
const workers = 64

func exerciseConcurrency(t *testing.T, open opener) {
	t.Run("SameMerchant", func(t *testing.T) { sameMerchant(t, open(t)) })
	t.Run("ManyMerchants", func(t *testing.T) { manyMerchants(t, open(t)) })
	t.Run("Tokens", func(t *testing.T) { manyTokens(t, open(t)) })
}

func everyWorker(f func(worker int)) {
	var all sync.WaitGroup
	for worker := range workers {
		all.Go(func() { f(worker) })
	}
	all.Wait()
}

func sameMerchant(t *testing.T, s Writes) {
	const rounds = 5
	ctx := context.Background()
	seed(t, s, "wx1")
	refused := errors.New("refused")
	everyWorker(func(worker int) {
		for round := range rounds {
			intro := fmt.Sprintf("worker %d round %d", worker, round)
			if err := s.ModifyMerchant(ctx, "wx1", change(intro, store.Hash{})); err != nil {
				t.Errorf("ModifyMerchant: %v", err)
			}
			// One that is refused must not disturb those it shares a commit with.
			err := s.ModifyMerchant(ctx, "wx1", func(_ store.Policy, m store.Merchant) (*store.Modification, error) {
				return nil, refused
			})
			if err != refused {
				t.Errorf("ModifyMerchant whose rule fails: %v, want that error", err)
			}
			if _, err := s.Merchant(ctx, "wx1"); err != nil {
				t.Errorf("Merchant: %v", err)
			}
		}
	})
	unbroken(t, s, "wx1", workers*rounds)
}

func manyMerchants(t *testing.T, s Writes) {
	const accounts, rounds = 16, 4
	ctx := context.Background()
	var appIDs []string
	for i := range accounts {
		appIDs = append(appIDs, fmt.Sprintf("wx%02d", i))
	}
	seed(t, s, appIDs...)
	everyWorker(func(worker int) {
		for round := range rounds {
			appID := appIDs[(worker+round)%accounts]
			intro := fmt.Sprintf("worker %d round %d", worker, round)
			if err := s.ModifyMerchant(ctx, appID, change(intro, store.Hash{})); err != nil {
				t.Errorf("ModifyMerchant: %v", err)
			}
			// What was acknowledged can be read at once.
			if m, err := s.Merchant(ctx, appID); err != nil || m.Version == 0 {
				t.Errorf("Merchant = %+v, %v, want it there", m, err)
			}
		}
	})
	for _, appID := range appIDs {
		unbroken(t, s, appID, workers*rounds/accounts)
	}
}

// unbroken checks that each of the changes of a merchant starts from where the
// one before it ended, and that the last is where the merchant is.
func unbroken(t *testing.T, s Writes, appID string, want int) {
	t.Helper()
	ctx := context.Background()
	changes, err := s.History(ctx, appID, 0, want+1)
	if err != nil || len(changes) != want {
		t.Fatalf("History of %s has %d changes, %v, want %d", appID, len(changes), err, want)
	}
	intro := ""
	for i, c := range changes {
		if c.Version != int64(i+1) || c.BeforeIntro != intro {
			t.Errorf("change %d of %s is version %d and starts from %q, want %q", i+1, appID, c.Version, c.BeforeIntro, intro)
		}
		intro = c.AfterIntro
	}
	m, err := s.Merchant(ctx, appID)
	if err != nil || m.Version != int64(want) || m.MonthChanges != want || m.Intro != intro {
		t.Errorf("Merchant = %+v, %v, want version %d and introduction %q", m, err, want, intro)
	}
}

func manyTokens(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1")
	everyWorker(func(worker int) {
		hash := hashOf(fmt.Sprint(worker))
		var line store.TokenSeries
		if err := s.IssueToken(ctx, "wx1", "classic", mint(&line, hash, noon())); err != nil {
			t.Errorf("IssueToken: %v", err)
		}
		if token, _, err := s.Bearer(ctx, "wx1", hash); err != nil || token.Hash != hash {
			t.Errorf("Bearer of a token that was issued = %+v, %v", token, err)
		}
	})
	newest := 0
	for worker := range workers {
		token, _, err := s.Bearer(ctx, "wx1", hashOf(fmt.Sprint(worker)))
		if err != nil {
			t.Fatalf("Bearer: %v", err)
		}
		if token.SupersededAt.IsZero() {
			newest++
		}
	}
	if newest != 1 {
		t.Errorf("%d tokens of one series are not superseded, want 1", newest)
	}
	var line store.TokenSeries
	if err := s.IssueToken(ctx, "wx1", "classic", mint(&line, hashOf("last"), noon())); err != nil || line.Forced != workers {
		t.Errorf("the series counts %d refreshes, %v, want %d", line.Forced, err, workers)
	}
}

package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

// pushWriters lets many queue events for the same targets at the same time:
// each event has a place of its own, and those of one writer are in its order.
func pushWriters(t *testing.T, s Writes) {
	const rounds = 5
	ctx := context.Background()
	platforms := []string{"wxplat1", "wxplat2"}
	seedPlatforms(t, s, platforms...)
	everyWorker(func(worker int) {
		for round := range rounds {
			platform := platforms[(worker+round)%2]
			id := fmt.Sprintf("%d-%d", worker, round)
			err := s.Decide(ctx, platform, "", store.Hash{}, func(store.Standing) (store.Decision, error) {
				return store.Decision{Deliveries: []store.Delivery{push(platform, id+"a", "authorized"), push(platform, id+"b", "authorized")}}, nil
			})
			if err != nil {
				t.Errorf("Decide: %v", err)
			}
		}
	})
	for i, platform := range platforms {
		pushes, err := s.Deliveries(ctx, store.DeliveryFilter{Target: store.ComponentTarget(platform)}, 2*workers*rounds)
		if err != nil || len(pushes) != workers*rounds {
			t.Fatalf("Deliveries: %d, %v, want %d", len(pushes), err, workers*rounds)
		}
		place := make(map[string]int64)
		for n, p := range pushes {
			if p.Seq != int64(n+1) {
				t.Errorf("the event %s of %s has Seq %d after %d others", p.ID, platform, p.Seq, n)
			}
			place[p.ID] = p.Seq
		}
		for worker := range workers {
			last := int64(0)
			for round := (worker + i) % 2; round < rounds; round += 2 {
				a, b := place[fmt.Sprintf("%d-%da", worker, round)], place[fmt.Sprintf("%d-%db", worker, round)]
				if a <= last || b != a+1 {
					t.Errorf("round %d of worker %d has the places %d and %d after %d", round, worker, a, b, last)
				}
				last = b
			}
		}
	}
}

// oneCode lets many use the same code at the same time, and one may.
func oneCode(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wxshop")
	seedPlatforms(t, s, "wxplat")
	code := store.Code{AppID: "wxplat", Hash: hashOf("code"), Kind: store.CodeAuth, ExpiresAt: kept(noon())}
	if _, err := decide(t, s, "wxplat", "", store.Hash{}, store.Decision{Minted: &code}); err != nil {
		t.Fatalf("Decide: %v", err)
	}
	used := errors.New("used")
	results := make([]error, workers)
	everyWorker(func(worker int) {
		results[worker] = s.Decide(ctx, "wxplat", "wxshop", code.Hash, func(now store.Standing) (store.Decision, error) {
			if !now.Code.UsedAt.Equal(code.UsedAt) {
				return store.Decision{}, used
			}
			a := granted("wxshop", "wxplat")
			a.Salt = []byte(fmt.Sprint(worker))
			return store.Decision{Authorization: &a, UseCode: noon()}, nil
		})
	})
	winner := -1
	for worker, err := range results {
		switch {
		case err == nil && winner < 0:
			winner = worker
		case err != used:
			t.Errorf("worker %d, after %d used the code: %v", worker, winner, err)
		}
	}
	want := granted("wxshop", "wxplat")
	want.Salt = []byte(fmt.Sprint(winner))
	if got, err := s.Authorization(ctx, "wxshop", "wxplat"); err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("Authorization: %v\n%s", err, cmp.Diff(want, got))
	}
}

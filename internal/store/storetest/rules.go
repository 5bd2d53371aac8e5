package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	accounts "github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/store"
)

// exerciseRules tests what every rule is promised.
func exerciseRules(t *testing.T, open opener) {
	t.Run("Error", func(t *testing.T) { ruleErrors(t, open(t)) })
	t.Run("Panic", func(t *testing.T) { rulePanics(t, open(t)) })
}

// refusal is an error of a rule, of a type that a caller may look for.
type refusal struct{ code int }

func (*refusal) Error() string { return "refused" }

func ruleErrors(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1")
	if err := s.ModifyMerchant(ctx, "wx1", change("before", store.Hash{})); err != nil {
		t.Fatalf("ModifyMerchant: %v", err)
	}
	before, err := s.Merchant(ctx, "wx1")
	if err != nil {
		t.Fatalf("Merchant: %v", err)
	}

	// Even an error that the store uses itself comes back as it is.
	for _, want := range []error{&refusal{85049}, store.ErrNotFound, context.Canceled} {
		err := s.ModifyMerchant(ctx, "wx1", func(_ store.Policy, m store.Merchant) (*store.Modification, error) {
			return modify(m, "after", store.Hash{}), want
		})
		if err != want {
			t.Errorf("ModifyMerchant whose rule fails: %v, want %v as it is", err, want)
		}
		var line store.TokenSeries
		err = s.IssueToken(ctx, "wx1", "classic", func(l store.TokenSeries) (accounts.Issue, error) {
			issue, _ := mint(&line, hashOf("refused"), noon())(l)
			return issue, want
		})
		if err != want {
			t.Errorf("IssueToken whose rule fails: %v, want %v as it is", err, want)
		}
		if diff := cmp.Diff(store.TokenSeries{AppID: "wx1", Kind: "classic"}, line); diff != "" {
			t.Errorf("the series was changed by a refused rule (-want +got):\n%s", diff)
		}
	}
	after, err := s.Merchant(ctx, "wx1")
	if diff := cmp.Diff(before, after); diff != "" || err != nil {
		t.Errorf("Merchant: %v, was changed by a refused rule (-want +got):\n%s", err, diff)
	}
	if changes, err := s.History(ctx, "wx1", 1, 10); len(changes) != 0 || err != nil {
		t.Errorf("History = %v, %v, want nothing of refused rules", changes, err)
	}
	if _, _, err := s.Bearer(ctx, "wx1", hashOf("refused")); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a token of a refused rule: %v, want ErrNotFound", err)
	}
}

func rulePanics(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1")
	err := s.ModifyMerchant(ctx, "wx1", func(store.Policy, store.Merchant) (*store.Modification, error) {
		panic("a mistake in a rule")
	})
	if err == nil {
		t.Error("ModifyMerchant whose rule panics succeeded")
	}
	if err := s.ModifyMerchant(ctx, "wx1", change("still works", store.Hash{})); err != nil {
		t.Errorf("ModifyMerchant after a panic: %v", err)
	}
}

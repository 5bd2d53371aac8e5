package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// exerciseContexts tests writes and reads whose context ends.
func exerciseContexts(t *testing.T, open opener) {
	s := open(t)
	ctx := context.Background()
	seed(t, s, "wx1")
	ended, end := context.WithCancel(ctx)
	end()
	if err := s.ModifyMerchant(ended, "wx1", change("cancelled", store.Hash{})); !errors.Is(err, context.Canceled) {
		t.Errorf("ModifyMerchant with an ended context: %v, want context.Canceled", err)
	}
	if _, err := s.Account(ended, "wx1"); !errors.Is(err, context.Canceled) {
		t.Errorf("Account with an ended context: %v, want context.Canceled", err)
	}
	if _, err := s.History(ended, "wx1", 0, 10); !errors.Is(err, context.Canceled) {
		t.Errorf("History with an ended context: %v, want context.Canceled", err)
	}

	// A write whose context ends while its rule runs is told what became of it.
	under, stop := context.WithCancel(ctx)
	err := s.ModifyMerchant(under, "wx1", func(p store.Policy, m store.Merchant) (*store.Modification, error) {
		stop()
		return change("under way", store.Hash{})(p, m)
	})
	if m, readErr := s.Merchant(ctx, "wx1"); err != nil || readErr != nil || m.Intro != "under way" {
		t.Errorf("ModifyMerchant whose context ends under way: %v, left %q, %v", err, m.Intro, readErr)
	}

	// A write that waits behind a slow one is given up when its context ends.
	started, release, slow := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		slow <- s.ModifyMerchant(ctx, "wx1", func(store.Policy, store.Merchant) (*store.Modification, error) {
			close(started)
			<-release
			return nil, nil
		})
	}()
	<-started
	short, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	err = s.ModifyMerchant(short, "wx1", change("dropped", store.Hash{}))
	close(release)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("ModifyMerchant that waits too long: %v, want context.DeadlineExceeded", err)
	}
	if err := <-slow; err != nil {
		t.Errorf("the slow ModifyMerchant: %v", err)
	}
	if err := s.ModifyMerchant(ctx, "wx1", change("last", store.Hash{})); err != nil {
		t.Errorf("ModifyMerchant: %v", err)
	}
	if changes, err := s.History(ctx, "wx1", 0, 10); err != nil || len(changes) != 2 {
		t.Errorf("History = %v, %v, want the two changes that were not given up", changes, err)
	}
}

func exerciseClosing(t *testing.T, open opener) {
	s := open(t)
	ctx := context.Background()
	seed(t, s, "wx1")

	// Writes that Close finds queued are done; those that come later are not.
	started, release := make(chan struct{}), make(chan struct{})
	results := make(chan error, workers)
	go func() {
		results <- s.ModifyMerchant(ctx, "wx1", func(p store.Policy, m store.Merchant) (*store.Modification, error) {
			close(started)
			<-release
			return change("first", store.Hash{})(p, m)
		})
	}()
	<-started
	for i := range workers - 1 {
		go func() {
			results <- s.ModifyMerchant(ctx, "wx1", change(fmt.Sprint(i), store.Hash{}))
		}()
	}
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	close(release)
	for range workers {
		if err := <-results; err != nil && !errors.Is(err, store.ErrClosed) {
			t.Errorf("ModifyMerchant during Close: %v, want nil or ErrClosed", err)
		}
	}
	if err := <-closed; err != nil {
		t.Errorf("Close: %v", err)
	}

	if err := s.ModifyMerchant(ctx, "wx1", change("late", store.Hash{})); !errors.Is(err, store.ErrClosed) {
		t.Errorf("ModifyMerchant after Close: %v, want ErrClosed", err)
	}
	if err := s.IssueToken(ctx, "wx1", "classic", nil); !errors.Is(err, store.ErrClosed) {
		t.Errorf("IssueToken after Close: %v, want ErrClosed", err)
	}
	if _, err := s.Seed(ctx, []store.Seed{{Account: account("wx1")}}); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Seed after Close: %v, want ErrClosed", err)
	}
	if err := s.PutMedium(ctx, store.Medium{}); !errors.Is(err, store.ErrClosed) {
		t.Errorf("PutMedium after Close: %v, want ErrClosed", err)
	}
	if _, err := s.Account(ctx, "wx1"); err == nil {
		t.Error("Account after Close succeeded")
	}
	if err := s.Ping(ctx); err == nil {
		t.Error("Ping after Close succeeded")
	}
	if err := s.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
}

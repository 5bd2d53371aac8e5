package review

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

const (
	// dueAtOnce is how many reviews are read together.
	dueAtOnce = 100
	// lookEvery is how often it is looked for reviews that other services on the same
	// store took; its own wake the worker.
	lookEvery = 5 * time.Second
	// leastPause keeps a worker whose writes fail from spinning.
	leastPause = 10 * time.Millisecond
)

// Settle decides what is due at a time of the service's clock and returns how many
// it was. Of several replicas one decides each.
func (m *Module) Settle(ctx context.Context, now time.Time) (int, error) {
	total := 0
	for {
		list, err := m.config.Store.DueReviews(ctx, now, dueAtOnce)
		if err != nil {
			return total, fmt.Errorf("review: %w", err)
		}
		decided, err := m.settleAll(ctx, list, now)
		total += decided
		if len(list) < dueAtOnce || err != nil {
			return total, err
		}
	}
}

// settleAll decides reviews and returns how many it was. Those of different accounts
// are written at the same time, so that the store commits them together; those of one
// are in their order, so its events are, too.
func (m *Module) settleAll(ctx context.Context, list []store.Review, now time.Time) (int, error) {
	of := make(map[string][]store.Review)
	for _, r := range list {
		of[r.AppID] = append(of[r.AppID], r)
	}
	var (
		accounts sync.WaitGroup
		mu       sync.Mutex
		decided  int
		errs     []error
	)
	for _, reviews := range of {
		accounts.Go(func() {
			for _, r := range reviews {
				err := m.write(ctx, r, func(tx store.Tx) error { return m.settle(tx, r.AppID, r.AuditID, now) })
				mu.Lock()
				if err == nil {
					decided++
				} else {
					errs = append(errs, fmt.Errorf("review %d of %s: %w", r.AuditID, r.AppID, err))
				}
				mu.Unlock()
			}
		})
	}
	accounts.Wait()
	return decided, errors.Join(errs...)
}

// Wake has the worker look for what is due next. It does not wait.
func (m *Module) Wake() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// Run decides reviews when they are due, until ctx ends.
func (m *Module) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-m.wake:
		case <-timer.C:
		}
		timer.Reset(m.look(ctx))
	}
}

// look decides what is due and returns when to look again.
func (m *Module) look(ctx context.Context) time.Duration {
	if _, err := m.Settle(ctx, m.config.Clock()); err != nil && ctx.Err() == nil {
		m.config.Log.Error("reviews that are due cannot be decided; it goes on trying", "error", err)
		return lookEvery
	}
	next, err := m.config.Store.NextReview(ctx)
	if err != nil || next.IsZero() {
		return lookEvery
	}
	return min(lookEvery, max(leastPause, next.Sub(m.config.Clock())))
}

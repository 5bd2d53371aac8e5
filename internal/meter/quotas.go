package meter

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Quotas counts the calls of accounts. Counts are kept in the store, where all
// replicas see them; calls that were taken ahead are spent from memory and the
// rest is given back by Return.
type Quotas struct {
	store   store.Quotas
	secrets Secrets

	mu     sync.Mutex
	leases map[counted]lease
	// era counts how often the counts in the store were replaced: what was taken
	// ahead of one cannot be spent in the next.
	era int

	// returning is held while calls are given back.
	returning sync.Mutex
}

// counted is what has a quota of its own.
type counted struct{ appID, iface string }

// lease is calls of a day that were taken ahead.
type lease struct {
	day  store.Span
	left int
}

// NewQuotas returns a Quotas over the store.
func NewQuotas(s store.Quotas, secrets Secrets) *Quotas {
	return &Quotas{store: s, secrets: secrets, leases: make(map[counted]lease)}
}

// Spend counts a call, or refuses it with 45009 or 45011.
func (q *Quotas) Spend(ctx context.Context, appID string, page weixin.Page, at time.Time) error {
	key, day := counted{appID, page.Name}, store.Span(weixin.Day(at))
	spent, era := q.spendLease(key, day)
	if spent {
		return nil
	}
	taken := 0
	spans := []store.Span{day, store.Span(weixin.Minute(at))}
	err := q.store.SpendQuota(ctx, appID, page.Name, spans, func(own store.Quota, used []int) (int, error) {
		var err error
		taken, err = limitsOf(page, own).take(used[0], used[1])
		return taken, err
	})
	if err != nil {
		return err
	}
	q.keepLease(key, day, taken-1, era)
	return nil
}

// spendLease takes a call from what was taken ahead, if there is one, and says
// in which era.
func (q *Quotas) spendLease(key counted, day store.Span) (spent bool, era int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l, ok := q.leases[key]
	if !ok || l.day != day || l.left == 0 {
		return false, q.era
	}
	l.left--
	q.leases[key] = l
	return true, q.era
}

// keepLease adds calls that were taken ahead. Those of another day are gone
// with it, and so are those of another era.
func (q *Quotas) keepLease(key counted, day store.Span, calls, era int) {
	if calls == 0 {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if era != q.era {
		return
	}
	l := q.leases[key]
	if l.day != day {
		l = lease{day: day}
	}
	l.left += calls
	q.leases[key] = l
}

// Return gives all calls that were taken ahead back to the store, so that other
// replicas may spend them.
func (q *Quotas) Return(ctx context.Context) error {
	q.returning.Lock()
	defer q.returning.Unlock()
	return q.giveBack(ctx)
}

// Replace runs a function that replaces what the store has counted. What was
// taken ahead is given back before, and nothing that is taken meanwhile is
// spent afterwards.
func (q *Quotas) Replace(ctx context.Context, replace func() error) error {
	q.returning.Lock()
	defer q.returning.Unlock()
	if err := q.giveBack(ctx); err != nil {
		return err
	}
	defer q.begin()
	q.begin()
	return replace()
}

// begin begins an era.
func (q *Quotas) begin() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.era++
	q.leases = make(map[counted]lease)
}

func (q *Quotas) giveBack(ctx context.Context) error {
	q.mu.Lock()
	leases := q.leases
	q.leases = make(map[counted]lease)
	q.mu.Unlock()
	var errs []error
	for key, l := range leases {
		if l.left == 0 {
			continue
		}
		err := q.store.SpendQuota(ctx, key.appID, key.iface, []store.Span{l.day}, func(store.Quota, []int) (int, error) {
			return -l.left, nil
		})
		if err != nil {
			errs = append(errs, fmt.Errorf("return quota of %s: %w", key.appID, err))
		}
	}
	return errors.Join(errs...)
}

// returnEvery is how long calls that were taken ahead can stay unspent while
// another replica would need them.
const returnEvery = time.Second

// Run gives calls back that were taken ahead, now and then and at the end.
func (q *Quotas) Run(ctx context.Context, log *slog.Logger) error {
	ticker := time.NewTicker(returnEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if err := q.Return(ctx); err != nil && ctx.Err() == nil {
				log.Error("quotas not returned", "error", err)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// keptDays is how long counts are kept after their day.
const keptDays = 40 * 24 * time.Hour

// Sweep forgets the counts of days long past.
func (q *Quotas) Sweep(ctx context.Context, now time.Time) (int, error) {
	const batch = 500
	total := 0
	for {
		n, err := q.store.DropQuota(ctx, store.Span(weixin.Day(now.Add(-keptDays))), batch)
		total += n
		if err != nil || n < batch {
			return total, err
		}
	}
}

package quota

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/wait"
	"github.com/wxastore/wxastore/weixin"
)

// Port is what the module needs of the store.
type Port interface {
	store.Writer
	store.Quotas
}

// Quotas counts the calls of accounts. The counts are in the store, where all
// replicas see them. Calls that were taken ahead are spent from memory, and Return
// gives the rest back.
type Quotas struct {
	store   Port
	secrets Secrets
	grants  Grants

	mu     sync.Mutex
	leases map[counted]lease
	// era counts how often the counts in the store were replaced. What was taken
	// ahead in one era cannot be spent in the next.
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
	// busy is set when one was spent since Run last looked. most is how many were
	// taken last, 0 if that is not known.
	busy bool
	most int
}

// New returns a Quotas over the store.
func New(s Port, secrets Secrets, grants Grants) *Quotas {
	return &Quotas{store: s, secrets: secrets, grants: grants, leases: make(map[counted]lease)}
}

// Spend counts a call, or refuses it with 45009 or 45011.
func (q *Quotas) Spend(ctx context.Context, appID string, page weixin.Page, at time.Time) error {
	key, day := counted{appID, page.Name}, store.Span(weixin.Day(at))
	if spent, era := q.spendLease(key, day); !spent {
		return q.spendStore(ctx, key, page, day, store.Span(weixin.Minute(at)), era)
	}
	return nil
}

// spendStore counts a call in the store, and takes others ahead. It is a function of
// its own so that Spend does not have to move its page to the heap.
func (q *Quotas) spendStore(ctx context.Context, key counted, page weixin.Page, day, minute store.Span, era int) error {
	taken, most := 0, q.nextLease(key)
	spans := []store.Span{day}
	if page.MinuteLimit > 0 {
		spans = append(spans, minute)
	}
	// That minutes are limited may be the account's alone, which is known once it was
	// read: then nothing is taken, and the minute is read, too.
	unread := false
	rule := func(own store.Quota, used []int) ([]int, error) {
		l := limitsOf(page, own)
		if unread = len(used) == 1 && l.perMinute > 0; unread {
			return []int{0}, nil
		}
		take, err := l.take(used[0], append(used, 0)[1], most)
		if err != nil {
			return nil, err
		}
		taken = take[0]
		return take[:len(used)], nil
	}
	err := SpendStored(ctx, q.store, key.appID, key.iface, spans, rule)
	if err == nil && unread {
		err = SpendStored(ctx, q.store, key.appID, key.iface, append(spans, minute), rule)
	}
	if err != nil {
		return err
	}
	q.keepLease(key, day, taken, era)
	return nil
}

// nextLease returns how many calls to take at most. Most accounts call now and then,
// and what is taken ahead for them has to be given back; one that has just called is
// likely to go on. To take fewer than leaseMost then would not save the write that
// gives the rest back.
func (q *Quotas) nextLease(key counted) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.leases[key].most == 0 {
		return 1
	}
	return leaseMost
}

// spendLease spends a call that was taken ahead, if there is one, and returns the
// current era.
func (q *Quotas) spendLease(key counted, day store.Span) (spent bool, era int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l, ok := q.leases[key]
	if !ok || l.day != day || l.left == 0 {
		return false, q.era
	}
	l.left--
	l.busy = true
	q.leases[key] = l
	return true, q.era
}

// keepLease keeps calls that were taken, except the current one. Those of another
// day or of another era are dropped.
func (q *Quotas) keepLease(key counted, day store.Span, taken, era int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if era != q.era {
		return
	}
	l := q.leases[key]
	if l.day != day {
		l = lease{day: day}
	}
	l.left += taken - 1
	l.busy, l.most = true, taken
	q.leases[key] = l
}

// Return gives all calls that were taken ahead back to the store, so that other
// replicas may spend them.
func (q *Quotas) Return(ctx context.Context) error {
	q.returning.Lock()
	defer q.returning.Unlock()
	return q.giveBack(ctx, everyLease)
}

func everyLease(lease) bool { return true }

// returnIdle gives back what was taken ahead for accounts that have not called
// since it last looked.
func (q *Quotas) returnIdle(ctx context.Context) error {
	q.returning.Lock()
	defer q.returning.Unlock()
	return q.giveBack(ctx, func(l lease) bool { return !l.busy })
}

// Replace runs a function that replaces what the store has counted. What was
// taken ahead is given back before, and nothing that is taken meanwhile is
// spent afterwards.
func (q *Quotas) Replace(ctx context.Context, replace func() error) error {
	q.returning.Lock()
	defer q.returning.Unlock()
	if err := q.giveBack(ctx, everyLease); err != nil {
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

// returnsAtOnce is how many accounts' calls are given back at the same time, so
// that they share a commit.
const returnsAtOnce = 256

// giveBack gives back the leases that are chosen; the others begin a new look.
func (q *Quotas) giveBack(ctx context.Context, chosen func(lease) bool) error {
	back := make(map[counted]lease)
	q.mu.Lock()
	for key, l := range q.leases {
		if chosen(l) {
			back[key] = l
			delete(q.leases, key)
			continue
		}
		l.busy = false
		q.leases[key] = l
	}
	q.mu.Unlock()
	var group errgroup.Group
	group.SetLimit(returnsAtOnce)
	for key, l := range back {
		if l.left == 0 {
			continue
		}
		group.Go(func() error {
			err := SpendStored(ctx, q.store, key.appID, key.iface, []store.Span{l.day}, func(store.Quota, []int) ([]int, error) {
				return []int{-l.left}, nil
			})
			if errors.Is(err, store.ErrNotFound) {
				return nil // the counts went with the account
			}
			if err != nil {
				return fmt.Errorf("return quota of %s: %w", key.appID, err)
			}
			return nil
		})
	}
	return group.Wait()
}

// returnEvery is how long an account must not have called before the calls that
// were taken ahead for it are given back, for another replica may need them. At
// most a thousandth of what is left is held for one that calls on.
const returnEvery = time.Second

// Run gives calls back that were taken ahead and are not needed.
func (q *Quotas) Run(ctx context.Context, log *slog.Logger) error {
	for range wait.Every(ctx, returnEvery) {
		if err := q.returnIdle(ctx); err != nil && ctx.Err() == nil {
			log.Error("quotas not returned", "error", err)
		}
	}
	return nil
}

const (
	// keptDays is how many days counts are kept after theirs, which people may look at.
	keptDays = 40
	// keptMinute is how long that of a minute is, which no call asks for once it has
	// ended; a clock that is moved back may come to it again.
	keptMinute = time.Hour
)

// Sweep forgets the counts of minutes and days that have passed.
func (q *Quotas) Sweep(ctx context.Context, now time.Time) (int, error) {
	total := 0
	for day := range keptDays {
		at := now.Add(-keptMinute).AddDate(0, 0, -day)
		before := store.Span("")
		if day == 0 {
			before = store.Span(weixin.Minute(at))
		}
		n, err := store.Sweep(ctx, func(ctx context.Context, limit int) (int, error) {
			return q.store.DropMinutes(ctx, store.Span(weixin.Day(at)), before, limit)
		})
		if total += n; err != nil {
			return total, err
		}
	}
	n, err := store.Sweep(ctx, func(ctx context.Context, limit int) (int, error) {
		return q.store.DropQuota(ctx, store.Span(weixin.Day(now.AddDate(0, 0, -keptDays))), limit)
	})
	return total + n, err
}

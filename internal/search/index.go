package search

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// Index is an index of the records of a store, which a worker makes follow them.
type Index struct {
	records Records
	open    func(context.Context) (Store, error)
	log     *slog.Logger

	// using is held by the one who opens the store or works on it.
	using sync.Mutex
	kept  Store // nil until it is opened
	// size is how many records are read and written together: half as many after a batch
	// that failed, as one does that took a busy server longer than a statement may.
	size int

	mu sync.Mutex
	// changed are the app ids whose records may have changed; all says that any may.
	changed map[string]struct{}
	all     bool
	// walk is up to which app id all records were compared. begun says that they were, if
	// only some: before, nothing has to be noted.
	walk  string
	begun bool
	// busy counts changes, so that the worker sees whether there is other work.
	busy int64

	wake chan struct{}
}

const (
	// mostChanged is how many app ids are noted. Where there are more, all records are
	// compared.
	mostChanged = 50_000
	// batch is how many records are read and written together at most.
	batch = 256
	// patience is how long a search waits for the worker's share.
	patience = 100 * time.Millisecond
	// rest is how many times as long as it worked the worker rests while records
	// are being changed, and restIdle while they are not.
	rest, restIdle = 40, 1
	longestRest    = 10 * time.Second
	// pause is between two looks at whether there is work.
	pause = time.Second
)

// New returns an index of records in a store that is opened when it is first needed. It
// holds nothing that must be closed until then.
func New(records Records, open func(context.Context) (Store, error), log *slog.Logger) *Index {
	return &Index{records: records, open: open, log: log, size: batch, changed: make(map[string]struct{}), all: true, wake: make(chan struct{}, 1)}
}

// Changed notes what writes have changed. It does not wait.
func (x *Index) Changed(changes []store.Changed) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, c := range changes {
		if c.Topic != store.TopicMerchants && c.Topic != store.TopicAccounts {
			continue
		}
		x.busy++
		switch {
		case c.AppID == "" || len(x.changed) >= mostChanged:
			x.startAgain()
		case x.begun:
			x.changed[c.AppID] = struct{}{}
		}
	}
}

// startAgain has all records compared. The caller holds mu.
func (x *Index) startAgain() {
	x.all, x.walk = true, ""
	clear(x.changed)
}

// Run makes the index follow the records until ctx ends.
func (x *Index) Run(ctx context.Context) error {
	wait := 2 * time.Second // a start has enough to do
	for {
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
		busy, start := x.countBusy(), time.Now()
		more, err := x.step(ctx)
		if err != nil && ctx.Err() == nil {
			x.log.Warn("the search index is behind", "error", err)
			wait = longestRest
			continue
		}
		wait = pause
		if more {
			times := time.Duration(restIdle)
			if x.countBusy() != busy {
				times = rest
			}
			wait = min(times*time.Since(start), longestRest)
		}
	}
}

func (x *Index) countBusy() int64 {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.busy
}

// use opens the store if it has to be. The caller holds using.
func (x *Index) use(ctx context.Context) (Store, error) {
	if x.kept == nil {
		kept, err := x.open(ctx)
		if err != nil {
			return nil, err
		}
		x.kept = kept
	}
	return x.kept, nil
}

// step does a batch of work and reports whether there is more.
func (x *Index) step(ctx context.Context) (more bool, err error) {
	x.using.Lock()
	defer x.using.Unlock()
	kept, err := x.use(ctx)
	if err != nil {
		return false, err
	}
	if err := x.work(ctx, kept); err != nil {
		x.size = max(1, x.size/2)
		return false, err
	}
	x.size = min(batch, x.size+x.size/16+1)
	return x.behind(), nil
}

// work does the next batch, if there is one.
func (x *Index) work(ctx context.Context, kept Store) error {
	if ids := x.takeChanged(x.size); len(ids) > 0 {
		err := x.follow(ctx, kept, ids)
		if err != nil {
			x.giveBack(ids)
		}
		return err
	}
	after, all := x.walking()
	if !all {
		return nil
	}
	next, err := x.compare(ctx, kept, after, x.size)
	if err == nil {
		x.walked(after, next)
	}
	return err
}

func (x *Index) takeChanged(most int) (ids []string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for id := range x.changed {
		if len(ids) == most {
			break
		}
		ids = append(ids, id)
		delete(x.changed, id)
	}
	return ids
}

func (x *Index) giveBack(ids []string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, id := range ids {
		x.changed[id] = struct{}{}
	}
}

func (x *Index) walking() (after string, all bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.begun = true
	return x.walk, x.all
}

// walked notes how far the records were compared, unless that began again meanwhile.
func (x *Index) walked(after, next string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.walk != after {
		return
	}
	if x.walk = next; next == "" {
		x.all = false
	}
}

// behind reports whether the index lacks something.
func (x *Index) behind() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.all || len(x.changed) > 0
}

// follow writes the records of some app ids to the index.
func (x *Index) follow(ctx context.Context, kept Store, ids []string) error {
	known, err := kept.Known(ctx, ids)
	if err != nil {
		return err
	}
	sums := make(map[string]int64, len(known))
	for _, k := range known {
		sums[k.AppID] = k.Sum
	}
	var put []Doc
	var drop []string
	for _, id := range ids {
		d, err := x.read(ctx, id)
		sum, there := sums[id]
		switch {
		case errors.Is(err, store.ErrNotFound):
			if there {
				drop = append(drop, id)
			}
		case err != nil:
			return err
		case !there || sum != d.Sum():
			put = append(put, d)
		}
	}
	if len(put)+len(drop) == 0 {
		return nil
	}
	return kept.Put(ctx, put, drop)
}

func (x *Index) read(ctx context.Context, id string) (Doc, error) {
	a, err := x.records.Account(ctx, id)
	if err != nil {
		return Doc{}, err
	}
	m, err := x.records.Merchant(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return docOf(a, nil), nil
	case err != nil:
		return Doc{}, err
	}
	return docOf(a, &m), nil
}

// compare makes the index follow the records of the accounts after an app id, up
// to size, and returns up to which; "" after the last.
func (x *Index) compare(ctx context.Context, kept Store, after string, size int) (next string, err error) {
	accounts, next, err := x.records.Accounts(ctx, store.AccountFilter{After: after}, size)
	if err != nil {
		return "", err
	}
	merchants, _, err := x.records.Merchants(ctx, store.MerchantFilter{After: after}, size)
	if err != nil {
		return "", err
	}
	known, err := kept.Range(ctx, after, 2*size)
	if err != nil {
		return "", err
	}
	if len(known) == 2*size && (next == "" || next > known[len(known)-1].AppID) {
		next = known[len(known)-1].AppID // what the index has beyond was not read
	}
	sums := make(map[string]int64, len(known))
	for _, k := range known {
		sums[k.AppID] = k.Sum
	}
	var put []Doc
	var drop []string
	for i, at := 0, 0; i < len(accounts) && (next == "" || accounts[i].AppID <= next); i++ {
		a := accounts[i]
		for at < len(merchants) && merchants[at].AppID < a.AppID {
			at++
		}
		d := docOf(a, nil)
		if at < len(merchants) && merchants[at].AppID == a.AppID {
			d = docOf(a, &merchants[at])
		}
		if sum, there := sums[a.AppID]; !there || sum != d.Sum() {
			put = append(put, d)
		}
		delete(sums, a.AppID)
	}
	for id := range sums {
		if next == "" || id <= next {
			drop = append(drop, id)
		}
	}
	if len(put)+len(drop) == 0 {
		return next, nil
	}
	return next, kept.Put(ctx, put, drop)
}

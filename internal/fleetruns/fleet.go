package fleetruns

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/sqlledger"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

// Place is where a ledger may be.
type Place struct {
	// Path is a file, which may not be there yet; "" is a server, whose address is for
	// Open to know.
	Path string
	// Rehearsal says that runs of it were on a wxastore in memory.
	Rehearsal bool
	// Open opens it for reading.
	Open func(context.Context) (l *sqlledger.Ledger, closeIt func() error, err error)
}

// name is what people call it.
func (p Place) name() string {
	if p.Path == "" {
		return "PostgreSQL"
	}
	return p.Path
}

// Fleet reads ledgers and plans. It is safe for use by many goroutines.
type Fleet struct {
	places []Place
	plans  string
	// open has the ledger of each place.
	open []slot
	// reading reads plans, each once at a time.
	reading singleflight.Group

	mu      sync.Mutex // guards all below, and is not held while anything is read
	indexes map[string]*planIndex
	counts  map[string]counted
}

// slot is the open ledger of one place; nil while it is not open.
type slot struct {
	mu sync.Mutex // held while it is opened, which those who ask for other ledgers do not wait for
	*opened
}

// counted is how many items of a run that goes on were in which state.
type counted struct {
	at     time.Time
	counts map[fleet.State]int
}

// countedFor is how long a count is good for: one of 100,000 merchants takes some 50 ms.
const countedFor = time.Second

// count completes a run with how many of its items are in which state now. A run that has
// ended has kept that.
func (f *Fleet) count(ctx context.Context, r *found) error {
	if r.State != fleet.Running {
		return nil
	}
	f.mu.Lock()
	known, ok := f.counts[r.ID]
	f.mu.Unlock()
	if !ok || time.Since(known.at) > countedFor {
		counts, err := r.ledger.Counts(ctx, r.ID)
		if err != nil {
			return err
		}
		known = counted{time.Now(), counts}
		f.mu.Lock()
		if len(f.counts) > mostRemembered {
			clear(f.counts)
		}
		f.counts[r.ID] = known
		f.mu.Unlock()
	}
	r.Count = known.counts
	return nil
}

// mostRemembered is how many counts are kept.
const mostRemembered = 100

// opened is an open ledger with the file that it was then.
type opened struct {
	*sqlledger.Ledger
	close func() error
	file  fs.FileInfo
}

// New returns a Fleet of ledgers, with the folder of the plans. Nothing is opened before
// it is asked for. The caller closes it.
func New(plans string, places ...Place) *Fleet {
	return &Fleet{places: places, plans: plans, open: make([]slot, len(places)), indexes: make(map[string]*planIndex), counts: make(map[string]counted)}
}

// Close closes the ledgers.
func (f *Fleet) Close() error {
	var errs []error
	for i := range f.open {
		errs = append(errs, f.open[i].closeIt())
	}
	return errors.Join(errs...)
}

// closeIt closes the ledger, if it is open.
func (s *slot) closeIt() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened == nil {
		return nil
	}
	o := s.opened
	s.opened = nil
	return o.close()
}

// ledger returns the ledger of a place; fs.ErrNotExist if it is not there.
func (f *Fleet) ledger(ctx context.Context, i int) (*sqlledger.Ledger, error) {
	s := &f.open[i]
	s.mu.Lock()
	defer s.mu.Unlock()
	var file fs.FileInfo
	var err error
	if path := f.places[i].Path; path != "" {
		if file, err = os.Stat(path); err != nil {
			return nil, err
		}
	}
	if o := s.opened; o != nil {
		if file == nil || os.SameFile(file, o.file) {
			return o.Ledger, nil
		}
		s.opened = nil // another was put in its place
		if err := o.close(); err != nil {
			return nil, err
		}
	}
	l, closeIt, err := f.places[i].Open(ctx)
	if err != nil {
		return nil, err
	}
	if err := l.Readable(ctx); err != nil {
		return nil, errors.Join(err, closeIt())
	}
	s.opened = &opened{l, closeIt, file}
	return l, nil
}

// found is a run with the ledger that has it.
type found struct {
	fleet.Run
	ledger *sqlledger.Ledger
	place  Place
}

// run returns a run of any of the ledgers; store.ErrNotFound if none has it.
func (f *Fleet) run(ctx context.Context, id string) (found, error) {
	for i, place := range f.places {
		l, err := f.ledger(ctx, i)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return found{}, unreadable(place, err)
		}
		run, err := l.Run(ctx, id)
		if err == nil {
			return found{run, l, place}, nil
		}
		if !errors.Is(err, fleet.ErrNoRecord) {
			return found{}, unreadable(place, err)
		}
	}
	return found{}, store.ErrNotFound
}

// unreadable is what is wrong with a ledger, as people are told it.
func unreadable(p Place, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return store.Mistakef("the ledger %s cannot be read: %w", filepath.Base(p.name()), err)
}

// ledgers says of each place whether it has a ledger that can be read.
func (f *Fleet) ledgers(ctx context.Context) (all []api.FleetLedger, open []*sqlledger.Ledger) {
	for i, place := range f.places {
		l, err := f.ledger(ctx, i)
		shown := api.FleetLedger{Name: place.name(), Rehearsal: place.Rehearsal, Missing: errors.Is(err, fs.ErrNotExist)}
		if err != nil && !shown.Missing {
			shown.Why = err.Error()
		}
		all, open = append(all, shown), append(open, l)
	}
	return all, open
}

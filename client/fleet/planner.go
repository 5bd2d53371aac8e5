package fleet

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"github.com/wxastore/wxastore/internal/said"
)

// Planner compares what is wanted with a ledger and checks each merchant, without
// changing anything at Weixin.
type Planner struct {
	Ledger   Ledger
	Accounts *Accounts
	// API is the address of the service, for the plan to name.
	API string
	// Pictures reads the pictures.
	Pictures *Pictures
	// Offline leaves out what only the service can tell.
	Offline bool
	// MaxIntro is how many characters an introduction may have; 0 is no limit.
	MaxIntro int
	// Words may not stand in an introduction.
	Words []string
	// RetryUnknown plans merchants whose last change has an unknown outcome.
	RetryUnknown bool
	// Parallel is how many merchants are checked at a time; fewer while the service is
	// strained.
	Parallel int
	// PerSecond limits the calls of a second; 0 is no limit.
	PerSecond float64
	// Now is the time; nil is the system's.
	Now func() time.Time
	// Progress is told how many merchants were checked; nil is nobody.
	Progress func(checked, all int)

	directory directory
	limiter   *rate.Limiter
	gate      *gate
}

// Plan reads the rows and returns a plan, which is not saved.
func (p *Planner) Plan(ctx context.Context, source Source, rows Rows) (*Plan, error) {
	if p.Now == nil {
		p.Now = time.Now
	}
	plan := &Plan{Made: p.Now().UTC().Truncate(time.Second), API: p.API, Source: source, Asked: !p.Offline}
	var err error
	if plan.Ledger, plan.Generation, err = p.Ledger.Position(ctx); err != nil {
		return nil, err
	}
	seen := make(map[string]int)
	for d, err := range rows {
		if err != nil {
			return nil, err
		}
		s := Step{Action: Modify, Desired: d}
		if d.Store != nil {
			plan.Kind = OfStores
		}
		if first, twice := seen[d.Key()]; twice && d.Store != nil && d.Store.StoreKey != "" {
			s.block(NewBlocker(DuplicateStore, 0, said.Errorf("line %d has this store, too", first)))
		} else if twice && d.AppID != "" && d.Store == nil {
			s.block(NewBlocker(DuplicateRow, 0, said.Errorf("line %d has this app id, too", first)))
		} else {
			seen[d.Key()] = d.Line
		}
		plan.Steps = append(plan.Steps, s)
	}
	plan.blockOthers()
	plan.Steps = slices.Clone(plan.Steps) // growing has left room for a quarter more
	defer p.Pictures.close()
	if err := p.checkAll(ctx, plan); err != nil {
		return nil, err
	}
	return plan, nil
}

// blockOthers blocks the rows without a store in a table of stores.
func (p *Plan) blockOthers() {
	for i := range p.Steps {
		if s := &p.Steps[i]; p.Kind == OfStores && s.Desired.Store == nil {
			s.block(NewBlocker(NoStoreKey, 0, said.Errorf("the row has no column store_key, and other rows have one")))
		}
	}
}

// checkSteps checks the rows of one account.
func (p *Planner) checkSteps(ctx context.Context, steps []*Step, known known) error {
	p.gate.enter()
	defer p.gate.leave()
	if p.Accounts != nil {
		defer p.Accounts.forget(steps[0].Desired.AppID)
	}
	stores, merchants := byKind(steps, func(s *Step) Desired { return s.Desired })
	if err := p.checkStores(ctx, stores, known.stores); err != nil {
		return err
	}
	for _, s := range merchants { // one, as a rule
		if err := p.checkStep(ctx, s, known.merchants[s.Desired.AppID]); err != nil {
			return err
		}
	}
	return nil
}

// together is how many accounts are looked up in the ledger at once.
const together = 500

func (p *Planner) checkAll(ctx context.Context, plan *Plan) error {
	p.limiter, p.gate = newLimiter(p.PerSecond), newGate(p.Parallel)
	group, checking := errgroup.WithContext(ctx)
	accounts := make(chan lookedUp)
	for range max(p.Parallel, 1) { // workers, whose stacks grow once
		group.Go(func() error {
			for a := range accounts {
				if err := p.checkSteps(checking, a.steps, a.known); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := p.lookUpAll(checking, plan, accounts)
	close(accounts)
	if checkErr := group.Wait(); checkErr != nil {
		return checkErr
	}
	return cmp.Or(err, ctx.Err())
}

// lookedUp is the rows of an account with what the ledger knows.
type lookedUp struct {
	steps []*Step
	known known
}

// lookUpAll hands on the rows of a plan by account, until the context ends.
func (p *Planner) lookUpAll(ctx context.Context, plan *Plan, accounts chan<- lookedUp) error {
	checked := 0
	steps := make([]*Step, len(plan.Steps))
	for i := range plan.Steps {
		steps[i] = &plan.Steps[i]
	}
	for chunk := range chunks(byAccount(steps, func(s *Step) string { return s.Desired.AppID }), together) {
		var rows []Desired
		for _, account := range chunk {
			for _, s := range account {
				rows = append(rows, s.Desired)
			}
		}
		known, err := lookUp(ctx, p.Ledger, rows)
		if err != nil {
			return err
		}
		for _, account := range chunk {
			select {
			case accounts <- lookedUp{account, known}:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if checked += len(rows); p.Progress != nil {
			p.Progress(checked, len(plan.Steps))
		}
	}
	return nil
}

// chunks yields parts of a list, up to n of it at once.
func chunks[T any](all []T, n int) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for len(all) > 0 {
			n := min(n, len(all))
			if !yield(all[:n]) {
				return
			}
			all = all[n:]
		}
	}
}

func (s *Step) block(b Blocker) {
	s.Action, s.Blockers = Block, append(s.Blockers, b)
}

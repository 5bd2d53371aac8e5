package fleet

import (
	"context"
	"fmt"
	"iter"
	"time"

	"golang.org/x/sync/errgroup"
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
	// Parallel is how many merchants are checked at a time.
	Parallel int
	// Now is the time; nil is the system's.
	Now func() time.Time
	// Progress is told how many merchants were checked; nil is nobody.
	Progress func(checked, all int)
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
		if first, twice := seen[d.AppID]; twice && d.AppID != "" {
			s.block(Blocker{Reason: DuplicateRow, Detail: fmt.Sprintf("line %d has this app id, too", first)})
		} else {
			seen[d.AppID] = d.Line
		}
		plan.Steps = append(plan.Steps, s)
	}
	defer p.Pictures.close()
	if err := p.checkAll(ctx, plan); err != nil {
		return nil, err
	}
	return plan, nil
}

// together is how many merchants are looked up in the ledger at once.
const together = 500

func (p *Planner) checkAll(ctx context.Context, plan *Plan) error {
	group, checking := errgroup.WithContext(ctx)
	group.SetLimit(max(p.Parallel, 1))
	checked := 0
	for chunk := range chunks(plan.Steps, together) {
		ids := make([]string, len(chunk))
		for i := range chunk {
			ids[i] = chunk[i].Desired.AppID
		}
		known, err := p.Ledger.Merchants(ctx, ids)
		if err != nil {
			_ = group.Wait()
			return err
		}
		for i := range chunk {
			s := &chunk[i]
			group.Go(func() error { return p.checkStep(checking, s, known[s.Desired.AppID]) })
		}
		if checked += len(chunk); p.Progress != nil {
			p.Progress(checked, len(plan.Steps))
		}
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return ctx.Err()
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

package fleet

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// Runner applies plans and goes on with runs.
type Runner struct {
	Ledger   Ledger
	Accounts *Accounts
	Options  Options
	// Holder names the process to others who want the ledger.
	Holder string
	// Stop, once closed, ends the run as soon as what is in flight has ended. Ending
	// the context ends it at once.
	Stop <-chan struct{}
	// Observe is told each change of a merchant's state, one after another; nil is
	// nobody.
	Observe func(Run, Item)
	// Now is the time; nil is the system's.
	Now func() time.Time
	// AnyLedger lets Apply take a plan that was made with another ledger, as a rehearsal
	// does: it is compared with nothing then.
	AnyLedger bool

	limiter   *rate.Limiter
	gate      *gate
	directory directory
	sendAgain bool       // what has an unknown outcome, after it was looked for
	mu        sync.Mutex // guards run.Count, failed, halt
	run       Run
	all       int
	failed    map[State]int // in this invocation, not before a resume
	halt      *halt
}

// halt is why a run ends early.
type halt struct {
	state RunState
	why   error
	err   error
}

// ErrNothingToGoOn is returned by Resume where no run has begun.
var ErrNothingToGoOn = said.Errorf("the ledger has no run")

// Apply begins a run of a plan and returns how it ended. It returns a StaleError if
// merchants were changed in the ledger after the plan was made; what has become of the input
// is looked at by Plan.CheckFresh.
func (r *Runner) Apply(ctx context.Context, plan *Plan) (Run, error) {
	return r.held(ctx, func() error {
		// Here nobody else writes: what was looked at before may have been changed since.
		if err := r.settle(ctx, ""); err != nil {
			return err
		}
		if err := r.fresh(ctx, plan); err != nil {
			return err
		}
		now := r.Now().UTC()
		r.run = Run{
			ID: now.Format("20060102-150405-") + strings.ToLower(rand.Text()[:4]), Kind: plan.Kind, Plan: plan.Hash, Source: plan.Source, State: Running,
			Began: now, Holder: r.Holder, Options: r.Options, Count: make(map[State]int),
		}
		items := make([]Item, len(plan.Steps))
		for i, s := range plan.Steps {
			items[i] = Item{Run: r.run.ID, Position: i, Desired: s.Desired, State: Pending}
			switch s.Action {
			case Modify:
			case Nothing:
				items[i].State = Unchanged
			case Block:
				items[i].State, items[i].Outcome.Blockers = Blocked, s.Blockers
				d := s.Desired
				if d.AppID == "" || d.Store != nil && d.Store.StoreKey == "" || slices.ContainsFunc(s.Blockers, func(b Blocker) bool { return b.Reason == DuplicateRow || b.Reason == DuplicateStore }) {
					items[i].Desired = d.unlike()
				}
			}
			r.run.Count[items[i].State]++
		}
		if err := r.Ledger.Write(ctx, Write{Run: &r.run, Items: items}); err != nil {
			return err
		}
		return r.waves(ctx, items)
	})
}

// fresh refuses a plan of whose merchants the ledger knows something newer.
func (r *Runner) fresh(ctx context.Context, plan *Plan) error {
	if r.AnyLedger {
		if id, _, err := r.Ledger.Position(ctx); err != nil || id != plan.Ledger {
			return err
		}
	}
	return plan.checkLedger(ctx, r.Ledger)
}

// Resume goes on with a run, "" for the last one: with what was not begun, and what
// may succeed by now. A merchant whose change was under way when the process died
// becomes Unknown; a store whose call was is looked for.
func (r *Runner) Resume(ctx context.Context, id string) (Run, error) {
	return r.again(ctx, id, func(i Item) bool {
		if i.State == Unknown {
			return i.Desired.Store != nil // a store is looked for, and nothing is sent
		}
		return !i.State.Ended() && (i.State != Held || !i.Outcome.Until.After(r.Now()))
	})
}

// Retry goes on with the merchants of a run that are in one of some states.
func (r *Runner) Retry(ctx context.Context, id string, states ...State) (Run, error) {
	r.sendAgain = slices.Contains(states, Unknown)
	return r.again(ctx, id, func(i Item) bool { return slices.Contains(states, i.State) })
}

// again goes on with those items of a run that want says.
func (r *Runner) again(ctx context.Context, id string, want func(Item) bool) (Run, error) {
	return r.held(ctx, func() error {
		var err error
		if r.run, err = FindRun(ctx, r.Ledger, id); err != nil {
			return err
		}
		if err := r.settle(ctx, r.run.ID); err != nil {
			return err
		}
		r.run.ended(Running, nil)
		r.run.Holder, r.run.Options, r.run.Ended, r.run.Count = r.Holder, r.Options, time.Time{}, make(map[State]int)
		var items []Item
		for i, err := range r.Ledger.Items(ctx, r.run.ID) {
			if err != nil {
				return err
			}
			if want(i) {
				i.State, i.Outcome.Attempts = Pending, 0
				items = append(items, i)
			}
			r.run.Count[i.State]++
		}
		if err := r.Ledger.Write(ctx, Write{Run: &r.run, Items: items}); err != nil {
			return err
		}
		return r.waves(ctx, items)
	})
}

// settle makes Unknown what killed processes have left in Changing, in the run of an id and
// in those that have not ended: their processes are gone, since the ledger is held.
func (r *Runner) settle(ctx context.Context, id string) error {
	runs, err := r.Ledger.Runs(ctx, 0)
	if err != nil {
		return err
	}
	for _, run := range runs {
		if run.State != Running && run.ID != id {
			continue
		}
		if err := r.settleRun(ctx, run.ID); err != nil {
			return err
		}
	}
	return nil
}

func (r *Runner) settleRun(ctx context.Context, id string) error {
	var cut []Item
	for i, err := range r.Ledger.Items(ctx, id, Changing) {
		if err != nil {
			return err
		}
		if i.Desired.Store != nil { // it is looked for
			continue
		}
		cut = append(cut, i)
	}
	for _, i := range cut {
		i.State = Unknown
		i.Outcome.because(said.Errorf("the process ended while the change was under way"))
		known, err := r.known(ctx, []*Item{&i})
		if err != nil {
			return err
		}
		if err := r.keep(ctx, &i, known.merchants[i.Desired.AppID]); err != nil {
			return err
		}
	}
	return nil
}

// FindRun returns a run by its id, "" for the last one.
func FindRun(ctx context.Context, ledger Ledger, id string) (Run, error) {
	limit := 1
	if id != "" {
		limit = 0
	}
	runs, err := ledger.Runs(ctx, limit)
	if err != nil {
		return Run{}, err
	}
	for _, run := range runs {
		if id == "" || run.ID == id {
			return run, nil
		}
	}
	if id == "" {
		return Run{}, ErrNothingToGoOn
	}
	return Run{}, said.Errorf("the ledger has no run %s: fleet runs lists them", id)
}

// held does something while it holds the ledger, and ends the run.
func (r *Runner) held(ctx context.Context, do func() error) (Run, error) {
	if r.Now == nil {
		r.Now = time.Now
	}
	r.limiter, r.failed, r.gate = newLimiter(r.Options.PerSecond), make(map[State]int), newGate(r.Options.Parallel)
	release, err := r.Ledger.Hold(ctx, r.Holder)
	if err != nil {
		return Run{}, err
	}
	if err := do(); err != nil {
		return r.run, errors.Join(err, release())
	}
	err = r.finish(ctx)
	return r.run, errors.Join(err, release())
}

// finish notes how the run ended.
func (r *Runner) finish(ctx context.Context) error {
	if r.run.Count[Pending]+r.run.Count[Uploading]+r.run.Count[Later] > 0 {
		r.look(ctx)
	}
	r.run.ended(Finished, nil)
	r.run.Ended = r.Now().UTC()
	if n := r.run.Count[Waiting]; n > 0 {
		since, err := r.since(ctx)
		if err != nil {
			return err
		}
		r.run.ended(Open, said.Errorf("%d waiting for Weixin's review since %s", n, weixin.Day(since)))
	}
	if r.halt != nil {
		if r.halt.err != nil {
			return r.halt.err
		}
		r.run.ended(r.halt.state, r.halt.why)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	return r.Ledger.Write(ctx, Write{Run: &r.run})
}

// since is when the first review began that is waited for.
func (r *Runner) since(ctx context.Context) (first time.Time, err error) {
	for i, err := range r.Ledger.Items(context.WithoutCancel(ctx), r.run.ID, Waiting) {
		if err != nil {
			return first, err
		}
		if first.IsZero() || i.Outcome.Since.Before(first) {
			first = i.Outcome.Since
		}
	}
	return first, nil
}

// waves goes through the merchants, wave after wave.
func (r *Runner) waves(ctx context.Context, items []Item) error {
	var todo []*Item
	for i := range items {
		if items[i].State == Pending {
			todo = append(todo, &items[i])
		}
	}
	r.all = len(todo)
	begin := 0
	for n, end := range r.Options.bounds(len(todo)) {
		r.run.Wave = n + 1
		if err := r.wave(ctx, todo[begin:end]); err != nil {
			return err
		}
		if n == 0 && r.Options.Canary > 0 && end < len(todo) {
			r.judgeCanary(todo[:end])
		}
		if r.halted() {
			return nil
		}
		begin = end
	}
	return nil
}

// judgeCanary stops the run if one of the first merchants did not succeed.
func (r *Runner) judgeCanary(first []*Item) {
	for _, i := range first {
		if i.State != Done && i.State != Waiting {
			r.stop(halt{state: Stopped, why: said.Errorf("of the %d canaries, %s ended as %s", len(first), i.Desired.Key(), string(i.State))})
			return
		}
	}
}

// attempts is how often a merchant is tried in a run; between them lies the time that
// the answer asks for.
const attempts = 3

// wave tries some merchants, and those that may succeed later again.
func (r *Runner) wave(ctx context.Context, items []*Item) error {
	for try := 0; len(items) > 0 && try < attempts; try++ {
		if try > 0 && !r.waitFor(ctx, items) {
			break
		}
		group := new(errgroup.Group)
		group.SetLimit(max(r.Options.Parallel, 1))
		for chunk := range chunks(byAccount(items, func(i *Item) string { return i.Desired.AppID }), together) {
			known, err := r.known(ctx, slices.Concat(chunk...))
			if err != nil {
				_ = group.Wait()
				return err
			}
			for _, account := range chunk {
				group.Go(func() error {
					r.gate.enter()
					defer r.gate.leave()
					return r.account(ctx, account, known)
				})
			}
			if r.halted() {
				break
			}
		}
		if err := group.Wait(); err != nil {
			return err
		}
		if r.halted() {
			return nil
		}
		items = slices.DeleteFunc(slices.Clone(items), func(i *Item) bool { return i.State != Later })
	}
	return nil
}

// account makes the calls of one account, one after another.
func (r *Runner) account(ctx context.Context, items []*Item, known known) error {
	r.look(ctx)
	if r.halted() {
		return nil
	}
	stores, merchants := byKind(items, func(i *Item) Desired { return i.Desired })
	if len(stores) > 0 {
		if err := r.stores(ctx, stores, known.stores); err != nil {
			return err
		}
	}
	for _, i := range merchants { // one, as a rule
		if err := r.merchant(ctx, i, known.merchants[i.Desired.AppID]); err != nil {
			return err
		}
	}
	return nil
}

func (r *Runner) known(ctx context.Context, items []*Item) (known, error) {
	desired := make([]Desired, len(items))
	for n, i := range items {
		desired[n] = i.Desired
	}
	return lookUp(context.WithoutCancel(ctx), r.Ledger, desired)
}

// waitFor waits until the last of some merchants may be tried again.
func (r *Runner) waitFor(ctx context.Context, items []*Item) bool {
	var until time.Time
	for _, i := range items {
		if i.Outcome.Until.After(until) {
			until = i.Outcome.Until
		}
	}
	timer := time.NewTimer(until.Sub(r.Now()))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-r.Stop:
	}
	r.look(ctx)
	return !r.halted()
}

// look stops the run if it was asked to.
func (r *Runner) look(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-r.Stop:
	default:
		return
	}
	r.stop(halt{state: Interrupted, why: said.Errorf("it was interrupted")})
}

func (r *Runner) halted() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.halt != nil
}

// stop ends the run early, for the first reason.
func (r *Runner) stop(h halt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.halt == nil {
		r.halt = &h
	}
}

// moved counts an item's change of state, and stops the run where a limit is met.
func (r *Runner) moved(from State, i Item) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.run.Count[from]--; r.run.Count[from] <= 0 {
		delete(r.run.Count, from)
	}
	r.run.Count[i.State]++
	if r.Observe != nil {
		shown := r.run
		shown.Count = maps.Clone(r.run.Count)
		r.Observe(shown, i)
	}
	if r.halt != nil {
		return
	}
	if i.State.failure() {
		r.failed[i.State]++
	}
	if i.State == BadSetup && i.Desired.Account == "" {
		r.halt = &halt{state: StoppedSet, why: said.Errorf("our set-up was refused: %w", cmp.Or(i.Outcome.Sentence(), error(i.Outcome.Code)))}
	} else if why := r.run.Options.MaxFailures.exceeded(r.failed, r.all); why != nil {
		r.halt = &halt{state: Stopped, why: why}
	}
}

package review

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// Port is what the module needs of the store.
type Port interface {
	store.Writer
	store.Reviews
}

// Outcome is what a review's progress does to what is reviewed.
type Outcome interface {
	// Keys are the records that Outcome reads.
	Keys(r store.Review) []store.Key
	// Outcome keeps what it means that a review has the state that it has now, and
	// queues the event about it. It is called in each write that gives a review an
	// outcome, and in the one in which an administrator's confirmation begins the
	// review of an application.
	Outcome(tx store.Tx, r store.Review, at time.Time) error
	// Gone reports that what is reviewed was deleted, or has another review by now: then
	// an outcome has no effect.
	Gone(tx store.Tx, r store.Review) (bool, error)
}

// Config is what the module is made of.
type Config struct {
	Store Port
	// Manual leaves all decisions to an operator. Otherwise the administrator
	// confirms at once, and the rules decide after Delay; after none at all in the
	// write that submits.
	Manual bool
	Delay  time.Duration
	// Clock is the service's.
	Clock func() time.Time
	Log   *slog.Logger
}

// Module submits and decides reviews.
type Module struct {
	config   Config
	outcomes map[store.ReviewKind]Outcome
	wake     chan struct{}
}

// New returns a Module. outcomes has the kinds of reviews that there are.
func New(config Config, outcomes map[store.ReviewKind]Outcome) *Module {
	return &Module{config: config, outcomes: outcomes, wake: make(chan struct{}, 1)}
}

// Submit puts a review of the AppID, Kind, Subject, Name and Pictures of r inside the
// write of what is reviewed, and returns it as it was put. If it is decided at once,
// its Outcome is called when that write's function has returned. The account and the
// account's reviewer are best among the keys of the write.
func (m *Module) Submit(tx store.Tx, r store.Review, at time.Time) (store.Review, error) {
	if _, known := m.outcomes[r.Kind]; !known {
		return r, fmt.Errorf("review: nothing is done about reviews of kind %q", r.Kind)
	}
	reviewer, err := tx.Reviewer(r.AppID)
	if err != nil {
		return r, err
	}
	r.AuditID = reviewer.Next()
	r = m.begin(r, reviewer, at)
	tx.PutReviewer(reviewer)
	tx.AddReview(r)
	if !r.DueAt.IsZero() && !r.DueAt.After(at) {
		tx.AtEnd(func() error { return m.settle(tx, r.AppID, r.AuditID, at) })
	}
	return r, nil
}

// Decide carries out what an operator decides about a review, and returns the review
// after that, or store.ErrNotFound. A decision that the state of the review does not
// allow is a Refusal.
func (m *Module) Decide(ctx context.Context, appID string, auditID int64, d Decision, at time.Time) (store.Review, error) {
	r, err := m.config.Store.Review(ctx, appID, auditID)
	if err != nil {
		return r, fmt.Errorf("review %d of %s: %w", auditID, appID, err)
	}
	return m.decideOne(ctx, r, d, at)
}

// decideOne decides a review that was read before, as it is by now.
func (m *Module) decideOne(ctx context.Context, r store.Review, d Decision, at time.Time) (after store.Review, err error) {
	err = m.write(ctx, r, func(tx store.Tx) error {
		before, err := tx.Review(r.AppID, r.AuditID)
		if err != nil {
			return err
		}
		if after, err = m.decide(before, d, at); err != nil {
			return err
		}
		if err := m.stillThere(tx, after); err != nil {
			return err
		}
		return m.keep(tx, after, at)
	})
	return after, err
}

// stillThere refuses to pass what is gone: nothing would come of it. To fail it ends
// the review.
func (m *Module) stillThere(tx store.Tx, r store.Review) error {
	outcome, known := m.outcomes[r.Kind]
	if !known || r.State != store.ReviewPassed {
		return nil
	}
	gone, err := outcome.Gone(tx, r)
	if err == nil && gone {
		err = Refusal{store.Mistakef("what review %d of %s is about was deleted, or has another review by now: it can only fail, which ends it", r.AuditID, r.AppID)}
	}
	return err
}

// decideAtOnce is how many reviews are read together for a decision about all.
const decideAtOnce = 200

// DecideAll carries out a decision about all reviews of a filter that it can be made
// about, and returns how many that were. One that another has decided meanwhile is
// left out.
func (m *Module) DecideAll(ctx context.Context, f store.ReviewFilter, d Decision, at time.Time) (int, error) {
	if err := checkAction(d.Action); err != nil {
		return 0, err
	}
	f.State, f.After = d.Action.from(), ""
	total := 0
	for {
		list, next, err := m.config.Store.Reviews(ctx, f, decideAtOnce)
		if err != nil {
			return total, fmt.Errorf("review: %w", err)
		}
		for _, r := range list {
			_, err := m.decideOne(ctx, r, d, at)
			if refused := (Refusal{}); errors.As(err, &refused) {
				continue
			} else if err != nil {
				return total, err
			}
			total++
		}
		if next == "" {
			return total, nil
		}
		f.After = next
	}
}

// write runs a function in a write that has what a review and its outcome need.
func (m *Module) write(ctx context.Context, r store.Review, f func(store.Tx) error) error {
	keys := []store.Key{store.AccountKey(r.AppID), store.ReviewKey(r.AppID, r.AuditID), store.ReviewerKey(r.AppID)}
	if outcome, known := m.outcomes[r.Kind]; known {
		keys = append(keys, outcome.Keys(r)...)
	}
	return m.config.Store.Write(ctx, keys, f)
}

// settle decides a review that is due, if it still is.
func (m *Module) settle(tx store.Tx, appID string, auditID int64, at time.Time) error {
	r, err := tx.Review(appID, auditID)
	if err != nil {
		return err
	}
	if r.DueAt.IsZero() || r.DueAt.After(at) {
		return nil // another has decided
	}
	reviewer, err := tx.Reviewer(appID)
	if err != nil {
		return err
	}
	return m.keep(tx, due(r, reviewer, at), at)
}

// keep puts a review with what its state means.
func (m *Module) keep(tx store.Tx, r store.Review, at time.Time) error {
	outcome, known := m.outcomes[r.Kind]
	if !known {
		return fmt.Errorf("review: nothing is done about reviews of kind %q", r.Kind)
	}
	tx.PutReview(r)
	return outcome.Outcome(tx, r, at)
}

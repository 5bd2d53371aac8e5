package review

import (
	"cmp"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// The reasons where none is given. They are on the wire.
const (
	failedReason  = "提交的资料不符合要求"
	refusedReason = "管理员拒绝了申请"
	lapsedReason  = "管理员未在24小时内确认"
)

// UsualReason is the reason for an outcome where none is given, "" where it needs none.
func UsualReason(state store.ReviewState) string {
	if state == store.ReviewFailed {
		return failedReason
	}
	if state == store.ReviewRefused {
		return refusedReason
	}
	return ""
}

// Action is what an operator does about a review.
type Action string

// The actions.
const (
	// Confirm and Refuse are the administrator's, while an application waits.
	Confirm Action = "confirm"
	Refuse  Action = "refuse"
	// Pass and Fail are the reviewer's.
	Pass Action = "pass"
	Fail Action = "fail"
)

// Decision is what an operator decides.
type Decision struct {
	Action Action
	// Reason is why it fails or is refused; "" is a usual one.
	Reason string
}

// Refusal says why a decision cannot be carried out.
type Refusal struct{ store.Mistake }

// begin is the rule of what happens to a review that is submitted.
//
//fidelity:differs reviews | by people, within days | by rules after a delay, or by the operator | a test cannot wait
func (m *Module) begin(r store.Review, reviewer store.Reviewer, at time.Time) store.Review {
	r.State, r.Reason, r.SubmittedAt, r.DueAt, r.DecidedAt = store.ReviewReviewing, "", at, time.Time{}, time.Time{}
	rule, found := ruleFor(r, reviewer)
	switch application := r.Kind == store.ReviewApplication; {
	case application && m.config.Manual:
		r.State, r.DueAt = store.ReviewWaiting, at.Add(weixin.ConfirmTime)
	case m.config.Manual:
	case application && found && rule.Refused:
		r.State, r.DueAt = store.ReviewWaiting, at.Add(m.config.Delay)
	default:
		r.DueAt = at.Add(m.config.Delay)
	}
	return r
}

// due is the rule of what becomes of a review that nobody has decided in time.
func due(r store.Review, reviewer store.Reviewer, at time.Time) store.Review {
	rule, found := ruleFor(r, reviewer)
	switch {
	case r.State == store.ReviewWaiting && found && rule.Refused:
		return decided(r, store.ReviewRefused, cmp.Or(rule.Reason, refusedReason), at)
	case r.State == store.ReviewWaiting:
		return decided(r, store.ReviewRefused, lapsedReason, at)
	case found && (!rule.Refused || r.Kind != store.ReviewApplication):
		return decided(r, store.ReviewFailed, cmp.Or(rule.Reason, failedReason), at)
	}
	return decided(r, store.ReviewPassed, "", at)
}

// decide is the rule of an operator's decision.
func (m *Module) decide(r store.Review, d Decision, at time.Time) (store.Review, error) {
	if err := checkAction(d.Action); err != nil {
		return r, err
	}
	if from := d.Action.from(); r.State != from {
		return r, Refusal{store.Mistakef("review %d of %s is %s: %s is for one that is %s", r.AuditID, r.AppID, r.State, d.Action, from)}
	}
	switch d.Action {
	case Confirm:
		r.State, r.DueAt = store.ReviewReviewing, time.Time{}
		if !m.config.Manual {
			r.DueAt = at.Add(m.config.Delay)
		}
		return r, nil
	case Refuse:
		return decided(r, store.ReviewRefused, cmp.Or(d.Reason, refusedReason), at), nil
	case Pass:
		return decided(r, store.ReviewPassed, "", at), nil
	case Fail:
	}
	return decided(r, store.ReviewFailed, cmp.Or(d.Reason, failedReason), at), nil
}

// from is the state that a review has for the action.
func (a Action) from() store.ReviewState {
	if a == Confirm || a == Refuse {
		return store.ReviewWaiting
	}
	return store.ReviewReviewing
}

func checkAction(a Action) error {
	switch a {
	case Confirm, Refuse, Pass, Fail:
		return nil
	}
	return Refusal{store.Mistakef("unknown action %q: use %s, %s, %s or %s", a, Confirm, Refuse, Pass, Fail)}
}

// decided gives a review its outcome.
func decided(r store.Review, state store.ReviewState, reason string, at time.Time) store.Review {
	r.State, r.Reason, r.DueAt, r.DecidedAt = state, reason, time.Time{}, at
	return r
}

// ruleFor is the first rule that is for a review. Those that have a Code are asked
// before there is one.
func ruleFor(r store.Review, reviewer store.Reviewer) (store.ReviewRule, bool) {
	for _, rule := range reviewer.Rules {
		if rule.Code == 0 && rule.Fits(r.Kind, r.Name, r.Count()) {
			return rule, true
		}
	}
	return store.ReviewRule{}, false
}

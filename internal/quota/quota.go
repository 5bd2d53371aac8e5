package quota

import (
	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// limits are what holds for an account's calls of an interface; a perMinute of
// 0 is none.
type limits struct{ daily, perMinute int }

// limitsOf is the account's own limit where it has one, and otherwise the
// page's.
//
//fidelity:differs daily limits | those of a new account, and more with more followers | the page's, or the account's own where seeded | a test needs to set them
func limitsOf(page weixin.Page, own store.Quota) limits {
	l := limits{page.DailyLimit, page.MinuteLimit}
	if own.Daily > 0 {
		l.daily = own.Daily
	}
	if own.PerMinute > 0 {
		l.perMinute = own.PerMinute
	}
	return l
}

// leaseMost is the most calls that are taken from the store at once.
const leaseMost = 64

// take is the rule of spending: how many calls may be taken now of the day and
// of the minute, for the call at hand and at most so many with those that follow
// it. Far from the limit it takes many, so that few calls write; near the limit,
// and wherever minutes count, it takes one, so that the limit is met exactly.
// Where no minute is limited none is counted.
//
//fidelity:choice all quota | a call that has passed the checks before counts, whatever its rule answers
//fidelity:choice all quota-minute | a minute is that of the clock, not the last 60 s
func (l limits) take(day, minute, most int) ([]int, error) {
	left := l.daily - day
	if left <= 0 {
		return nil, edge.Refuse(weixin.DailyQuota, "%d calls of %d a day are used", day, l.daily)
	}
	if l.perMinute > 0 {
		if minute >= l.perMinute {
			return nil, edge.Refuse(weixin.MinuteQuota, "%d calls of %d a minute are used", minute, l.perMinute)
		}
		return []int{1, 1}, nil
	}
	return []int{max(1, min(most, left/1000)), 0}, nil
}

// mayClear is the rule of clearing, which is allowed so many times a month.
func mayClear(most int) func(cleared int) error {
	return func(cleared int) error {
		if cleared >= most {
			return edge.Refuse(weixin.ClearQuotaLimit, "quotas were cleared in this way %d times this month, which is the most", cleared)
		}
		return nil
	}
}

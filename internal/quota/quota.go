package quota

import (
	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// limits bound an account's calls of an interface. A perMinute of 0 means that
// minutes are not limited.
type limits struct{ daily, perMinute int }

// limitsOf returns the account's own limits where it has some, and otherwise those
// of the page.
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

// leaseMost is the most calls that are taken from the store in one write.
const leaseMost = 64

// take is the rule of spending. It returns how many calls to take of the day and of
// the minute: the current call, and up to most with those that follow it. Far from
// the limit it takes many, so that few calls write; near the limit, and wherever
// minutes are limited, it takes one, so that the limit is met exactly. Minutes that
// are not limited are not counted.
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

// mayClear is the rule of clearing, which is allowed most times a month.
func mayClear(most int) func(cleared int) error {
	return func(cleared int) error {
		if cleared >= most {
			return edge.Refuse(weixin.ClearQuotaLimit, "quotas were cleared in this way %d times this month, which is the most", cleared)
		}
		return nil
	}
}

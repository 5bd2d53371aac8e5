package client

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/wxastore/wxastore/internal/wait"
	"github.com/wxastore/wxastore/weixin"
)

// Retry says which calls the client sends again, when and how often. Those whose error
// is Retryable are, unless the call MayHaveHappened and is one that must not happen
// twice: its page is not Repeatable. The zero Retry has the
// defaults, and so has a field that is negative.
type Retry struct {
	// Attempts is how often a call is sent in all; 0 is 4. Those with a renewed token
	// do not count.
	Attempts int
	// Wait is the pause before the second attempt; each next one is twice as long. The
	// pauses are drawn between half and the whole, so that many clients do not come
	// back together. 0 is half a second.
	Wait time.Duration
	// MaxWait is the longest pause; 0 is one minute. Where the minute's calls are used
	// up (45011), the pause lasts until the next minute, and no longer than this.
	MaxWait time.Duration
	// Budget is the time from the beginning of the call after which no attempt
	// begins; 0 is two minutes. Where a pause would end later, there is none: the
	// error is returned at once. So it is where the context would end before.
	Budget time.Duration
	// Twice has those calls repeated, too, that may have happened and must not happen
	// twice: a picture may then be uploaded twice, a change be counted twice.
	Twice bool
}

// The defaults of Retry.
const (
	retryAttempts = 4
	retryWait     = 500 * time.Millisecond
	retryMaxWait  = time.Minute
	retryBudget   = 2 * time.Minute
)

func (r Retry) withDefaults() *Retry {
	if r.Attempts <= 0 {
		r.Attempts = retryAttempts
	}
	for field, value := range map[*time.Duration]time.Duration{&r.Wait: retryWait, &r.MaxWait: retryMaxWait, &r.Budget: retryBudget} {
		if *field <= 0 {
			*field = value
		}
	}
	return &r
}

// again reports whether a call of d that failed with err, and was sent n times since
// begin, is to be sent once more. It returns after the pause before that.
func (r *Retry) again(ctx context.Context, d weixin.Declaration, err error, begin time.Time, n int) bool {
	if r == nil || n >= r.Attempts || !Retryable(err) {
		return false
	}
	if _, ok := errors.AsType[noTokenError](err); ok {
		return false // the fetch of the token was repeated already
	}
	if MayHaveHappened(err) && !d.Repeatable && !r.Twice {
		return false
	}
	pause := r.pause(err, n)
	if end, ok := ctx.Deadline(); time.Since(begin)+pause > r.Budget || ok && time.Until(end) < pause {
		return false
	}
	return wait.For(ctx, pause) == nil
}

// pause is the time to wait after n attempts of which the last failed with err.
func (r *Retry) pause(err error, n int) time.Duration {
	pause := r.MaxWait
	if doublings := n - 1; doublings < 32 && r.Wait < r.MaxWait>>doublings {
		pause = r.Wait << doublings
	}
	if errors.Is(err, weixin.MinuteQuota) {
		pause = min(time.Until(time.Now().Truncate(time.Minute).Add(time.Minute+time.Second)), r.MaxWait)
		return pause // a whole one: an earlier call is counted and refused again
	}
	return pause/2 + rand.N(pause/2+1)
}

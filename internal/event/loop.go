package event

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// loop is Run's own: nobody else touches it.
type loop struct {
	d *Deliverer
	// attempts is the context of attempts, which outlives Run's by a grace.
	attempts context.Context
	// busy are the targets that are being pushed to.
	busy map[string]bool
	// early are events that were leased before their target's last attempt was
	// heard of: the store knows of its end first.
	early   map[string]store.Push
	failing bool
}

func (l *loop) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-l.d.wake:
		case <-timer.C:
		case o := <-l.d.ended:
			l.take(o)
		}
		l.takeAll()
		l.lease(ctx)
		timer.Reset(pollEvery)
	}
}

// takeAll takes what ended meanwhile, so that one look at the store serves all.
func (l *loop) takeAll() {
	for {
		select {
		case o := <-l.d.ended:
			l.take(o)
		default:
			return
		}
	}
}

func (l *loop) take(o outcome) {
	delete(l.busy, o.push.Target)
	if p, ok := l.early[o.push.Target]; ok {
		delete(l.early, o.push.Target)
		// The very same means that the lease had run out under the attempt that
		// has ended now, and has given it back.
		if p.ID != o.push.ID || p.Attempts != o.push.Attempts {
			l.begin(p)
		}
	}
	// A short pause is ended to the point, a long one by the next look.
	if pause := time.Until(o.next); pause > 0 && pause < pollEvery {
		time.AfterFunc(pause, l.d.Wake)
	}
}

// lease begins attempts for what is due, as many as there may be at a time.
func (l *loop) lease(ctx context.Context) {
	free := workers - len(l.busy)
	if free <= 0 {
		return // whoever ends makes the loop look again
	}
	now := time.Now()
	leased, err := l.d.config.Store.LeasePushes(ctx, l.d.by, now, now.Add(leaseTime), free)
	if err != nil {
		if ctx.Err() == nil && !l.failing {
			l.d.config.Log.Error("queued events cannot be read; it goes on trying", "error", err)
		}
		l.failing = true
		return
	}
	l.failing = false
	for _, p := range leased {
		if l.busy[p.Target] {
			l.early[p.Target] = p
			continue
		}
		l.begin(p)
	}
}

// begin makes an attempt.
func (l *loop) begin(p store.Push) {
	l.busy[p.Target] = true
	l.d.count.inFlight.Add(1)
	go func() {
		next := l.d.deliver(l.attempts, p)
		l.d.count.inFlight.Add(-1)
		l.d.ended <- outcome{p, next}
	}()
}

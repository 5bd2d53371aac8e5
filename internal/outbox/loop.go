package outbox

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// loop is Run's own: no other goroutine touches it.
type loop struct {
	o *Outbox
	// attempts is the context of attempts, which outlives Run's by a grace.
	attempts context.Context
	// busy are the targets that are delivered to.
	busy    map[store.Target]bool
	failing bool
}

func (l *loop) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-l.o.wake:
		case <-timer.C:
		case s := <-l.o.ended:
			l.settle(ctx, s)
		}
		l.lease(ctx)
		timer.Reset(pollEvery)
	}
}

// settle keeps how a run ended in one write, together with those that end within
// settleWait.
func (l *loop) settle(ctx context.Context, s store.Settlement) {
	all := []store.Settlement{s}
	wait := time.NewTimer(settleWait)
	defer wait.Stop()
	for late := false; !late && len(all) < len(l.busy); {
		select {
		case s := <-l.o.ended:
			all = append(all, s)
		case <-wait.C:
			late = true
		}
	}
	var again store.Lease
	// Where all workers are busy, others may wait for one.
	if len(l.busy) < workers && ctx.Err() == nil {
		again = l.newLease(len(all))
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	leased, lost, err := l.o.config.Store.SettleDeliveries(ctx, all, again)
	if err != nil {
		l.o.config.Log.Error("how events were delivered cannot be kept; they are delivered again", "targets", len(all), "error", err)
	}
	for _, target := range lost {
		l.o.config.Log.Warn("an attempt took longer than its lease; events may be delivered twice", "target", target.String())
	}
	for _, s := range all {
		delete(l.busy, s.Target)
		// A short pause is ended to the point, a long one by the next look.
		if pause := time.Until(s.Next); pause > 0 && pause < pollEvery {
			time.AfterFunc(pause, l.o.Wake)
		}
	}
	l.begin(leased)
}

// newLease asks for what is due.
func (l *loop) newLease(targets int) store.Lease {
	now := time.Now()
	return store.Lease{By: l.o.by, Now: now, Until: now.Add(leaseTime), Targets: targets, Each: runLength}
}

// lease begins runs for what is due, as many as there may be at a time.
func (l *loop) lease(ctx context.Context) {
	free := workers - len(l.busy)
	if free <= 0 {
		return // the end of a run makes the loop look again
	}
	leased, err := l.o.config.Store.LeaseDeliveries(ctx, l.newLease(free))
	if err != nil {
		if ctx.Err() == nil && !l.failing {
			l.o.config.Log.Error("queued events cannot be read; it goes on trying", "error", err)
		}
		l.failing = true
		return
	}
	l.failing = false
	l.begin(leased)
}

// begin begins the runs of leased events.
func (l *loop) begin(leased []store.Delivery) {
	for len(leased) > 0 {
		n := 1
		for n < len(leased) && leased[n].Target == leased[0].Target {
			n++
		}
		// A target is busy whose lease ran out under an attempt. The end of that
		// gives it back.
		if target := leased[0].Target; !l.busy[target] {
			l.busy[target] = true
			go func(run []store.Delivery) { l.o.ended <- l.o.deliver(l.attempts, run) }(leased[:n])
		}
		leased = leased[n:]
	}
}

package event

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// maxReason is how many bytes are kept of why an attempt failed.
const maxReason = 300

// errNowhere says that there is nobody to push to, which no retry changes.
var errNowhere = errors.New("it has no address for events")

// deliver makes one attempt, keeps how it ended and returns when the target is
// due again, if not at once. An attempt that was cut off because the service
// stops does not count.
func (d *Deliverer) deliver(ctx context.Context, p store.Push) (next time.Time) {
	start := time.Now()
	to, got, failed := d.attempt(ctx, p)
	if failed != nil && ctx.Err() != nil {
		return time.Time{} // Run gives the target back
	}
	d.record(p, to, got, failed, time.Since(start))
	next, err := d.settle(context.WithoutCancel(ctx), p, to, failed)
	switch {
	case errors.Is(err, store.ErrConflict):
		d.config.Log.Warn("an attempt took longer than its lease; the event may be pushed twice", "target", p.Target, "event", p.ID)
	case err != nil:
		d.config.Log.Error("how an event was pushed cannot be kept; it is pushed again", "target", p.Target, "event", p.ID, "error", err)
	}
	return next
}

// attempt pushes the event to its receiver, and returns who that is and what it
// answered, too.
func (d *Deliverer) attempt(ctx context.Context, p store.Push) (to Receiver, got answer, err error) {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	to, err = d.config.Receivers.Receiver(ctx, p.Target)
	switch {
	case errors.Is(err, store.ErrNotFound) || err == nil && to.URL == "":
		return to, got, errNowhere
	case err != nil:
		return to, got, fmt.Errorf("its address cannot be read: %w", err)
	}
	got, err = d.send(ctx, to, p)
	return to, got, err
}

// settle keeps how an attempt ended.
//
//fidelity:differs retries of an event | three in all, for messages and events of accounts; for those of a platform the pages say nothing | 24 attempts within about an hour: after 0.2 s, then twice as long each time up to 5 min, less up to half at random; to a receiver on the same machine up to 5 s, 720 attempts; then it is given up, kept for 30 days and can be sent again | a platform that is being developed is down for longer than three attempts
//fidelity:choice all event-order | events of a platform reach it one after the other in their order; one that fails holds up those after it until it is delivered or given up
//fidelity:choice all event-ticket | a newer ticket replaces one that still waits
//fidelity:choice all event-clock | retries go by real time, whatever the service's clock is moved to
func (d *Deliverer) settle(ctx context.Context, p store.Push, to Receiver, failed error) (next time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	log := d.config.Log.With("target", p.Target, "event", p.ID, "kind", p.Kind, "attempt", p.Attempts+1)
	if failed == nil {
		d.count.delivered.Add(1)
		log.Debug("event delivered")
		return time.Time{}, d.config.Store.DonePush(ctx, p)
	}
	d.count.failed.Add(1)
	reason := shorten(failed.Error())
	patience := to.patience()
	if errors.Is(failed, errNowhere) || p.Attempts+1 >= patience.attempts {
		d.count.buried.Add(1)
		log.Error("event given up", "reason", reason)
		return time.Time{}, d.config.Store.BuryPush(ctx, p, reason)
	}
	pause := patience.backOff(p.Attempts+1, rand.Float64())
	log.Warn("event not delivered", "reason", reason, "again", pause)
	next = time.Now().Add(pause)
	return next, d.config.Store.RetryPush(ctx, p, next, reason)
}

// shorten cuts a reason where it is too long, between two characters.
func shorten(reason string) string {
	if len(reason) > maxReason {
		reason = reason[:maxReason]
	}
	return strings.ToValidUTF8(reason, "")
}

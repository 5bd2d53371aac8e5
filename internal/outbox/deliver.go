package outbox

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// maxReason is how many bytes are kept of why an attempt failed.
const maxReason = 300

// Reasons to give an event up at once, since no retry changes them.
var (
	errNowhere = said.Errorf("it has no address for events")
	errUnknown = said.Errorf("this version does not know this kind of receiver")
)

// deliver makes the attempts of a run, the leased events of a target in their
// order, up to the first that fails. An attempt that was cut off because the
// service stops does not count.
//
//fidelity:choice all event-order | events of a platform reach it one after the other in their order; one that fails holds up those after it until it is delivered or given up
func (o *Outbox) deliver(ctx context.Context, run []store.Delivery) store.Settlement {
	s := store.Settlement{Target: run[0].Target, By: o.by}
	for begin := time.Now(); len(run) > 0; run = run[1:] {
		start := time.Now()
		if s.Delivered > 0 && start.Sub(begin) > runTime {
			break
		}
		d := run[0]
		a, err := o.attempt(ctx, d)
		if err != nil && ctx.Err() != nil {
			break
		}
		o.record(d, a, err, time.Since(start))
		if err != nil {
			o.fail(&s, d, a, err)
			break
		}
		o.count.delivered.Add(1)
		o.config.Log.Debug("event delivered", "target", d.Target.String(), "event", d.ID, "kind", d.Kind, "attempt", d.Attempts+1)
		s.Delivered = d.Seq
	}
	return s
}

// attempt is an attempt to deliver an event: to which receiver, and what that
// answered.
type attempt struct {
	kind kind
	to   Receiver
	// status is 0 where no answer came.
	status int
	header http.Header
	answer []byte
}

// attempt delivers an event to its receiver.
func (o *Outbox) attempt(ctx context.Context, d store.Delivery) (a attempt, err error) {
	o.count.inFlight.Add(1)
	defer o.count.inFlight.Add(-1)
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	var known bool
	if a.kind, known = kindOf(d.Target); !known {
		return a, errUnknown
	}
	a.to, err = o.config.Receivers.Receiver(ctx, d.Target)
	switch {
	case errors.Is(err, store.ErrNotFound) || err == nil && a.to.URL == "":
		return a, errNowhere
	case err != nil:
		return a, said.Errorf("its address cannot be read: %w", err)
	}
	return a, o.send(ctx, &a, d)
}

// fail decides what follows an attempt that failed.
//
//fidelity:choice all event-clock | retries go by real time, whatever the service's clock is moved to
func (o *Outbox) fail(s *store.Settlement, d store.Delivery, a attempt, failed error) {
	o.count.failed.Add(1)
	s.Failed, s.Reason = d.ID, shorten(failed.Error())
	log := o.config.Log.With("target", d.Target.String(), "event", d.ID, "kind", d.Kind, "attempt", d.Attempts+1, "reason", failed)
	var retries retries
	if s.Dead = errors.Is(failed, errNowhere) || errors.Is(failed, errUnknown); !s.Dead {
		retries = a.kind.retries(a.to)
		s.Dead = d.Attempts+1 >= retries.attempts
	}
	if s.Dead {
		o.count.givenUp.Add(1)
		log.Error("event given up")
		return
	}
	pause := retries.pause(d.Attempts+1, rand.Float64())
	log.Warn("event not delivered", "again", pause)
	s.Next = time.Now().Add(pause)
}

// shorten cuts a reason where it is too long, between two characters.
func shorten(reason string) string {
	if len(reason) > maxReason {
		reason = reason[:maxReason]
	}
	return strings.ToValidUTF8(reason, "")
}

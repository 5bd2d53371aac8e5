package outbox

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// keptDead is how long an event is kept that was given up.
const keptDead = 30 * 24 * time.Hour

type counters struct{ delivered, failed, givenUp, inFlight atomic.Int64 }

// Stats are what an Outbox has done since it was made.
type Stats struct {
	// Delivered counts events, Failed attempts, GivenUp events that were given
	// up. InFlight is how many are being sent.
	Delivered, Failed, GivenUp, InFlight int64
}

// Stats returns what the Outbox has done.
func (o *Outbox) Stats() Stats {
	c := &o.count
	return Stats{c.delivered.Load(), c.failed.Load(), c.givenUp.Load(), c.inFlight.Load()}
}

// List returns up to limit events that are queued or were given up, by target
// and order. Their bodies hold tickets and codes.
func (o *Outbox) List(ctx context.Context, f store.DeliveryFilter, limit int) ([]store.Delivery, error) {
	return o.config.Store.Deliveries(ctx, f, limit)
}

// Resend delivers an event again that was given up, as the last of its target;
// for one that is queued, it ends the pause of the target. It returns
// store.ErrNotFound for an unknown event.
func (o *Outbox) Resend(ctx context.Context, target, id string) error {
	if err := o.config.Store.ResendDelivery(ctx, store.ParseTarget(target), id); err != nil {
		return err
	}
	o.Wake()
	return nil
}

// Drop deletes an event, so that those behind it need not wait, or returns
// store.ErrNotFound.
func (o *Outbox) Drop(ctx context.Context, target, id string) error {
	if err := o.config.Store.DropDelivery(ctx, store.ParseTarget(target), id); err != nil {
		return err
	}
	o.Wake()
	return nil
}

// Sweep deletes events that were given up long ago and returns how many.
func (o *Outbox) Sweep(ctx context.Context, now time.Time) (int, error) {
	return store.Sweep(ctx, func(ctx context.Context, limit int) (int, error) {
		return o.config.Store.DropDeliveries(ctx, now.Add(-keptDead), limit)
	})
}

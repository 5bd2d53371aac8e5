package outbox

import (
	"context"
	"errors"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

const (
	// lookEvery is how often Hurry looks at the queue.
	lookEvery = 20 * time.Millisecond
	// hurryTime is how long Hurry waits: an attempt takes longer only where the
	// receiver is slow, and the caller says so.
	hurryTime = 2 * time.Second
	// mostAhead bounds how many events before one Hurry counts.
	mostAhead = 1000
)

// Standing is how far an event has come.
type Standing struct {
	// Delivered says that it is no longer queued: its receiver has answered
	// success.
	Delivered bool
	// Ahead is how many events of its target are to be delivered before it, 1,000 if
	// there are more.
	Ahead int
	// First is the one that is tried now, which may be the event itself; why the
	// last attempt failed is in it. It is zero where the event was delivered, or
	// given up.
	First store.Delivery
}

// Hurry ends the pause of a target for the sake of an event that was queued,
// and waits up to hurryTime for how that ends.
func (o *Outbox) Hurry(ctx context.Context, target store.Target, id string) (Standing, error) {
	before, err := o.queued(ctx, target)
	if err != nil {
		return Standing{}, err
	}
	switch err := o.config.Store.ResendDelivery(ctx, target, id); {
	case errors.Is(err, store.ErrNotFound):
		return Standing{Delivered: true}, nil
	case err != nil:
		return Standing{}, err
	}
	o.Wake()
	tried := make(map[string]int)
	for _, p := range before {
		tried[p.ID] = p.Attempts
	}
	end := time.NewTimer(hurryTime)
	defer end.Stop()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		now, over, err := o.standing(ctx, target, id)
		if err != nil || over || now.First.Attempts > tried[now.First.ID] {
			return now, err
		}
		select {
		case <-look.C:
		case <-end.C:
			return now, nil
		case <-ctx.Done():
			return now, ctx.Err()
		}
	}
}

// standing looks how far an event has come. over says that it is not tried any
// more.
func (o *Outbox) standing(ctx context.Context, target store.Target, id string) (s Standing, over bool, err error) {
	queue, err := o.queued(ctx, target)
	if err != nil {
		return s, true, err
	}
	for i, p := range queue {
		if p.ID == id {
			return Standing{Ahead: i, First: queue[0]}, false, nil
		}
	}
	itself, err := o.config.Store.Deliveries(ctx, store.DeliveryFilter{Target: target, ID: id}, 1)
	switch {
	case err != nil:
		return s, true, err
	case len(itself) == 0:
		return Standing{Delivered: true}, true, nil
	case itself[0].State == store.DeliveryDead:
		return Standing{}, true, nil
	case len(queue) == 0: // it was queued again just now
		return Standing{First: itself[0]}, false, nil
	}
	return Standing{Ahead: len(queue), First: queue[0]}, false, nil
}

func (o *Outbox) queued(ctx context.Context, target store.Target) ([]store.Delivery, error) {
	return o.config.Store.Deliveries(ctx, store.DeliveryFilter{Target: target, State: store.DeliveryQueued}, mostAhead)
}

package app

import (
	"context"
	"errors"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/wait"
)

const (
	// sweepEvery is how often what has expired is forgotten.
	sweepEvery = 10 * time.Minute
	// trimEvery is how often the journal is cut to its limits: a busy service
	// goes beyond them by what it answers in between.
	trimEvery = 5 * time.Second
	// firstAfter is when both are first done: a start has enough to do.
	firstAfter = time.Second
	// ticketEvery is how often tickets are looked for that are due.
	ticketEvery = 5 * time.Second
)

// Run answers until ctx ends or a listener fails, then drains: it stops being
// ready, and after the StopDelay takes no more connections, lets the calls under
// way end, and stops the background work. The store stays open until Close.
func (a *App) Run(ctx context.Context) error {
	asked := ctx
	stopped, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	group, ctx := errgroup.WithContext(stopped)
	group.Go(func() error {
		defer stop()
		select {
		case <-ctx.Done(): // a listener failed
		case <-asked.Done():
			a.stopping.Store(true)
			a.leave(ctx)
		}
		return nil
	})
	group.Go(a.api.serve)
	group.Go(a.console.serve)
	for _, l := range a.caught.listeners() {
		group.Go(l.serve)
	}
	group.Go(func() error { return a.clock.Run(ctx) })
	group.Go(func() error { return a.metrics.Run(ctx) })
	group.Go(func() error { return a.faults.Run(ctx) })
	group.Go(func() error { return a.quotas.Run(ctx, a.log) })
	group.Go(func() error { return a.events.Run(ctx) })
	group.Go(func() error { return a.reviews.Run(ctx) })
	if a.search != nil {
		group.Go(func() error { return a.search.Run(ctx) })
	}
	group.Go(func() error { return a.every(ctx, sweepEvery, a.settle) })
	group.Go(func() error { return a.every(ctx, trimEvery, a.trim) })
	group.Go(func() error { return a.every(ctx, ticketEvery, a.pushTickets) })
	group.Go(func() error {
		<-ctx.Done()
		a.stopping.Store(true) // also if it is for a failure
		a.feed.Close()
		a.log.Info("stopping: calls under way may end", "within", a.config.DrainTime)
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.config.DrainTime)
		defer cancel()
		return errors.Join(a.caught.drain(drain), a.api.drain(drain), a.console.drain(drain))
	})
	return group.Wait()
}

// leave lets balancers see that the service is not ready, before it ends.
func (a *App) leave(ctx context.Context) {
	if a.config.StopDelay <= 0 {
		return
	}
	a.log.Info("not ready any more: answering until balancers have seen it", "for", a.config.StopDelay)
	_ = wait.For(ctx, a.config.StopDelay) // it stops in any case
}

// closing asks callers of a service that is about to stop for another
// connection next time: where one is kept, a call may come in the very moment
// in which it closes.
func (a *App) closing(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.stopping.Load() {
			w.Header().Set("Connection", "close")
		}
		h.ServeHTTP(w, r)
	})
}

// every does some work soon, and then again and again. That it fails once is
// logged.
func (a *App) every(ctx context.Context, pause time.Duration, work func(context.Context, time.Time) error) error {
	timer := time.NewTimer(firstAfter)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
		if err := work(ctx, a.clock.Now()); err != nil && ctx.Err() == nil {
			a.log.Error("background work failed", "error", err)
		}
		timer.Reset(pause)
	}
}

// settle lets happen what has fallen due: it decides reviews, forgets what expired long
// enough ago and makes the tickets of platforms. That something has expired needs no work, only the time.
func (a *App) settle(ctx context.Context, now time.Time) error {
	if err := a.upkeep.Acquire(ctx, 1); err != nil {
		return said.Errorf("wait for a snapshot, a restore or other upkeep: %w", err)
	}
	defer a.upkeep.Release(1)
	var errs []error
	for _, work := range []struct {
		what  string
		sweep func(context.Context, time.Time) (int, error)
	}{
		{"reviews", a.reviews.Settle}, {"tokens", a.accounts.Sweep}, {"media", a.media.Sweep}, {"quotas", a.quotas.Sweep}, {"codes", a.components.Sweep}, {"events", a.events.Sweep},
		{"entries of the audit log", a.dropAudit},
	} {
		n, err := work.sweep(ctx, now)
		if err != nil {
			errs = append(errs, said.Errorf("sweep %s: %w", work.what, err))
		} else if n > 0 {
			a.log.Info("swept", "what", work.what, "count", n)
		}
	}
	return errors.Join(append(errs, a.pushTickets(ctx, now), a.trim(ctx, now))...)
}

// dropAudit keeps the audit log to its length.
func (a *App) dropAudit(ctx context.Context, _ time.Time) (int, error) {
	return a.store.DropAuditEntries(ctx, store.AuditKept)
}

// pushTickets makes the tickets that are due.
func (a *App) pushTickets(ctx context.Context, now time.Time) error {
	_, err := a.components.PushTickets(ctx, now)
	return err
}

// trim cuts the journal to its limits.
func (a *App) trim(ctx context.Context, now time.Time) error {
	_, err := a.journal.Trim(ctx, now)
	return err
}

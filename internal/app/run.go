package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// sweepEvery is how often what has expired is forgotten.
	sweepEvery = 10 * time.Minute
	// trimEvery is how often the journal is cut to its limits: a busy service
	// goes beyond them by what it answers in between.
	trimEvery = 5 * time.Second
)

// Run answers until ctx ends or a listener fails, then drains: it stops to be
// ready, takes no more connections, lets the calls under way end, and stops the
// background work. The store stays open until Close.
func (a *App) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(a.api.serve)
	group.Go(a.console.serve)
	for _, l := range a.caught.listeners() {
		group.Go(l.serve)
	}
	group.Go(func() error { return a.clock.Run(ctx) })
	group.Go(func() error { return a.metrics.Run(ctx) })
	group.Go(func() error { return a.faults.Run(ctx) })
	group.Go(func() error { return a.quotas.Run(ctx, a.log) })
	group.Go(func() error { return a.every(ctx, sweepEvery, a.settle) })
	group.Go(func() error { return a.every(ctx, trimEvery, a.trim) })
	group.Go(func() error {
		<-ctx.Done()
		a.stopping.Store(true)
		a.events.close()
		a.log.Info("stopping: calls under way may end", "within", a.config.DrainTime)
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.config.DrainTime)
		defer cancel()
		return errors.Join(a.caught.drain(drain), a.api.drain(drain), a.console.drain(drain))
	})
	return group.Wait()
}

// every does some work now and then. That it fails once is logged.
func (a *App) every(ctx context.Context, pause time.Duration, work func(context.Context, time.Time) error) error {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		if err := work(ctx, a.clock.Now()); err != nil && ctx.Err() == nil {
			a.log.Error("background work failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// settle lets happen what has fallen due: it forgets what expired long enough
// ago. That something has expired needs no work, only the time.
func (a *App) settle(ctx context.Context, now time.Time) error {
	a.upkeep.Lock()
	defer a.upkeep.Unlock()
	var errs []error
	for _, work := range []struct {
		what  string
		sweep func(context.Context, time.Time) (int, error)
	}{
		{"tokens", a.accounts.Sweep}, {"media", a.media.Sweep}, {"quotas", a.quotas.Sweep},
	} {
		n, err := work.sweep(ctx, now)
		if err != nil {
			errs = append(errs, fmt.Errorf("sweep %s: %w", work.what, err))
		} else if n > 0 {
			a.log.Info("swept "+work.what, "count", n)
		}
	}
	return errors.Join(append(errs, a.trim(ctx, now))...)
}

// trim cuts the journal to its limits.
func (a *App) trim(ctx context.Context, now time.Time) error {
	_, err := a.journal.Trim(ctx, now)
	return err
}

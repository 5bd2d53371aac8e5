package app

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"
)

// sweepEvery is how often expired tokens and media are forgotten.
const sweepEvery = 10 * time.Minute

// Run answers until ctx ends or a listener fails, then drains: it stops to be
// ready, takes no more connections, lets the calls under way end, and stops the
// background work. The store stays open until Close.
func (a *App) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(a.api.serve)
	group.Go(a.console.serve)
	group.Go(func() error { return a.sweep(ctx) })
	group.Go(func() error {
		<-ctx.Done()
		a.stopping.Store(true)
		a.log.Info("stopping: calls under way may end", "within", a.config.DrainTime)
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.config.DrainTime)
		defer cancel()
		return errors.Join(a.api.drain(drain), a.console.drain(drain))
	})
	return group.Wait()
}

// sweep forgets what has expired, now and then.
func (a *App) sweep(ctx context.Context) error {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		now := a.clock()
		if n, err := a.accounts.Sweep(ctx, now); err != nil && ctx.Err() == nil {
			a.log.Error("tokens not swept", "error", err)
		} else if n > 0 {
			a.log.Info("swept tokens", "count", n)
		}
		if n, err := a.media.Sweep(ctx, now); err != nil && ctx.Err() == nil {
			a.log.Error("media not swept", "error", err)
		} else if n > 0 {
			a.log.Info("swept media", "count", n)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

package clock

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// A long way forward is gone in strides of a day, so that what falls due on the
// way happens about in order; but in no more than a year has days, however long
// it is.
const (
	stride     = 24 * time.Hour
	maxStrides = 366
)

// Refusal says what is wrong with a move that was asked for.
type Refusal struct{ store.Mistake }

func refuse(format string, args ...any) error { return Refusal{store.Mistakef(format, args...)} }

// Advance moves the clock forward by d and returns when what fell due on the
// way has happened. If that fails, or ctx ends, the clock stands where it had
// come to. A d that is not positive, or leads beyond Latest, is a Refusal.
//
// Moves wait for each other. If two replicas move the clock at once, the later
// one wins.
func (c *Clock) Advance(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return refuse("advance %s: it must be more than 0; use set to go back", d)
	}
	return c.alone(ctx, func() error {
		if to := c.Now().Add(d); to.After(Latest()) {
			return refuse("advance %s: it would be %s, and the clock ends in %d", d, to.Format(time.RFC3339), Latest().Year())
		}
		left, err := c.walk(ctx, d)
		if err != nil {
			return err
		}
		return c.forward(ctx, left)
	})
}

// Set makes the clock show t, and it goes on from there as fast as before. A
// way forward is gone as Advance does it. Going back undoes nothing: what was
// issued, expired or counted at a later time stays so, tokens live for longer,
// and calls that come now sort among older ones by their rid. A t before
// Earliest or after Latest is a Refusal.
func (c *Clock) Set(ctx context.Context, t time.Time) error {
	if within(t) != t {
		return refuse("set %s: the clock goes from %d to %d", t.Format(time.RFC3339), Earliest().Year(), Latest().Year())
	}
	return c.alone(ctx, func() error {
		if _, err := c.walk(ctx, t.Sub(c.Now())); err != nil {
			return err
		}
		return c.arrive(ctx, c.line.Load().through(c.real(), t))
	})
}

// Scale makes time pass factor times as fast as real time, from what the clock
// shows now: 60 makes a minute of a second, and 0 stops the clock until it is
// scaled, set, advanced or reset. A factor below 0 or above MaxScale is a
// Refusal. A clock that reaches Latest stops there.
func (c *Clock) Scale(ctx context.Context, factor float64) error {
	if !validScale(factor) {
		return refuse("scale %v: it must be from 0 (stopped) to %d", factor, MaxScale)
	}
	return c.alone(ctx, func() error {
		before, real := c.line.Load(), c.real()
		after := before.through(real, before.at(real))
		after.Scale = factor
		if within(after.Then) != after.Then {
			return refuse("scale: the system's own time is outside of what the clock can show; set it first")
		}
		// It is shown before it is kept: a write takes so long that a fast clock
		// would have to go back by minutes.
		c.line.Store(after)
		if err := c.keep(ctx, after); err != nil {
			c.line.Store(before)
			return err
		}
		return nil
	})
}

// Reset makes the clock the system's again. That may go back, as Set may.
func (c *Clock) Reset(ctx context.Context) error {
	return c.alone(ctx, func() error {
		if _, err := c.walk(ctx, c.real().Sub(c.Now())); err != nil {
			return err
		}
		return c.arrive(ctx, nil)
	})
}

// alone makes a move while nobody else does, starting from what is kept.
func (c *Clock) alone(ctx context.Context, move func() error) error {
	select {
	case c.moving <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("clock: another move is under way: %w", ctx.Err())
	}
	defer func() { <-c.moving }()
	if err := c.read(ctx); err != nil {
		return err
	}
	return move()
}

// walk goes forward in strides while the way is longer than one, and returns
// what is left of it. A way back it leaves as it is.
func (c *Clock) walk(ctx context.Context, way time.Duration) (left time.Duration, err error) {
	each := max(stride, way/maxStrides)
	for ; way > each; way -= each {
		if err := c.forward(ctx, each); err != nil {
			return way, err
		}
	}
	return way, nil
}

func (c *Clock) forward(ctx context.Context, d time.Duration) error {
	l, real := c.line.Load(), c.real()
	return c.arrive(ctx, l.through(real, within(l.at(real).Add(d))))
}

// arrive takes a line and settles what has fallen due.
func (c *Clock) arrive(ctx context.Context, l *line) error {
	if err := c.keep(ctx, l); err != nil {
		return err
	}
	c.line.Store(l)
	now := c.Now()
	var errs []error
	for _, settle := range c.config.Settle {
		errs = append(errs, settle(ctx, now))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("clock: it is %s now, but what fell due failed: %w", now.Format(time.RFC3339), err)
	}
	return nil
}

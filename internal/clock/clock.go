package clock

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/wait"
)

// setting is the name under which the line is kept.
const setting = "clock"

// refresh is how often the line is read again: so often that replicas agree
// within a second.
const refresh = 500 * time.Millisecond

// Config is what a Clock is made of.
type Config struct {
	// Settings keeps how the clock was moved.
	Settings store.Settings
	// Settle are run after each move, in this order, with the time that the
	// clock then shows. They let happen what has fallen due.
	Settle []func(ctx context.Context, now time.Time) error
	// Real tells real time; nil is the system's clock.
	Real func() time.Time
	// Log has a line when the settings cannot be read.
	Log *slog.Logger
}

// Clock is the service's time.
type Clock struct {
	config Config
	real   func() time.Time
	line   atomic.Pointer[line]
	// moving holds one value while the clock is being moved or read as it was
	// moved.
	moving chan struct{}
}

// State is a reading of the clock.
type State struct {
	// Now is the service's time, Real the system's; both are UTC.
	Now, Real time.Time
	// Offset is how far Now is ahead of Real; negative if it is behind.
	Offset time.Duration
	// Scale is how many seconds of Now pass in one of Real: 1 as a rule, 0
	// while the clock is stopped.
	Scale float64
}

// New returns the clock as it was left. Time that was moved goes on from there
// while the service does not run, as fast as it was told to.
func New(ctx context.Context, config Config) (*Clock, error) {
	c := &Clock{config: config, real: config.Real, moving: make(chan struct{}, 1)}
	if c.real == nil {
		c.real = time.Now
	}
	return c, c.read(ctx)
}

// Now returns the service's time, in UTC. It takes no lock.
func (c *Clock) Now() time.Time { return c.line.Load().at(c.real()) }

// Read returns a reading of the clock.
func (c *Clock) Read() State {
	l, real := c.line.Load(), c.real().UTC()
	now := l.at(real)
	return State{Now: now, Real: real, Offset: now.Sub(real), Scale: l.scale()}
}

// Run reads twice a second how replicas have moved the clock, until ctx ends. A
// move by a replica runs nothing here: it is the replica that settles.
func (c *Clock) Run(ctx context.Context) error {
	failing := false
	for range wait.Every(ctx, refresh) {
		select {
		case c.moving <- struct{}{}:
		default:
			continue // it is being moved here, and knows
		}
		err := c.read(ctx)
		<-c.moving
		if err != nil && ctx.Err() == nil && !failing {
			c.config.Log.Error("clock not read; it goes on as it does", "error", err)
		}
		failing = err != nil
	}
	return nil
}

// Reload reads the clock from the settings, after they were replaced.
func (c *Clock) Reload(ctx context.Context) error {
	select {
	case c.moving <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("clock: a move is under way: %w", ctx.Err())
	}
	defer func() { <-c.moving }()
	return c.read(ctx)
}

// Check returns what is wrong with a setting, if it is the clock's.
func Check(name string, value []byte) error {
	if name != setting {
		return nil
	}
	_, err := parseLine(value)
	return err
}

// read takes the line that is kept.
func (c *Clock) read(ctx context.Context) error {
	kept, err := c.config.Settings.Setting(ctx, setting)
	if errors.Is(err, store.ErrNotFound) {
		c.line.Store(nil)
		return nil
	}
	if err != nil {
		return fmt.Errorf("clock: %w", err)
	}
	l, err := parseLine(kept)
	if err != nil {
		return err
	}
	c.line.Store(l)
	return nil
}

// keep writes a line down.
func (c *Clock) keep(ctx context.Context, l *line) error {
	text, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("clock: %w", err)
	}
	if err := c.config.Settings.PutSetting(ctx, setting, text); err != nil {
		return fmt.Errorf("clock: the move could not be kept: %w", err)
	}
	return nil
}

package clock_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// settings keep values in memory and can fail.
type settings struct {
	mu     sync.Mutex
	values map[string][]byte
	// puts counts writes; after failAt of them writes fail, if it is not 0.
	puts, failAt int
	away         bool
}

var errAway = errors.New("away")

func (s *settings) Setting(_ context.Context, name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return nil, errAway
	}
	value, ok := s.values[name]
	if !ok {
		return nil, fmt.Errorf("setting %s: %w", name, store.ErrNotFound)
	}
	return value, nil
}

func (s *settings) PutSetting(_ context.Context, name string, value []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.puts++; s.away || s.failAt > 0 && s.puts > s.failAt {
		return errAway
	}
	if s.values == nil {
		s.values = make(map[string][]byte)
	}
	s.values[name] = value
	return nil
}

func (s *settings) set(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

// realTime is real time that stands until a test moves it.
type realTime struct {
	mu  sync.Mutex
	now time.Time
}

func (r *realTime) Now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *realTime) pass(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

// begin is where the real time of tests begins.
var begin = time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)

// bench is a clock over real time that stands.
type bench struct {
	*clock.Clock
	real     *realTime
	settings *settings
	// settled are the times that were settled at; settle, if set, is run then.
	settled []time.Time
	settle  func() error
}

func setup(t testing.TB) *bench {
	t.Helper()
	b := &bench{real: &realTime{now: begin}, settings: new(settings)}
	b.Clock = b.another(t)
	return b
}

// another is a clock on the same settings: a replica, or one after a restart.
func (b *bench) another(t testing.TB) *clock.Clock {
	t.Helper()
	c, err := clock.New(context.Background(), clock.Config{
		Settings: b.settings, Real: b.real.Now, Log: slog.New(slog.DiscardHandler),
		Settle: []func(context.Context, time.Time) error{func(_ context.Context, now time.Time) error {
			b.settled = append(b.settled, now)
			if b.settle != nil {
				return b.settle()
			}
			return nil
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func wantNow(t testing.TB, c *clock.Clock, want time.Time) {
	t.Helper()
	if got := c.Now(); !got.Equal(want) || got.Location() != time.UTC {
		t.Errorf("it is %s, want %s", got, want)
	}
}

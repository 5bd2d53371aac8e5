package clock_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/clock"
)

const day = 24 * time.Hour

// TestAdvanceSettles goes forward in strides, and settles after each.
func TestAdvanceSettles(t *testing.T) {
	t.Parallel()
	for way, want := range map[time.Duration][]time.Duration{
		time.Nanosecond:     {time.Nanosecond},
		day:                 {day},
		2*day + time.Hour:   {day, 2 * day, 2*day + time.Hour},
		366 * 3 * day:       nil, // 366 of 3 days
		366*day - time.Hour: nil,
		20 * 366 * 3 * day:  nil,
	} {
		b := setup(t)
		must(t, b.Advance(t.Context(), way))
		wantNow(t, b.Clock, begin.Add(way))
		var got []time.Duration
		for _, at := range b.settled {
			got = append(got, at.Sub(begin))
		}
		if want != nil {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", way, diff)
			}
		} else if n := len(got); n < 360 || n > 367 || !slices.IsSorted(got) || got[n-1] != way {
			t.Errorf("%s: %d strides, the last to %s", way, n, got[n-1])
		}
	}
}

// TestSet goes forward as Advance does, and back at once.
func TestSet(t *testing.T) {
	t.Parallel()
	b := setup(t)
	zone := time.FixedZone("", 8*3600)
	must(t, b.Set(t.Context(), begin.Add(2*day).In(zone)))
	wantNow(t, b.Clock, begin.Add(2*day))
	must(t, b.Set(t.Context(), begin.Add(-1000*day)))
	wantNow(t, b.Clock, begin.Add(-1000*day))
	want := []time.Time{begin.Add(day), begin.Add(2 * day), begin.Add(-1000 * day)}
	if diff := cmp.Diff(want, b.settled); diff != "" {
		t.Error(diff)
	}
	b.settled = nil
	must(t, b.Reset(t.Context()))
	wantNow(t, b.Clock, begin)
	if n := len(b.settled); n < 360 || !b.settled[n-1].Equal(begin) {
		t.Errorf("a reset settled %d times", n)
	}
	b.real.pass(time.Hour)
	wantNow(t, b.Clock, begin.Add(time.Hour))
}

// TestScale runs, stops and moves a clock of another pace.
func TestScale(t *testing.T) {
	t.Parallel()
	b := setup(t)
	want := begin
	step := func(factor float64, pass, shown time.Duration) {
		t.Helper()
		must(t, b.Scale(t.Context(), factor))
		wantNow(t, b.Clock, want)
		b.real.pass(pass)
		want = want.Add(shown)
		wantNow(t, b.Clock, want)
	}
	step(60, time.Minute, time.Hour)
	step(0, time.Minute, 0)
	must(t, b.Advance(t.Context(), 3*day))
	want = want.Add(3 * day)
	b.real.pass(time.Minute)
	wantNow(t, b.Clock, want)
	step(0.5, time.Minute, 30*time.Second)
	step(clock.MaxScale, time.Second, clock.MaxScale*time.Second)
	if len(b.settled) != 3 {
		t.Errorf("settled %d times, want 3", len(b.settled))
	}
	b.real.pass(100 * 365 * day)
	wantNow(t, b.Clock, clock.Latest())
	b.real.pass(-200 * 365 * day)
	wantNow(t, b.Clock, clock.Earliest())
}

// TestScaleNotKept leaves the clock as it was.
func TestScaleNotKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.settings.failAt, b.settings.puts = 1, 1
	if err := b.Scale(t.Context(), 60); !errors.Is(err, errAway) {
		t.Fatal(err)
	}
	if got := b.Read().Scale; got != 1 {
		t.Errorf("scale %v", got)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	for _, c := range []struct {
		err  error
		want string
	}{
		{b.Advance(ctx, 0), "advance 0s: it must be more than 0; use set to go back"},
		{b.Advance(ctx, -time.Hour), "advance -1h0m0s: it must be more than 0; use set to go back"},
		{b.Advance(ctx, math.MaxInt64), "advance 2562047h47m16.854775807s: it would be 2318-06-11T03:47:16Z, and the clock ends in 2100"},
		{b.Set(ctx, clock.Earliest().Add(-1)), "set 1999-12-31T23:59:59Z: the clock goes from 2000 to 2100"},
		{b.Set(ctx, clock.Latest().Add(1)), "set 2100-01-01T00:00:00Z: the clock goes from 2000 to 2100"},
		{b.Scale(ctx, -0.1), "scale -0.1: it must be from 0 (stopped) to 100000"},
		{b.Scale(ctx, clock.MaxScale+1), "scale 100001: it must be from 0 (stopped) to 100000"},
		{b.Scale(ctx, math.NaN()), "scale NaN: it must be from 0 (stopped) to 100000"},
	} {
		var refusal clock.Refusal
		if !errors.As(c.err, &refusal) || c.err.Error() != c.want {
			t.Errorf("%v\nwant %s", c.err, c.want)
		}
	}
	wantNow(t, b.Clock, begin)
	if b.settings.puts != 0 || len(b.settled) != 0 {
		t.Error("a refused move left something behind")
	}
}

// TestAdvanceFails leaves the clock where it had come to.
func TestAdvanceFails(t *testing.T) {
	t.Parallel()
	t.Run("settling", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.settle = func() error {
			if len(b.settled) == 2 {
				return errors.New("sweep: disk full")
			}
			return nil
		}
		err := b.Advance(t.Context(), 5*day)
		if err == nil || !strings.Contains(err.Error(), "it is 2026-03-03T04:00:00Z now, but what fell due failed: sweep: disk full") {
			t.Error(err)
		}
		wantNow(t, b.Clock, begin.Add(2*day))
	})
	t.Run("keeping", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.settings.failAt = 3
		if err := b.Advance(t.Context(), 5*day); !errors.Is(err, errAway) {
			t.Error(err)
		}
		wantNow(t, b.Clock, begin.Add(3*day))
		wantNow(t, b.another(t), begin.Add(3*day))
	})
}

// TestMovesWait lets one move wait for another, and give up when its context
// ends.
func TestMovesWait(t *testing.T) {
	t.Parallel()
	b := setup(t)
	underWay, release := make(chan struct{}), make(chan struct{})
	b.settle = func() error {
		if len(b.settled) == 1 {
			close(underWay)
			<-release
		}
		return nil
	}
	first := make(chan error, 1)
	go func() { first <- b.Advance(context.Background(), time.Hour) }()
	<-underWay
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := b.Reset(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second move: %v", err)
	}
	wantNow(t, b.Clock, begin.Add(time.Hour)) // Now does not wait
	second := make(chan error, 1)
	go func() { second <- b.Advance(context.Background(), time.Hour) }()
	close(release)
	must(t, <-first)
	must(t, <-second)
	wantNow(t, b.Clock, begin.Add(2*time.Hour))
}

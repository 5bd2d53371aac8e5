package clock_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// must fails the test on an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestReal shows the system's time until it is moved.
func TestReal(t *testing.T) {
	t.Parallel()
	c, err := clock.New(t.Context(), clock.Config{Settings: new(settings)})
	must(t, err)
	before := time.Now()
	now := c.Now()
	if now.Before(before) || now.After(time.Now()) || now.Location() != time.UTC {
		t.Errorf("%s is not the system's time", now)
	}
	if s := c.Read(); s.Offset != 0 || s.Scale != 1 || !s.Now.Equal(s.Real) {
		t.Errorf("%+v", s)
	}
}

// TestRestart finds the clock as it was left, with the time that has passed.
func TestRestart(t *testing.T) {
	t.Parallel()
	b := setup(t)
	must(t, b.Set(t.Context(), begin.Add(-time.Hour)))
	must(t, b.Scale(t.Context(), 60))
	b.real.pass(time.Minute)
	again := b.another(t)
	wantNow(t, again, begin)
	want := clock.State{Now: begin, Real: begin.Add(time.Minute), Offset: -time.Minute, Scale: 60}
	if got := again.Read(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	must(t, again.Reset(t.Context()))
	if got := b.another(t).Read(); got != (clock.State{Now: want.Real, Real: want.Real, Scale: 1}) {
		t.Errorf("after a reset: %+v", got)
	}
}

// TestStore keeps the clock in a database.
func TestStore(t *testing.T) {
	t.Parallel()
	s, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	must(t, err)
	defer s.Close()
	var clocks [2]*clock.Clock
	for i := range clocks {
		clocks[i], err = clock.New(t.Context(), clock.Config{Settings: s, Real: (&realTime{now: begin}).Now})
		must(t, err)
		must(t, clocks[i].Advance(t.Context(), 36*time.Hour))
	}
	wantNow(t, clocks[1], begin.Add(72*time.Hour))
}

func TestDamagedSettings(t *testing.T) {
	t.Parallel()
	for _, kept := range []string{
		"", "{", `{"then":"2026-03-01T04:00:00Z","scale":-1}`, `{"then":"2026-03-01T04:00:00Z","scale":100001}`,
		`{"then":"1999-03-01T04:00:00Z","scale":1}`, `{"then":"later","scale":1}`,
	} {
		s := &settings{values: map[string][]byte{"clock": []byte(kept)}}
		if _, err := clock.New(t.Context(), clock.Config{Settings: s}); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%q: %v", kept, err)
		}
	}
	if _, err := clock.New(t.Context(), clock.Config{Settings: &settings{away: true}}); err == nil {
		t.Error("a clock without its settings")
	}
}

// TestReplicas moves the clock of one replica and looks at the other's a
// second later.
func TestReplicas(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := new(settings)
		var replicas [2]*clock.Clock
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 2)
		for i := range replicas {
			c, err := clock.New(ctx, clock.Config{Settings: s, Log: slog.New(slog.DiscardHandler)})
			must(t, err)
			replicas[i] = c
			go func() { ended <- c.Run(ctx) }()
		}
		agree := func(want time.Duration) {
			t.Helper()
			time.Sleep(time.Second + time.Millisecond)
			for i, c := range replicas {
				if got := c.Read().Offset; got != want {
					t.Errorf("replica %d: offset %s, want %s", i, got, want)
				}
			}
		}
		must(t, replicas[0].Advance(ctx, time.Hour))
		agree(time.Hour)
		must(t, replicas[1].Advance(ctx, time.Hour))
		agree(2 * time.Hour)
		s.set(true) // it goes on as it does
		agree(2 * time.Hour)
		s.set(false)
		must(t, replicas[0].Reset(ctx))
		agree(0)
		stop()
		must(t, <-ended)
		must(t, <-ended)
	})
}

// TestNeverBack reads the clock while real time passes and it is advanced,
// scaled and stopped: it never goes back, and ends where the sum of all that is.
func TestNeverBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		b := setup(t)
		last, scale, want := b.Now(), 1.0, float64(0)
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			switch rapid.IntRange(0, 2).Draw(rt, "step") {
			case 0:
				d := time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(rt, "pass"))
				b.real.pass(d)
				want += float64(d) * scale
			case 1:
				d := time.Duration(rapid.Int64Range(1, int64(1000*time.Hour)).Draw(rt, "advance"))
				must(t, b.Advance(context.Background(), d))
				want += float64(d)
			case 2:
				scale = rapid.SampledFrom([]float64{0, 0.5, 1, 7.3, 1000}).Draw(rt, "scale")
				must(t, b.Scale(context.Background(), scale))
			}
			if now := b.Now(); now.Before(last) {
				rt.Fatalf("from %s back to %s", last, now)
			} else {
				last = now
			}
		}
		if off := last.Sub(begin.Add(time.Duration(want))); off.Abs() > time.Millisecond {
			rt.Fatalf("off by %s", off)
		}
	})
}

func BenchmarkNow(b *testing.B) {
	for _, moved := range []bool{false, true} {
		b.Run(map[bool]string{false: "real", true: "moved"}[moved], func(b *testing.B) {
			c, err := clock.New(b.Context(), clock.Config{Settings: new(settings)})
			must(b, err)
			if moved {
				must(b, c.Scale(b.Context(), 60))
			}
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					c.Now()
				}
			})
		})
	}
}

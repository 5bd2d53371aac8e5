package fault

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/store"
)

// TestLatencyBounds draws waits of every latency that Check lets through.
func TestLatencyBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		span := rapid.Int64Range(0, int64(maxLatency))
		l := store.Latency{
			Shape: rapid.SampledFrom([]string{latencyFixed, latencyUniform, latencyLognormal}).Draw(t, "shape"),
			Min:   time.Duration(span.Draw(t, "min")),
		}
		switch l.Shape {
		case latencyUniform:
			l.Max = time.Duration(span.Draw(t, "max"))
		case latencyLognormal:
			l.Sigma = rapid.Float64Range(0, maxSigma).Draw(t, "sigma")
		}
		if checkLatency(l) != nil {
			return
		}
		d := &dice{rand: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))}
		for range 50 {
			wait := d.wait(l)
			switch {
			case wait < 0 || wait > maxLatency:
				t.Fatalf("%+v waits %s", l, wait)
			case l.Shape == latencyFixed && wait != l.Min:
				t.Fatalf("%+v waits %s", l, wait)
			case l.Shape == latencyUniform && (wait < l.Min || wait > l.Max):
				t.Fatalf("%+v waits %s", l, wait)
			}
		}
	})
}

// TestLatencyShapes looks at where the waits of each shape lie.
func TestLatencyShapes(t *testing.T) {
	t.Parallel()
	const n = 10_000
	for _, c := range []struct {
		latency                  store.Latency
		tenth, median, nineTenth time.Duration
	}{
		{store.Latency{Shape: latencyUniform, Min: time.Second, Max: 3 * time.Second}, 1200 * time.Millisecond, 2 * time.Second, 2800 * time.Millisecond},
		// e to the ±1.2816 × 0.5 is 0.527 and 1.898.
		{store.Latency{Shape: latencyLognormal, Min: time.Second, Sigma: 0.5}, 527 * time.Millisecond, time.Second, 1898 * time.Millisecond},
		// The upper tail is cut off.
		{store.Latency{Shape: latencyLognormal, Min: time.Minute, Sigma: 0.5}, 31620 * time.Millisecond, time.Minute, time.Minute},
	} {
		d := &dice{rand: rand.New(rand.NewPCG(1, 2))}
		waits := make([]time.Duration, n)
		for i := range waits {
			waits[i] = d.wait(c.latency)
		}
		slices.Sort(waits)
		for at, want := range map[int]time.Duration{n / 10: c.tenth, n / 2: c.median, n * 9 / 10: c.nineTenth} {
			if got := waits[at]; float64(got) < 0.95*float64(want) || float64(got) > 1.05*float64(want) {
				t.Errorf("%+v: %d of %d waits are at most %s, want about %s", c.latency, at, n, got, want)
			}
		}
	}
}

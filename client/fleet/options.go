package fleet

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/said"
)

// DefaultParallel is how many merchants a run of the command has in flight by itself.
const DefaultParallel = 12

// Options are how a run goes. They are kept with it.
type Options struct {
	// Canary is how many merchants go first; the others only if all of these succeed.
	Canary int `json:"canary,omitempty"`
	// Waves are shares of the merchants up to 1, which go one after another; none is all
	// at once.
	Waves []float64 `json:"waves,omitempty"`
	// MaxFailures stop a run.
	MaxFailures Limits `json:"max_failures,omitempty"`
	// Parallel is how many merchants are in flight at most; fewer while the service is
	// strained.
	Parallel int `json:"parallel"`
	// PerSecond limits the calls of a second; 0 is no limit.
	PerSecond float64 `json:"per_second,omitempty"`
	// Pause lies between two stores that are added to one account.
	Pause time.Duration `json:"pause,omitempty"`
}

// Limit is a number of failures or, below 1, a share of the merchants.
type Limit float64

// Limits are the limits of failures, by state; the one of "" is of all together.
type Limits map[State]Limit

// leastFailures is how many failures a share needs to stop a run: one of three is not a
// share yet.
const leastFailures = 3

// exceeded returns why counts are over a limit, nil if they are not.
func (l Limits) exceeded(counts map[State]int, all int) error {
	total := 0
	for state, n := range counts {
		if state.failure() {
			total += n
		}
	}
	for _, state := range append([]State{""}, States()...) {
		limit, ok := l[state]
		if !ok {
			continue
		}
		n := counts[state]
		if state == "" {
			n = total
		}
		most := int(limit)
		if limit < 1 && limit > 0 {
			most = max(leastFailures-1, int(math.Ceil(float64(limit)*float64(all))))
		}
		switch {
		case n > most && state == "":
			return said.Errorf("%d failures, and %d are allowed", n, most)
		case n > most:
			return said.Errorf("%d merchants in state %s, and %d are allowed", n, string(state), most)
		}
	}
	return nil
}

// ParseLimits reads limits such as 2%, or 10,input=1%,unknown=0.
func ParseLimits(text string) (Limits, error) {
	limits := make(Limits)
	if text == "" {
		return limits, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		name, value, named := strings.Cut(strings.TrimSpace(part), "=")
		if !named {
			name, value = "", name
		}
		if named && !slices.Contains(States(), State(name)) || named && !State(name).failure() {
			return nil, said.Errorf("%q is not a class of failures: write merchant, input, setup, failed or unknown", name)
		}
		share, isShare := strings.CutSuffix(value, "%")
		n, err := strconv.ParseFloat(share, 64)
		switch {
		case err != nil || n < 0 || n-n != 0, isShare && n >= 100, !isShare && n != math.Trunc(n):
			return nil, said.Errorf("%q is not a limit: write a number, or a share below 100%%", value)
		case isShare:
			n /= 100
		}
		limits[State(name)] = Limit(n)
	}
	return limits, nil
}

// ParseWaves reads waves such as 1%,10%,100%.
func ParseWaves(text string) ([]float64, error) {
	var waves []float64
	if text == "" {
		return nil, nil
	}
	last := 0.0
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(part), "%"), 64)
		if err != nil || n <= last || n > 100 {
			return nil, said.Errorf("%q are not waves: write growing shares such as 1%%,10%%,100%%", text)
		}
		last = n
		waves = append(waves, n/100)
	}
	if last < 100 {
		waves = append(waves, 1)
	}
	return waves, nil
}

// bounds returns where the waves of n merchants end.
func (o Options) bounds(n int) []int {
	var ends []int
	if o.Canary > 0 && o.Canary < n {
		ends = append(ends, o.Canary)
	}
	for _, share := range o.Waves {
		end := int(math.Ceil(share * float64(n)))
		if len(ends) == 0 && end > 0 || len(ends) > 0 && end > ends[len(ends)-1] {
			ends = append(ends, min(end, n))
		}
	}
	if len(ends) == 0 || ends[len(ends)-1] < n {
		ends = append(ends, n)
	}
	return ends
}

package clock

import (
	"encoding/json"
	"fmt"
	"time"
)

// MaxScale is the fastest that the service's time can pass: 100,000 times as
// fast as real time, more than a day a second.
const MaxScale = 100_000

// Earliest and Latest bound a moved clock. A rid holds the Unix second in eight
// hex digits, which are used up in 2106.
func Earliest() time.Time { return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) }

// Latest is where a clock stops that runs faster than real time.
func Latest() time.Time { return time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC) }

// line is the service's time as a straight line over real time. A nil line is
// real time.
type line struct {
	// Real is a moment of real time, Then what the clock showed at it.
	Real time.Time `json:"real"`
	Then time.Time `json:"then"`
	// Scale is how many seconds pass in a real one.
	Scale float64 `json:"scale"`
}

// at is what the clock shows at a moment of real time.
func (l *line) at(real time.Time) time.Time {
	if l == nil {
		return real.UTC()
	}
	passed := real.Sub(l.Real)
	if l.Scale == 1 {
		return within(l.Then.Add(passed))
	}
	scaled := float64(passed) * l.Scale
	if far := float64(Latest().Sub(Earliest())); scaled > far || scaled < -far {
		// Farther than the bounds are apart, and maybe than a Duration can hold.
		if scaled > 0 {
			return Latest()
		}
		return Earliest()
	}
	return within(l.Then.Add(time.Duration(scaled)))
}

// scale is how many seconds pass in a real one.
func (l *line) scale() float64 {
	if l == nil {
		return 1
	}
	return l.Scale
}

// through is a line of the same scale that shows then at a moment of real time.
func (l *line) through(real, then time.Time) *line {
	// The monotonic reading would not outlive the process.
	return &line{Real: real.Round(0).UTC(), Then: then.Round(0).UTC(), Scale: l.scale()}
}

func within(t time.Time) time.Time {
	if earliest := Earliest(); t.Before(earliest) {
		return earliest
	}
	if latest := Latest(); t.After(latest) {
		return latest
	}
	return t
}

// parseLine reads what was kept of a line.
func parseLine(kept []byte) (*line, error) {
	var l *line
	if err := json.Unmarshal(kept, &l); err != nil {
		return nil, fmt.Errorf("clock: what was kept is damaged: %w", err)
	}
	if l == nil {
		return nil, nil
	}
	if !validScale(l.Scale) || within(l.Then) != l.Then {
		return nil, fmt.Errorf("clock: what was kept is damaged: %s", kept)
	}
	return l, nil
}

func validScale(s float64) bool { return s >= 0 && s <= MaxScale }

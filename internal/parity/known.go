package parity

import (
	_ "embed"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/said"
)

// Known is a difference that is expected.
type Known struct {
	Place
	// Row is the row of docs/fidelity.md that it is about, as a #row names it.
	Row string
	// Reason says why it is as it is.
	Reason string
	// Since is the day on which it was noted.
	Since string
}

//go:embed known.txt
var knownFile string

// KnownDifferences returns the list that comes with the program.
func KnownDifferences() ([]Known, error) { return ParseKnown(knownFile) }

// ParseKnown reads a list: a line each, STEP LAYER PATH | ROW | REASON | DATE. Lines
// that begin with # and empty ones are left out.
func ParseKnown(text string) ([]Known, error) {
	var all []Known
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, " | ")
		if len(parts) != 4 {
			return nil, said.Errorf("%q is not STEP LAYER PATH | ROW | REASON | DATE", line)
		}
		place, err := parsePlace(parts[0])
		if err != nil {
			return nil, err
		}
		if _, err := time.Parse(time.DateOnly, parts[3]); err != nil {
			return nil, said.Errorf("%q is not a day, in %q", parts[3], line)
		}
		all = append(all, Known{place, parts[1], parts[2], parts[3]})
	}
	return all, nil
}

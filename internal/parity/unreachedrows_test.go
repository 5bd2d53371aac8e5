package parity

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/fidelity"
)

// Unreached is why some rows of docs/fidelity.md are tried by no scenario.
type Unreached struct {
	// Name is a word or two, Reason the whole sentence.
	Name, Reason string
	// Rows select rows, in the order of the file.
	Rows []Selector
}

// Selector selects rows by subject and by what they are about, which may be *, and by words.
type Selector struct{ Subject, About, Words string }

// Fits reports whether a row is selected.
func (s Selector) Fits(row fidelity.Row) bool {
	return s.Subject == row.Subject && (s.About == "*" || slices.Contains(row.About, s.About)) && strings.Contains(row.What, s.Words)
}

//go:embed unreached.txt
var unreachedFile string

// UnreachedRows returns the list of unreached.txt.
func UnreachedRows() ([]Unreached, error) {
	var all []Unreached
	for line := range strings.Lines(unreachedFile) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if head, ok := strings.CutPrefix(line, "= "); ok {
			name, reason, ok := strings.Cut(head, ": ")
			if !ok {
				return nil, fmt.Errorf("%q is not `= NAME: REASON`", line)
			}
			all = append(all, Unreached{Name: name, Reason: reason})
			continue
		}
		words := strings.SplitN(line, " ", 3)
		if len(words) < 2 || len(all) == 0 {
			return nil, fmt.Errorf("%q is not SUBJECT KEY WORDS below a reason", line)
		}
		last := &all[len(all)-1]
		last.Rows = append(last.Rows, Selector{words[0], words[1], strings.Join(words[2:], " ")})
	}
	return all, nil
}

// Tried returns the lines of the rows that a step of the scenarios tries, with whether
// one tries the whole row.
func Tried(rows []fidelity.Row, scenarios []Scenario) map[int]bool {
	tried := make(map[int]bool)
	for _, s := range scenarios {
		for _, step := range s.Steps {
			for _, c := range claimsOf(rows, step.Text) {
				tried[c.row.Line] = tried[c.row.Line] || !c.part
			}
		}
	}
	return tried
}

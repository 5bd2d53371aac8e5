package parity_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/wxastore/wxastore/internal/fidelity"
	"github.com/wxastore/wxastore/internal/parity"
)

// TestEachRowIsTriedOrSaysWhyNot goes through the rows that are guesses: a scenario
// tries each, or unreached.txt has the reason why none does.
func TestEachRowIsTriedOrSaysWhyNot(t *testing.T) {
	rows, err := parity.Rows()
	if err != nil {
		t.Fatal(err)
	}
	scenarios, err := parity.Scenarios()
	if err != nil {
		t.Fatal(err)
	}
	reasons, err := parity.UnreachedRows()
	if err != nil {
		t.Fatal(err)
	}
	tried := parity.Tried(rows, scenarios)
	whole, part, counts := 0, 0, make(map[string]int)
	used := make(map[parity.Selector]bool)
	for _, row := range rows {
		if !slices.Contains([]fidelity.Kind{fidelity.Inferred, fidelity.Choice}, row.Kind) {
			continue
		}
		if all, ok := tried[row.Line]; ok {
			if all {
				whole++
			} else {
				part++
			}
			continue
		}
		reason, selector := find(reasons, row)
		if reason == "" {
			t.Errorf("docs/fidelity.md:%d: no scenario tries it, and unreached.txt does not say why: %s %v %s", row.Line, row.Subject, row.About, row.What)
			continue
		}
		used[selector] = true
		counts[reason]++
	}
	page, err := os.ReadFile("../../docs/parity.md")
	if err != nil {
		t.Fatal(err)
	}
	guesses := whole + part
	for _, n := range counts {
		guesses += n
	}
	said := fmt.Sprintf("Of the %d rows that are guesses (INFERRED and CHOICE), %d are tried whole, %d in part", guesses, whole, part)
	if !regexp.MustCompile(regexp.QuoteMeta(said)).Match(page) {
		t.Errorf("docs/parity.md does not say that %s", said)
	}
	for _, r := range reasons {
		for _, selector := range r.Rows {
			if !used[selector] {
				t.Errorf("unreached.txt: %s: no row is %+v", r.Name, selector)
			}
		}
		line := fmt.Sprintf("| %d | %s |", counts[r.Name], r.Reason)
		if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(line) + `$`).Match(page) {
			t.Errorf("docs/parity.md has no row %s", line)
		}
	}
}

func find(reasons []parity.Unreached, row fidelity.Row) (reason string, selector parity.Selector) {
	for _, r := range reasons {
		for _, selector := range r.Rows {
			if selector.Fits(row) {
				return r.Name, selector
			}
		}
	}
	return "", parity.Selector{}
}

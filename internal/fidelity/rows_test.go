package fidelity_test

import (
	"slices"
	"testing"

	"github.com/wxastore/wxastore/docs"
	"github.com/wxastore/wxastore/internal/fidelity"
)

// TestRows reads the document again.
func TestRows(t *testing.T) {
	rows, err := fidelity.ReadRows(docs.Fidelity())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rows, func(r fidelity.Row) bool { return r.Subject == "modifywxastore" && slices.Contains(r.About, "85053") })
	if i < 0 || rows[i].Kind != fidelity.Official || rows[i].What != "no store Mini Program" || rows[i].Source != "older page" {
		t.Errorf("row %d of %d", i, len(rows))
	}
	for _, r := range rows {
		if !slices.Contains([]fidelity.Kind{fidelity.Official, fidelity.Observed, fidelity.Inferred, fidelity.Choice, fidelity.Missing}, r.Kind) {
			t.Errorf("line %d is of kind %q", r.Line, r.Kind)
		}
	}
	if _, err := fidelity.ReadRows([]byte("## Every call\n\n| about | what | mark | source |\n| a | b | c |\n")); err == nil {
		t.Error("a row of three cells was read")
	}
}

package fleet_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"github.com/wxastore/wxastore/client/fleet"
)

// TestOutline reads a plan of several parts in both ways: what is counted is the same,
// and each line is where the outline says.
func TestOutline(t *testing.T) {
	p := planner(newLedger(t), nil)
	p.Offline, p.MaxIntro = true, len("after 999")
	plan, err := p.Plan(t.Context(), fleet.Source{Format: "csv"}, wanted(1_200, "after", writePNG(t, 1)))
	if err != nil {
		t.Fatal(err)
	}
	var saved bytes.Buffer
	if err := plan.Save(&saved); err != nil {
		t.Fatal(err)
	}
	outline, lines, err := fleet.Outline(bytes.NewReader(saved.Bytes()))
	if err != nil || len(lines) != 1_201 {
		t.Fatal(len(lines), err)
	}
	if !reflect.DeepEqual(outline.Counts(), plan.Counts()) || !reflect.DeepEqual(outline.Cost(8, 0), plan.Cost(8, 0)) || outline.Groups()[0].Count != 200 {
		t.Errorf("%v, %+v, %v", outline.Counts(), outline.Cost(8, 0), outline.Groups())
	}
	for _, i := range []int{0, 499, 500, 1_199} {
		var s fleet.Step
		if err := json.Unmarshal(saved.Bytes()[lines[i]:lines[i+1]], &s); err != nil || s.Desired.Line != plan.Steps[i].Desired.Line {
			t.Errorf("step %d is line %d, %v", i, s.Desired.Line, err)
		}
	}
	if _, _, err := fleet.Outline(bytes.NewReader(bytes.Replace(saved.Bytes(), []byte(`"after 7"`), []byte(`"after 8"`), 1))); err == nil {
		t.Error("a plan that was edited is read")
	}
	if _, _, err := fleet.Outline(bytes.NewReader(saved.Bytes()[:lines[700]])); err == nil {
		t.Error("a plan that was cut is read")
	}
}

// TestWarnings are kept with a plan as sentences; the texts of older plans are read as such.
func TestWarnings(t *testing.T) {
	for line, want := range map[string]string{
		`{"warnings":["since 2026"]}`:                                  "since 2026",
		`{"warnings":[{"format":"waiting since %s","args":["2026"]}]}`: "waiting since 2026",
	} {
		var s fleet.Step
		if err := json.Unmarshal([]byte(line), &s); err != nil || len(s.Warnings) != 1 || s.Warnings[0].Why.Error() != want {
			t.Errorf("%s: %+v, %v", line, s.Warnings, err)
			continue
		}
		text, err := json.Marshal(s)
		if err := errors.Join(err, json.Unmarshal(text, &s)); err != nil || s.Warnings[0].Why.Error() != want {
			t.Errorf("%s: %+v, %v", text, s.Warnings, err)
		}
	}
}

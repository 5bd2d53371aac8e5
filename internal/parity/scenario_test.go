package parity_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/parity"
	"github.com/wxastore/wxastore/internal/replay"
)

// TestScenariosThatCannotBePlayed says what is wrong.
func TestScenariosThatCannotBePlayed(t *testing.T) {
	const request = "-- request --\n#step a\nGET /\n"
	for text, want := range map[string]string{
		"":                                    "needs a line of its level",
		"level: all\n":                        `"all" is not a level`,
		"level: read\n":                       "no request",
		"level: read\n-- request --\nGET /\n": "request 1 needs a line #step",
		"level: read\n" + request + request:   "request 2 needs a line #step",
		"level: read\n" + request + "-- state --\n": "and no state",
	} {
		if _, err := parity.ParseScenario("a.txtar", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, err := parity.ParseScenario("A B.txtar", []byte("level: read\n"+request)); err == nil {
		t.Error("a name with a blank was taken")
	}
}

// TestScenariosAreSafe holds what each level may send: nothing that only a higher
// level may, and no credential of an account to where tokens are superseded.
func TestScenariosAreSafe(t *testing.T) {
	scenarios, err := parity.Scenarios()
	if err != nil {
		t.Fatal(err)
	}
	counts := make(map[parity.Level]int)
	for _, s := range scenarios {
		for _, step := range s.Steps {
			counts[s.Level]++
			_, request, _ := strings.Cut(step.Text, "\n")
			// Asking for the limit of a call is not that call.
			if strings.Contains(request, "POST /cgi-bin/openapi/quota/get?") && s.Name == "quotas" {
				request = "POST /cgi-bin/openapi/quota/get"
			}
			for _, never := range []string{"clear_quota", "quota/clear", "del_store", "delpoi", "force_refresh", "SECRET", "/cgi-bin/token?grant_type=client_credential&appid=$"} {
				if strings.Contains(request, never) && !strings.Contains(request, "fake") {
					t.Errorf("%s/%s sends %s", s.Name, step.Name, never)
				}
			}
			for path, level := range map[string]parity.Level{
				"POST /wxa/modify_merchant?access_token=$": parity.Rationed, "apply_merchant": "never", "add_store": "never", "update_store": "never",
				"create_map_poi": "never", "storewxa/set": "never", "media/upload?access_token=$": parity.Free,
			} {
				// What has no body, or one that is not JSON, is refused before any rule.
				refused := step.Name == "no-body" || step.Name == "bad-json"
				if strings.Contains(request, path) && !s.Level.Has(level) && !refused {
					t.Errorf("%s/%s of level %s sends %s", s.Name, step.Name, s.Level, path)
				}
			}
		}
		if (s.Price != "") == (s.Level == parity.Read) {
			t.Errorf("%s: level %s, price %q", s.Name, s.Level, s.Price)
		}
	}
	if len(counts) != len(parity.Levels()) {
		t.Errorf("levels with scenarios: %v", counts)
	}
}

// TestRowsAreNamed finds each row that a step, a kept recording or a known
// difference names.
func TestRowsAreNamed(t *testing.T) {
	rows, err := parity.Rows()
	if err != nil || len(rows) < 100 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	named := func(where, text string) {
		for _, words := range append(replay.Directives(text, "row"), replay.Directives(text, "touches")...) {
			if len(words) < 3 {
				t.Errorf("%s: #row %v", where, words)
			} else if layers := strings.Split(words[2], ","); words[2] != "*" && slices.ContainsFunc(layers, func(l string) bool { return !slices.Contains(replay.Layers(), replay.Layer(l)) }) {
				t.Errorf("%s: #row %v: no such layer", where, words)
			} else if _, err := parity.FindRow(rows, words[0], words[1], strings.Join(words[3:], " ")); err != nil {
				t.Errorf("%s: %v", where, err)
			}
		}
	}
	scenarios, err := parity.Scenarios()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scenarios {
		for _, step := range s.Steps {
			named(s.Name+"/"+step.Name, step.Text)
		}
	}
	public, err := parity.Public()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range public {
		for _, played := range r.Played {
			for _, step := range played.Steps {
				named(played.Scenario+"/"+step.Name, step.Text)
			}
		}
	}
	known, err := parity.KnownDifferences()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range known {
		named("known.txt: "+k.String(), fmt.Sprintf("#row %s\n", k.Row))
	}
}

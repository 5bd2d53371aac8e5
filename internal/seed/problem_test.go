package seed_test

import (
	"strings"
	"testing"
)

// TestProblems makes a mistake in each kind of record and of value. What is said
// names the line and what may stand there, in the words of seed files.
func TestProblems(t *testing.T) {
	b := setup(t)
	for text, want := range map[string]string{
		"account: []":                                    "line 1: there is no field account here; there are accounts, components, authorizations, faults",
		"accounts: [{secert: x}]":                        "line 1: there is no field secert here; there are appid, secret, name,",
		"accounts: [{merchant: {nick: x}}]":              "there is no field nick here; there are state, reason, nickname, intro, headimg",
		"accounts: [{quotas: {x: {day: 1}}}]":            "there is no field day here; there are daily, per_minute",
		"components: [{url: x}]":                         "there is no field url here; there are appid, secret, name, ip_list, event_url,",
		"authorizations: [{sets: [1]}]":                  "there is no field sets here; there are component, appid, permission_sets, state",
		"faults: [{name: x}]":                            "there is no field name here; there are id, interface,",
		"faults: [{latency: {mean: 1s}}]":                "there is no field mean here; there are shape, min, max, sigma",
		"\naccounts: [{modify_per_month: many}]":         "line 2: `many` stands where a whole number is wanted",
		"accounts: [{individual: perhaps}]":              "`perhaps` stands where true or false is wanted",
		"accounts: [{appid: [x]}]":                       "a list stands where text is wanted",
		"accounts: {appid: x}":                           "a group of fields stands where a list is wanted",
		"accounts: [x]":                                  "`x` stands where a group of fields is wanted",
		"accounts: [{merchant: x, quotas: [1]}]":         "`x` stands where a group of fields is wanted; line 1: a list stands where a group of fields is wanted",
		"faults: [{probability: often}]":                 "`often` stands where a number is wanted",
		"faults: [{latency: {min: soon}}]":               "`soon` stands where a duration such as 250ms is wanted",
		"accounts:\n\t- x":                               "document 1: line 2: found character that cannot start any token",
		"accounts: [{appid: x}]\naccounts: [{appid: y}]": `line 2: mapping key "accounts" already defined at line 1`,
	} {
		_, err := b.load(t, text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
			continue
		}
		for _, internal := range []string{"yaml:", "unmarshal", "!!", "seed.", "store.", "time.Duration", "into"} {
			if said := strings.TrimPrefix(err.Error(), "seed file "+b.dir+"/seed.yaml"); strings.Contains(said, internal) {
				t.Errorf("%q: %s holds %q", text, said, internal)
			}
		}
	}
}

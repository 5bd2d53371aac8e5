package journal_test

import (
	"testing"

	"github.com/wxastore/wxastore/internal/journal"
)

// TestKindOf tells the kinds of calls and of attempts to push events.
func TestKindOf(t *testing.T) {
	const push = "authorized"
	for name, c := range map[string]struct {
		call           journal.Entry
		injected, gone bool
		want           journal.Kind
	}{
		"answered":               {journal.Entry{Status: 200}, false, false, journal.Answered},
		"refused":                {journal.Entry{Status: 200, Code: 40001}, false, false, journal.Refused},
		"refused with a status":  {journal.Entry{Status: 412}, false, false, journal.Refused},
		"failed":                 {journal.Entry{Status: 200, Code: -1}, false, false, journal.Failed},
		"not encoded":            {journal.Entry{Status: 500}, false, false, journal.Failed},
		"injected":               {journal.Entry{Status: 200, Code: -1, Fault: "f"}, true, false, journal.Injected},
		"an injected status":     {journal.Entry{Status: 500, Fault: "f"}, true, false, journal.Injected},
		"cut":                    {journal.Entry{Fault: "f"}, true, false, journal.Cut},
		"gone":                   {journal.Entry{Fault: "f"}, false, true, journal.Gone},
		"gone with an answer":    {journal.Entry{Status: 200, Code: 40001}, false, true, journal.Gone},
		"delayed":                {journal.Entry{Status: 200, Fault: "f"}, false, false, journal.Answered},
		"an event taken":         {journal.Entry{Event: push, Status: 200}, false, false, journal.Answered},
		"an event not taken":     {journal.Entry{Event: push, Status: 503, Reason: "HTTP status 503"}, false, false, journal.Refused},
		"an event said no to":    {journal.Entry{Event: push, Status: 200, Reason: "not success"}, false, false, journal.Refused},
		"an event that got lost": {journal.Entry{Event: push, Reason: "connection refused"}, false, false, journal.Failed},
	} {
		if got := journal.KindOf(&c.call, c.injected, c.gone); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

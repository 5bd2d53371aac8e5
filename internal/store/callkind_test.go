package store_test

import (
	"testing"

	"github.com/wxastore/wxastore/internal/store"
)

// TestKindOf tells the kinds of calls and of attempts to push events.
func TestKindOf(t *testing.T) {
	const push = store.PushedAs + "authorized"
	for name, c := range map[string]struct {
		call           store.CallRecord
		injected, gone bool
		want           store.CallKind
	}{
		"answered":               {store.CallRecord{Status: 200}, false, false, store.CallAnswered},
		"refused":                {store.CallRecord{Status: 200, Code: 40001}, false, false, store.CallRefused},
		"refused with a status":  {store.CallRecord{Status: 412}, false, false, store.CallRefused},
		"failed":                 {store.CallRecord{Status: 200, Code: -1}, false, false, store.CallFailed},
		"not encoded":            {store.CallRecord{Status: 500}, false, false, store.CallFailed},
		"injected":               {store.CallRecord{Status: 200, Code: -1, Fault: "f"}, true, false, store.CallInjected},
		"an injected status":     {store.CallRecord{Status: 500, Fault: "f"}, true, false, store.CallInjected},
		"cut":                    {store.CallRecord{Fault: "f"}, true, false, store.CallCut},
		"gone":                   {store.CallRecord{Fault: "f"}, false, true, store.CallGone},
		"gone with an answer":    {store.CallRecord{Status: 200, Code: 40001}, false, true, store.CallGone},
		"delayed":                {store.CallRecord{Status: 200, Fault: "f"}, false, false, store.CallAnswered},
		"an event taken":         {store.CallRecord{Interface: push, Status: 200}, false, false, store.CallAnswered},
		"an event not taken":     {store.CallRecord{Interface: push, Status: 503, Reason: "HTTP status 503"}, false, false, store.CallRefused},
		"an event said no to":    {store.CallRecord{Interface: push, Status: 200, Reason: "not success"}, false, false, store.CallRefused},
		"an event that got lost": {store.CallRecord{Interface: push, Reason: "connection refused"}, false, false, store.CallFailed},
	} {
		if got := store.KindOf(&c.call, c.injected, c.gone); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

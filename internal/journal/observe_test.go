package journal_test

import (
	"testing"

	"github.com/wxastore/wxastore/internal/journal"
)

// TestObserve follows the journal: masked calls that can be looked up.
func TestObserve(t *testing.T) {
	t.Parallel()
	j, s := openMemory(t, journal.Limits{})
	var seen []journal.Entry
	j.Observe(func(batch []journal.Entry) {
		for _, e := range batch {
			if _, err := s.Call(t.Context(), e.RID); err != nil {
				t.Error(err)
			}
			seen = append(seen, e)
		}
	})
	r := aCall(1, "wx1", now())
	r.Query = "access_token=0123456789abcdef"
	j.Record(r)
	if err := j.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 1 || seen[0].RID != r.RID || seen[0].Query != "access_token=0123xxxx" {
		t.Errorf("told of %+v", seen)
	}
}

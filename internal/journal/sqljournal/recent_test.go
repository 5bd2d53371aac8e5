package sqljournal_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
)

// TestLookUpAfterReplacement looks up a call in a chunk that was looked into before
// it held that call: with as many calls then, of the same size.
func TestLookUpAfterReplacement(t *testing.T) {
	j := openMemoryJournal(t)
	defer j.Close()
	var calls []journal.Entry
	for i := range 8 {
		c := journal.Entry{RID: fmt.Sprintf("69cc59c0-9d3e5b%02x-4f6a7c81", 0x21+i), At: time.UnixMilli(0x69cc59c0 * 1000).UTC()}
		calls = append(calls, c)
		if err := j.AppendCalls(t.Context(), calls[i:]); err != nil {
			t.Fatal(err)
		}
	}
	find := func(c journal.Entry) {
		t.Helper()
		if got, err := j.Call(t.Context(), c.RID); err != nil || got != c {
			t.Errorf("Call(%s) = %+v, %v", c.RID, got, err)
		}
	}
	trim := func(most, want int) {
		t.Helper()
		if n, err := j.TrimCalls(t.Context(), time.Time{}, most, 0); n != want || err != nil {
			t.Fatalf("TrimCalls(%d) = %d, %v, want %d", most, n, err, want)
		}
	}
	find(calls[0])
	trim(len(calls), 0) // joins the chunks to the first
	if chunks, err := j.Chunks(t.Context()); err != nil || len(chunks) != 1 {
		t.Fatal(chunks, err)
	}
	trim(1, len(calls)-1)
	find(calls[len(calls)-1])
}

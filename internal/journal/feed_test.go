package journal_test

import (
	"context"
	"testing"

	"github.com/wxastore/wxastore/internal/journal"
)

// TestSubscribe follows the journal: masked calls that can be looked up.
func TestSubscribe(t *testing.T) {
	t.Parallel()
	j, s := openMemory(t, journal.Limits{})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	first, second := j.Subscribe(ctx), j.Subscribe(t.Context())
	r := aCall(1, "wx1", now())
	r.Query = "access_token=0123456789abcdef"
	j.Record(r)
	if err := j.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, calls := range []<-chan journal.Entry{first, second} {
		got := <-calls
		if got.RID != r.RID || got.Query != "access_token=0123xxxx" {
			t.Errorf("told of %+v", got)
		}
		if _, err := s.Call(t.Context(), got.RID); err != nil {
			t.Error(err)
		}
	}
	stop()
	if _, open := <-first; open {
		t.Error("a subscription outlives its context")
	}
	// Nobody reads: the journal goes on.
	for i := range 2 * journal.FeedBuffer {
		j.Record(aCall(i, "wx1", now()))
	}
	if err := j.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	j.Close()
	told := 0
	for range second {
		told++
	}
	if told != journal.FeedBuffer {
		t.Errorf("told of %d calls, want the %d that the buffer holds", told, journal.FeedBuffer)
	}
	if _, open := <-j.Subscribe(t.Context()); open {
		t.Error("a subscription to a journal that is closed")
	}
}

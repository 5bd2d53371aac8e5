package journal_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"regexp"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
)

// heldJournal is a store whose writes can be held up, as on a disk that hangs,
// and can fail.
type heldJournal struct {
	gate   chan struct{} // closed to let writes through; nil for an open one
	calls  int
	broken error
}

func (h *heldJournal) AppendCalls(_ context.Context, calls []journal.Entry) error {
	if h.gate != nil {
		<-h.gate
	}
	if h.broken != nil {
		return h.broken
	}
	h.calls += len(calls)
	return nil
}

func (h *heldJournal) Call(context.Context, string) (journal.Entry, error) {
	return journal.Entry{}, store.ErrNotFound
}

func (h *heldJournal) Calls(context.Context, journal.Filter, int) ([]journal.Entry, error) {
	return nil, nil
}

func (h *heldJournal) CountCalls(context.Context, journal.Filter, int, time.Duration) ([]journal.Count, bool, error) {
	return nil, true, nil
}

func (h *heldJournal) TrimCalls(context.Context, time.Time, int, int64) (int, error) {
	return 0, h.broken
}

func (h *heldJournal) Close() error { return nil }

// TestFullBuffer holds the disk up: one call waits, the rest is dropped at once
// and counted, and when the disk is back calls are kept again.
func TestFullBuffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		held := &heldJournal{gate: make(chan struct{})}
		j := journal.New(held, nil, journal.Limits{}, slog.New(slog.NewTextHandler(&log, nil)))
		recorded, start := 0, time.Now()
		record := func() {
			j.Record(aCall(recorded, "wxa", now()))
			recorded++
		}
		for j.Lost() < 1000 {
			record()
		}
		if took := time.Since(start); took != journal.RecordWait {
			t.Errorf("%d calls took %s: they must wait %s in all", recorded, took, journal.RecordWait)
		}
		time.Sleep(3 * journal.LogEvery)
		record()
		close(held.gate)
		if err := j.Flush(t.Context()); err != nil {
			t.Error(err)
		}
		for range 100 {
			record()
		}
		j.Close()
		j.Close()
		j.Record(aCall(recorded, "wxa", now()))
		recorded++
		if lost := j.Lost(); lost != 1002 || held.calls != recorded-1002 {
			t.Errorf("of %d calls %d were lost and %d kept", recorded, lost, held.calls)
		}
		var told []string
		for _, m := range regexp.MustCompile(`lost=(\d+)`).FindAllStringSubmatch(log.String(), -1) {
			told = append(told, m[1])
		}
		if want := []string{"1", "1001"}; !slices.Equal(told, want) {
			t.Errorf("the log told of %v lost calls, want %v", told, want)
		}
	})
}

func TestWaitsForRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		held := &heldJournal{gate: make(chan struct{})}
		j := journal.New(held, nil, journal.Limits{}, quiet)
		start := time.Now()
		time.AfterFunc(journal.RecordWait/2, func() { close(held.gate) })
		const calls = journal.BufferCalls + 2*journal.BatchCalls
		for n := range calls {
			j.Record(aCall(n, "wxa", now()))
		}
		j.Close()
		if took := time.Since(start); took != journal.RecordWait/2 || j.Lost() != 0 || held.calls != calls {
			t.Errorf("of %d calls %d were lost and %d kept, in %s", calls, j.Lost(), held.calls, took)
		}
	})
}

// TestBatchIsWrittenSoon writes although nobody asks and the batch is not full.
func TestBatchIsWrittenSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		held := &heldJournal{}
		j := journal.New(held, nil, journal.Limits{}, quiet)
		defer j.Close()
		j.Record(aCall(1, "wxa", now()))
		time.Sleep(journal.BatchWait)
		synctest.Wait()
		if held.calls != 1 {
			t.Errorf("%d calls are written after %s", held.calls, journal.BatchWait)
		}
	})
}

func TestBrokenStore(t *testing.T) {
	broken := errors.New("no disk")
	held := &heldJournal{broken: broken}
	j := journal.New(held, nil, journal.Limits{}, quiet)
	for n := range 3 {
		j.Record(aCall(n, "wxa", now()))
	}
	if err := j.Flush(t.Context()); !errors.Is(err, broken) {
		t.Errorf("flush: %v", err)
	}
	if _, err := j.Trim(t.Context(), now()); !errors.Is(err, broken) {
		t.Errorf("trim: %v", err)
	}
	j.Record(aCall(3, "wxa", now()))
	if _, err := j.Call(t.Context(), aCall(3, "wxa", now()).RID); !errors.Is(err, broken) {
		t.Errorf("look-up: %v", err)
	}
	j.Close()
	j.Record(aCall(4, "wxa", now()))
	if lost := j.Lost(); lost != 5 {
		t.Errorf("%d calls were lost", lost)
	}
	if err := j.Flush(t.Context()); err != nil {
		t.Errorf("flush when closed: %v", err)
	}
}

// TestFlushGivesUp does not wait for a disk that hangs.
func TestFlushGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		held := &heldJournal{gate: make(chan struct{})}
		j := journal.New(held, nil, journal.Limits{}, quiet)
		j.Record(aCall(1, "wxa", now()))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for range 2 { // while it is written, and before that
			if err := j.Flush(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("flush: %v", err)
			}
		}
		close(held.gate)
		j.Close()
	})
}

// TestCloseWritesAll closes while others record: what was not counted as lost
// is written.
func TestCloseWritesAll(t *testing.T) {
	held := &heldJournal{}
	j := journal.New(held, nil, journal.Limits{}, quiet)
	const goroutines, each = 16, 500
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for n := range each {
				j.Record(aCall(n, "wxa", now()))
			}
		})
	}
	time.Sleep(2 * time.Millisecond)
	j.Close()
	wg.Wait()
	if held.calls+int(j.Lost()) != goroutines*each {
		t.Errorf("%d calls: %d kept, %d lost", goroutines*each, held.calls, j.Lost())
	}
}

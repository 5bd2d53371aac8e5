package meter

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wxastore/wxastore/internal/store"
)

// heldJournal is a store whose writes can be held up, as on a disk that hangs,
// and can fail.
type heldJournal struct {
	mu     sync.Mutex // held to hold writes up
	calls  int
	broken error
}

func (h *heldJournal) AppendCalls(_ context.Context, calls []store.CallRecord) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken != nil {
		return h.broken
	}
	h.calls += len(calls)
	return nil
}

func (h *heldJournal) Call(context.Context, string) (store.CallRecord, error) {
	return store.CallRecord{}, store.ErrNotFound
}

func (h *heldJournal) Calls(context.Context, store.CallFilter, int) ([]store.CallRecord, error) {
	return nil, nil
}

func (h *heldJournal) TrimCalls(context.Context, time.Time, int, int64) (int, error) {
	return 0, h.broken
}

func (h *heldJournal) Close() error { return nil }

// TestFullBuffer holds the disk up: the calls wait once, the rest is dropped at
// once and counted, and when the disk is back calls are kept again.
func TestFullBuffer(t *testing.T) {
	defer goleak.VerifyNone(t)
	var log bytes.Buffer
	held := &heldJournal{}
	j := NewJournal(held, JournalLimits{}, slog.New(slog.NewTextHandler(&log, nil)))
	held.mu.Lock()
	recorded, start := 0, time.Now()
	for ; j.Lost() < 1000; recorded++ {
		j.Record(aCall(recorded, "wxa", now()))
	}
	if took := time.Since(start); took < recordWait || took > 100*recordWait {
		t.Errorf("%d calls took %s: they must wait %s in all", recorded, took, recordWait)
	}
	held.mu.Unlock()
	if err := j.Flush(t.Context()); err != nil {
		t.Error(err)
	}
	for range 100 {
		j.Record(aCall(recorded, "wxa", now()))
		recorded++
	}
	j.Close()
	j.Close()
	if lost := j.Lost(); lost != 1000 || held.calls != recorded-1000 {
		t.Errorf("of %d calls %d were lost and %d kept", recorded, lost, held.calls)
	}
	if n := strings.Count(log.String(), "\n"); n < 2 || n > 20 || !strings.Contains(log.String(), "lost=1000") {
		t.Errorf("the log has %d lines:\n%s", n, log.String())
	}
}

func TestWaitsForRoom(t *testing.T) {
	held := &heldJournal{}
	j := NewJournal(held, JournalLimits{}, quiet)
	defer j.Close()
	held.mu.Lock()
	for len(j.records) < journalBuffer {
		j.Record(aCall(1, "wxa", now()))
	}
	time.AfterFunc(recordWait/5, held.mu.Unlock)
	j.Record(aCall(2, "wxa", now()))
	if lost := j.Lost(); lost != 0 {
		t.Errorf("%d calls were lost while there was time", lost)
	}
}

func TestBrokenStore(t *testing.T) {
	broken := errors.New("no disk")
	held := &heldJournal{broken: broken}
	j := NewJournal(held, JournalLimits{}, quiet)
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
	if _, err := ask(j, "wxa", string(aCall(3, "wxa", now()).RID), now()); !errors.Is(err, broken) {
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
	held := &heldJournal{}
	j := NewJournal(held, JournalLimits{}, quiet)
	defer j.Close()
	held.mu.Lock()
	defer held.mu.Unlock()
	j.Record(aCall(1, "wxa", now()))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	for range 2 { // once under way, once before
		if err := j.Flush(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("flush: %v", err)
		}
	}
}

// TestCloseWritesAll closes while others record: what was not counted as lost
// is written.
func TestCloseWritesAll(t *testing.T) {
	held := &heldJournal{}
	j := NewJournal(held, JournalLimits{}, quiet)
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

package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
)

func trim(t *testing.T, j journal.Store, before time.Time, maxCalls int, maxBytes int64, want int) {
	t.Helper()
	if n, err := j.TrimCalls(context.Background(), before, maxCalls, maxBytes); n != want || err != nil {
		t.Errorf("TrimCalls(%v, %d, %d) = %d, %v, want %d", before, maxCalls, maxBytes, n, err, want)
	}
}

func trimByAge(t *testing.T, j journal.Store) {
	// The clock was turned back after the first call.
	var calls []journal.Entry
	for i, minute := range []int{5, 0, 1, 2} {
		c := call(i)
		c.At = noon().Add(time.Duration(minute) * time.Minute)
		calls = append(calls, c)
	}
	appendCalls(t, j, calls...)
	trim(t, j, time.Time{}, 0, 0, 0)
	trim(t, j, calls[1].At, 0, 0, 0)
	trim(t, j, calls[3].At, 0, 0, 2)
	want := []string{calls[3].RID, calls[0].RID}
	if diff := cmp.Diff(want, rids(t, j, journal.Filter{}, 10)); diff != "" {
		t.Errorf("calls differ (-want +got):\n%s", diff)
	}
	if _, err := j.Call(context.Background(), calls[1].RID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Call of one that was trimmed: %v, want ErrNotFound", err)
	}
	trim(t, j, noon().Add(time.Hour), 0, 0, 2)
	appendCalls(t, j, call(9))
	trim(t, j, time.Time{}, 1, 1<<20, 0)
}

func trimByNumber(t *testing.T, j journal.Store) {
	const many = 1700
	calls := appendNumbered(t, j, many)
	trim(t, j, time.Time{}, -1, -1, 0)
	trim(t, j, time.Time{}, many, 0, 0)
	trim(t, j, time.Time{}, many-1, 0, 1)
	trim(t, j, time.Time{}, 3, 0, many-4)
	want := []string{calls[many-1].RID, calls[many-2].RID, calls[many-3].RID}
	if diff := cmp.Diff(want, rids(t, j, journal.Filter{}, 10)); diff != "" {
		t.Errorf("calls differ (-want +got):\n%s", diff)
	}
}

func trimByBytes(t *testing.T, j journal.Store) {
	const size = 100_000
	random := rand.NewChaCha8([32]byte{1}) // what cannot be compressed takes its length on the disk
	for i := range 10 {
		c := call(i)
		bodies := make([]byte, size)
		if _, err := random.Read(bodies); err != nil {
			t.Fatal(err)
		}
		c.Request, c.Response = string(bodies[:size/2]), string(bodies[size/2:])
		appendCalls(t, j, c)
	}
	trim(t, j, time.Time{}, 0, 12*size, 0)
	trim(t, j, time.Time{}, 0, 6*size, 5) // what a call takes besides its bodies counts, too
	trim(t, j, time.Time{}, 0, 6*size, 0)
	trim(t, j, time.Time{}, 2, 6*size, 3)
	trim(t, j, time.Time{}, 0, 1, 2)
	if got := rids(t, j, journal.Filter{}, 10); got != nil {
		t.Errorf("calls = %v, want none", got)
	}
	// The totals are right still.
	appendCalls(t, j, call(1))
	trim(t, j, time.Time{}, 1, size, 0)
}

// journalAtOnce appends, reads and trims at the same time.
func journalAtOnce(t *testing.T, j journal.Store) {
	const rounds, batch = 5, 7
	ctx := context.Background()
	var mu sync.Mutex
	trimmed := 0
	everyWorker(func(worker int) {
		for round := range rounds {
			calls := make([]journal.Entry, batch)
			for i := range calls {
				calls[i] = call((worker*rounds+round)*batch + i)
				calls[i].AppID = fmt.Sprint("wx", worker)
			}
			if err := j.AppendCalls(ctx, calls); err != nil {
				t.Errorf("AppendCalls: %v", err)
			}
			// What was appended by one caller stays in order.
			got, err := j.Calls(ctx, journal.Filter{AppID: calls[0].AppID}, 1)
			if err != nil || len(got) > 0 && got[0].RID != calls[batch-1].RID {
				t.Errorf("the newest call = %+v, %v, want %s", got, err, calls[batch-1].RID)
			}
			if worker%8 == 0 {
				n, err := j.TrimCalls(ctx, time.Time{}, 500, 0)
				if err != nil {
					t.Errorf("TrimCalls: %v", err)
				}
				mu.Lock()
				trimmed += n
				mu.Unlock()
			}
		}
	})
	left := len(rids(t, j, journal.Filter{}, workers*rounds*batch))
	if left+trimmed != workers*rounds*batch {
		t.Errorf("%d calls are left and %d were trimmed, want together %d", left, trimmed, workers*rounds*batch)
	}
	trim(t, j, time.Time{}, 1, 0, left-1)
}

func closeJournal(t *testing.T, j journal.Store) {
	ctx := context.Background()
	ended, end := context.WithCancel(ctx)
	end()
	if err := j.AppendCalls(ended, []journal.Entry{call(1)}); !errors.Is(err, context.Canceled) {
		t.Errorf("AppendCalls with an ended context: %v, want context.Canceled", err)
	}
	if _, err := j.Calls(ended, journal.Filter{}, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("Calls with an ended context: %v, want context.Canceled", err)
	}
	if _, err := j.TrimCalls(ended, noon(), 1, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("TrimCalls with an ended context: %v, want context.Canceled", err)
	}
	if err := j.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if err := j.AppendCalls(ctx, []journal.Entry{call(1)}); !errors.Is(err, store.ErrClosed) {
		t.Errorf("AppendCalls after Close: %v, want ErrClosed", err)
	}
	if _, err := j.Call(ctx, "rid"); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Call after Close: %v, want ErrClosed", err)
	}
	if _, err := j.Calls(ctx, journal.Filter{}, 1); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Calls after Close: %v, want ErrClosed", err)
	}
	if _, err := j.TrimCalls(ctx, noon(), 1, 1); !errors.Is(err, store.ErrClosed) {
		t.Errorf("TrimCalls after Close: %v, want ErrClosed", err)
	}
}

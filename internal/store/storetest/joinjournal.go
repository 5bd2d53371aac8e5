package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/journal"
)

// joinCalls appends a few calls at a time, while the clock jumps, and trims now
// and then. However a journal puts calls together, it reads as one list.
func joinCalls(t *testing.T, j journal.Store) {
	ctx := context.Background()
	var want []journal.Entry // the newest first
	at := noon()
	for i := range 90 {
		switch i % 30 {
		case 10:
			at = at.Add(-50 * time.Hour)
		case 20:
			at = at.Add(70 * time.Hour)
		default:
			at = at.Add(250 * time.Millisecond)
		}
		var calls []journal.Entry
		for n := range 1 + i%3 {
			c := call(i)
			c.At, c.RID = at, fmt.Sprintf("%08x-%08x-%08x", at.Unix(), i, n)
			calls = append(calls, c)
			want = append([]journal.Entry{keptCall(c)}, want...)
		}
		appendCalls(t, j, calls...)
		if i%4 == 3 {
			trim(t, j, time.Time{}, len(want), 0, 0)
		}
	}
	same := func(doing string) {
		t.Helper()
		got, err := j.Calls(ctx, journal.Filter{}, len(want)+1)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v, calls differ (-want +got):\n%s", doing, err, diff)
		}
	}
	same("in the end")
	for n, c := range want {
		if got, err := j.Call(ctx, c.RID); err != nil || !cmp.Equal(got, c) {
			t.Errorf("Call(%s) = %+v, %v, want %+v", c.RID, got, err, c)
		}
		if n%7 != 0 {
			continue
		}
		var before []string
		for _, older := range want[n+1:] {
			before = append(before, older.RID)
		}
		if diff := cmp.Diff(before, rids(t, j, journal.Filter{Before: c.RID}, len(want))); diff != "" {
			t.Errorf("calls before %s differ (-want +got):\n%s", c.RID, diff)
		}
	}
	for len(want) > 0 {
		left := len(want) * 2 / 3
		trim(t, j, time.Time{}, max(left, 1), 0, len(want)-max(left, 1))
		if want = want[:max(left, 1)]; len(want) == 1 {
			break
		}
		same(fmt.Sprintf("cut to %d", left))
	}
}

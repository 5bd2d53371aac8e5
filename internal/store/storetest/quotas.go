package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

const (
	month  store.Span = "2026-03"
	day    store.Span = "2026-03-31"
	minute store.Span = "2026-03-31T12:00"
)

func exerciseQuotas(t *testing.T, open opener) {
	t.Run("Spend", func(t *testing.T) { spendQuota(t, open(t)) })
	t.Run("Clear", func(t *testing.T) { clearQuota(t, open(t)) })
	t.Run("Drop", func(t *testing.T) { dropQuota(t, open(t)) })
	t.Run("DropMinutes", func(t *testing.T) { dropMinutes(t, open(t)) })
	t.Run("Limit", func(t *testing.T) { limitQuota(t, open(t)) })
}

// take is the rule that takes n, whatever was used.
func take(n int) func(store.Quota, []int) ([]int, error) {
	return func(_ store.Quota, used []int) ([]int, error) { return ofEach(n, used), nil }
}

// ofEach is n for each of the spans.
func ofEach(n int, used []int) []int { return slices.Repeat([]int{n}, len(used)) }

func spend(t *testing.T, s Writes, appID, iface string, n int, spans ...store.Span) {
	t.Helper()
	if err := s.SpendQuota(context.Background(), appID, iface, spans, take(n)); err != nil {
		t.Fatalf("SpendQuota: %v", err)
	}
}

func used(t *testing.T, s Writes, appID, iface string, spans []store.Span, want ...int) {
	t.Helper()
	_, got, err := s.UsedQuota(context.Background(), appID, iface, spans)
	if !slices.Equal(got, want) || err != nil {
		t.Errorf("UsedQuota(%s, %s, %v) = %v, %v, want %v", appID, iface, spans, got, err, want)
	}
}

func spendQuota(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")
	both := []store.Span{day, minute}
	if _, _, err := s.UsedQuota(ctx, "wxnone", "a", both); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("UsedQuota of an unknown account: %v, want ErrNotFound", err)
	}
	if err := s.SpendQuota(ctx, "wxnone", "a", both, nil); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("SpendQuota of an unknown account: %v, want ErrNotFound, and no run of the rule", err)
	}

	seen := func(iface string, want store.Quota, wantUsed []int, n int, fail error, spans ...store.Span) {
		t.Helper()
		err := s.SpendQuota(ctx, "wx1", iface, spans, func(own store.Quota, used []int) ([]int, error) {
			if own != want || !slices.Equal(used, wantUsed) {
				t.Errorf("the rule of %s is given %+v and %v, want %+v and %v", iface, own, used, want, wantUsed)
			}
			for i := range used {
				used[i] = 1000 // it is the rule's own
			}
			return ofEach(n, used), fail
		})
		if err != fail {
			t.Errorf("SpendQuota: %v, want %v as it is", err, fail)
		}
	}
	own := account("wx1").Quotas["getAccessToken"]
	seen("getAccessToken", own, []int{0, 0}, 2, nil, both...)
	seen("getAccessToken", own, []int{2}, 3, nil, day)
	seen("getAccessToken", own, []int{2, 5}, 7, errors.New("refused"), minute, day)
	seen("getAccessToken", own, []int{2, 5}, 0, nil, minute, day)
	seen("getAccessToken", own, nil, 1, nil)
	if got, _, err := s.UsedQuota(ctx, "wx1", "getAccessToken", nil); got != own || err != nil {
		t.Errorf("UsedQuota gives the limits %+v, %v, want %+v", got, err, own)
	}
	seen("other", store.Quota{}, []int{0, 0}, 1, nil, both...)
	used(t, s, "wx1", "getAccessToken", both, 5, 2)
	used(t, s, "wx2", "getAccessToken", both, 0, 0)

	// A count never falls below zero, also where it is not there.
	spend(t, s, "wx1", "getAccessToken", -3, day, minute, month)
	used(t, s, "wx1", "getAccessToken", []store.Span{day, minute, month}, 2, 0, 0)
	spend(t, s, "wx1", "getAccessToken", 1, month)
	used(t, s, "wx1", "getAccessToken", []store.Span{month}, 1)
}

func clearQuota(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")
	spans := []store.Span{day, minute, "2026-03-31T00:00", "2026-03-31T23:59", "2026-03-30", "2026-03-30T23:59", month, "2026-03-310"}
	for _, appID := range []string{"wx1", "wx2"} {
		spend(t, s, appID, "a", 1, spans...)
		spend(t, s, appID, "b", 2, day, minute)
	}
	if err := s.ClearQuota(ctx, "wxnone", store.Clearing{Month: month, Day: day}, nil); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("ClearQuota of an unknown account: %v, want ErrNotFound, and no run of the rule", err)
	}
	refused := errors.New("refused")
	for _, step := range []struct {
		month store.Span
		want  int
		err   error
	}{{month, 0, refused}, {month, 0, nil}, {month, 1, nil}, {month, 2, refused}, {"2026-04", 0, nil}, {month, 2, nil}} {
		err := s.ClearQuota(ctx, "wx1", store.Clearing{Month: step.month, Day: day}, func(cleared int) error {
			if cleared != step.want {
				t.Errorf("the rule is told of %d times in %s, want %d", cleared, step.month, step.want)
			}
			return step.err
		})
		if err != step.err {
			t.Errorf("ClearQuota: %v, want %v as it is", err, step.err)
		}
		if step.want == 0 && step.err != nil {
			used(t, s, "wx1", "b", []store.Span{day, minute}, 2, 2)
		}
	}
	used(t, s, "wx1", "a", spans, 0, 0, 0, 0, 1, 1, 1, 1)
	used(t, s, "wx1", "b", []store.Span{day, minute}, 0, 0)
	used(t, s, "wx2", "a", spans, 1, 1, 1, 1, 1, 1, 1, 1)
	if err := s.ClearQuota(ctx, "wx2", store.Clearing{Month: month, Day: day, Except: []string{"c", "b"}}, func(int) error { return nil }); err != nil {
		t.Errorf("ClearQuota with exceptions: %v", err)
	}
	used(t, s, "wx2", "a", []store.Span{day, minute}, 0, 0)
	used(t, s, "wx2", "b", []store.Span{day, minute}, 2, 2)
	clearOneQuota(t, s)
}

// clearOneQuota clears the counts of single interfaces, which is counted apart
// from the clears of all.
func clearOneQuota(t *testing.T, s Writes) {
	t.Helper()
	spend(t, s, "wx2", "a", 3, day, minute)
	for _, step := range []struct {
		c       store.Clearing
		cleared int
		a, b    int
	}{
		{store.Clearing{Only: "c"}, 0, 3, 2},
		{store.Clearing{Only: "b", Except: []string{"b"}}, 1, 3, 2},
		{store.Clearing{Only: "b"}, 2, 3, 0},
		{store.Clearing{}, 1, 0, 0},
		{store.Clearing{Only: "a"}, 3, 0, 0},
	} {
		step.c.Month, step.c.Day = month, day
		err := s.ClearQuota(context.Background(), "wx2", step.c, func(cleared int) error {
			if cleared != step.cleared {
				t.Errorf("clearing %q, the rule is told of %d times, want %d", step.c.Only, cleared, step.cleared)
			}
			return nil
		})
		if err != nil {
			t.Errorf("clearing %q: %v", step.c.Only, err)
		}
		used(t, s, "wx2", "a", []store.Span{day, minute}, step.a, step.a)
		used(t, s, "wx2", "b", []store.Span{day, minute}, step.b, step.b)
	}
}

func dropQuota(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")
	spans := []store.Span{
		"2026-02", "2026-02-28", "2026-03", "2026-03-30", "2026-03-30T23:59",
		"2026-03-31", "2026-03-31T11:59", "2026-03-31T12:00", "2026-03-31T12:01", "2026-04-01",
	}
	spend(t, s, "wx1", "a", 1, spans...)
	spend(t, s, "wx2", "b", 1, "2026-03-30", "2026-03")
	if err := s.ClearQuota(ctx, "wx1", store.Clearing{Month: month, Day: "2026-03-01"}, func(int) error { return nil }); err != nil {
		t.Fatalf("ClearQuota: %v", err)
	}
	for _, step := range []struct {
		before      store.Span
		limit, want int
	}{
		{"", 10, 0}, {minute, 0, 0}, {minute, -1, 0},
		// What holds the moment stays: the month, the day and the minute.
		{"2026-03", 10, 2}, {day, 2, 2}, {day, 10, 1}, {minute, 10, 1}, {minute, 10, 0},
	} {
		if n, err := s.DropQuota(ctx, step.before, step.limit); n != step.want || err != nil {
			t.Errorf("DropQuota(%q, %d) = %d, %v, want %d", step.before, step.limit, n, err, step.want)
		}
	}
	used(t, s, "wx1", "a", spans, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1)
	err := s.ClearQuota(ctx, "wx1", store.Clearing{Month: month, Day: day}, func(cleared int) error {
		if cleared != 1 {
			t.Errorf("the account cleared its quotas %d times, want 1", cleared)
		}
		return nil
	})
	if err != nil {
		t.Errorf("ClearQuota: %v", err)
	}
	if n, err := s.DropQuota(ctx, "2026-05-01", 100); n == 0 || err != nil {
		t.Errorf("DropQuota = %d, %v, want what is left", n, err)
	}
	err = s.ClearQuota(ctx, "wx1", store.Clearing{Month: month, Day: day}, func(cleared int) error {
		if cleared != 0 {
			t.Errorf("the account cleared its quotas %d times in a month that was dropped, want 0", cleared)
		}
		return nil
	})
	if err != nil {
		t.Errorf("ClearQuota: %v", err)
	}
}

func dropMinutes(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")
	spans := []store.Span{
		"2026-03", "2026-03-30", "2026-03-30T23:59", "2026-03-31", "2026-03-31T00:00", "2026-03-31T11:58", "2026-03-31T11:59", "2026-04-01T00:00",
	}
	spend(t, s, "wx1", "a", 1, spans...)
	spend(t, s, "wx2", "b", 1, "2026-03-31", "2026-03-31T11:58")
	for _, step := range []struct {
		day, before store.Span
		limit, want int
	}{
		{day, "2026-03-31T11:59", 0, 0}, {day, "2026-03-31T11:59", 2, 2}, {day, "2026-03-31T11:59", 10, 1}, {day, "2026-03-31T11:59", 10, 0},
		{"2026-03-30", "", 10, 1}, {"2026-03-29", "", 10, 0},
	} {
		if n, err := s.DropMinutes(ctx, step.day, step.before, step.limit); n != step.want || err != nil {
			t.Errorf("DropMinutes(%q, %q, %d) = %d, %v, want %d", step.day, step.before, step.limit, n, err, step.want)
		}
	}
	used(t, s, "wx1", "a", spans, 1, 1, 0, 1, 0, 0, 1, 1)
}

// limitQuota lets all workers spend until a limit stops them.
func limitQuota(t *testing.T, s Writes) {
	const limit, rounds = 1000, 10
	ctx := context.Background()
	seed(t, s, "wx1")
	full := errors.New("quota is used up")
	for round := range rounds {
		spans := []store.Span{store.Span(fmt.Sprintf("2026-03-%02d", round+1)), minute}
		spend(t, s, "wx1", "a", -limit, minute)
		var taken atomic.Int64
		everyWorker(func(int) {
			for {
				err := s.SpendQuota(ctx, "wx1", "a", spans, func(_ store.Quota, used []int) ([]int, error) {
					if used[0] >= limit {
						return nil, full
					}
					return ofEach(1, used), nil
				})
				if err == full {
					return
				}
				if err != nil {
					t.Errorf("SpendQuota: %v", err)
					return
				}
				taken.Add(1)
			}
		})
		_, got, err := s.UsedQuota(ctx, "wx1", "a", spans)
		if diff := cmp.Diff([]int{limit, limit}, got); taken.Load() != limit || diff != "" || err != nil {
			t.Errorf("%d were taken of %d, %v, the counts differ (-want +got):\n%s", taken.Load(), limit, err, diff)
		}
	}
}

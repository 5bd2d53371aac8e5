package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

// exerciseHistories reads histories of some hundred changes, page by page from
// everywhere, as they were made and after they were copied in any order.
func exerciseHistories(t *testing.T, open opener) {
	ctx := context.Background()
	from, to := open(t), open(t)
	apps := []string{"wx1", "wx2", "wx3"}
	seed(t, from, apps...)
	more := func(s Writes, changes int) {
		t.Helper()
		for i := range changes {
			for n, app := range apps {
				if i%(n+1) > 0 {
					continue // every second, every third
				}
				if err := s.ModifyMerchant(ctx, app, change(fmt.Sprint(changes, " ", i), store.Hash{})); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	more(from, 150)
	for _, app := range apps {
		pageThrough(t, from, app)
	}

	all := readAll(t, from)
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b copied) int { return tableOrder(to, a) - tableOrder(to, b) })
	if err := ReplaceAll(ctx, to, fill(all)); err != nil {
		t.Fatal(err)
	}
	more(from, 70)
	more(to, 70)
	for _, app := range apps {
		want, got := pageThrough(t, from, app), pageThrough(t, to, app)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the history of %s differs after a copy (-want +got):\n%s", app, diff)
		}
	}

	i := slices.IndexFunc(all, func(c copied) bool { return c.Table == "merchant_changes" })
	err := ReplaceAll(ctx, to, fill(slices.Insert(all, i, all[i])))
	if _, ok := errors.AsType[store.BadCopy](err); !ok {
		t.Errorf("ReplaceAll with a change twice: %v, want a BadCopy", err)
	}
	for _, app := range apps {
		pageThrough(t, to, app)
	}
}

func tableOrder(s Writes, c copied) int {
	return slices.IndexFunc(s.Tables(), func(t store.Table) bool { return t.Name == c.Table })
}

// pageThrough returns the history of a merchant, after it has compared pages from
// each version on, in both directions, with it.
func pageThrough(t *testing.T, s Writes, app string) []store.Change {
	t.Helper()
	ctx := context.Background()
	m, err := s.Merchant(ctx, app)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.History(ctx, app, 0, int(m.Version)+1)
	if err != nil || len(all) != int(m.Version) {
		t.Fatalf("History of %s has %d changes of %d, %v", app, len(all), m.Version, err)
	}
	for i, c := range all {
		if c.Version != int64(i)+1 || c.AppID != app {
			t.Fatalf("History of %s has %s %d as number %d", app, c.AppID, c.Version, i+1)
		}
	}
	newest := slices.Clone(all)
	slices.Reverse(newest)
	for _, version := range []int64{0, 1, 2, 63, 64, 65, 66, 100, 128, 129, 150, m.Version - 1, m.Version, m.Version + 1, m.Version + 2} {
		limit := 1 + int(version%5)*17
		got, err := s.History(ctx, app, version, limit)
		want := all[min(int(version), len(all)):min(int(version)+limit, len(all))]
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("History of %s after %d up to %d: %v, %d changes, want %d", app, version, limit, err, len(got), len(want))
		}
		if version == 0 {
			continue // 0 does not bound
		}
		first := min(max(0, len(all)-int(version)+1), len(all))
		want = newest[first:min(first+limit, len(all))]
		if got, err = s.LatestChanges(ctx, app, version, limit); err != nil || !slices.Equal(got, want) {
			t.Errorf("LatestChanges of %s before %d up to %d: %v, %d changes, want %d", app, version, limit, err, len(got), len(want))
		}
	}
	return all
}

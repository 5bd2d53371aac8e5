package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

// ExerciseJournal holds a journal to its contract. open returns a journal
// without calls, each time another; ExerciseJournal closes it.
func ExerciseJournal(t *testing.T, open func(t *testing.T) store.Journal) {
	for _, part := range []struct {
		name string
		test func(*testing.T, store.Journal)
	}{
		{"Keep", keepCalls},
		{"SameRID", sameRID},
		{"Filter", filterCalls},
		{"Page", pageCalls},
		{"TrimByAge", trimByAge},
		{"TrimByNumber", trimByNumber},
		{"TrimByBytes", trimByBytes},
		{"Join", joinCalls},
		{"Concurrency", journalAtOnce},
		{"Closing", closeJournal},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			j := open(t)
			t.Cleanup(func() {
				if err := j.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			})
			part.test(t, j)
		})
	}
}

// call is a call in which no field is zero, in the second of noon. The random
// part of its rid falls as i rises.
func call(i int) store.CallRecord {
	return store.CallRecord{
		RID: fmt.Sprintf("%08x-%08x-00000000", noon().Unix(), 1_000_000-i), Kind: store.CallInjected, AppID: "wx1", Claimed: "wxclaimed",
		Interface: "modifywxastore", Method: "POST", Path: "/wxa/modify_merchant", Query: "access_token=***",
		Request: `{"intro":"饺子 <&>"}`, Response: `{"errcode":85049,"errmsg":"…"}`, Code: 85049, Status: 200,
		Header: "Accept: */*\nHost: 127.0.0.1:8080\n",
		At:     noon(), Cost: 1_234_567 * time.Nanosecond, ClientIP: "2001:db8::1", UserAgent: "curl/8", Fault: "slow", Reason: "answered \"不\", not success",
	}
}

// keptCall is what a journal makes of a call.
func keptCall(c store.CallRecord) store.CallRecord {
	c.At, c.Cost = kept(c.At), c.Cost.Truncate(time.Microsecond)
	return c
}

func appendCalls(t *testing.T, j store.Journal, calls ...store.CallRecord) {
	t.Helper()
	if err := j.AppendCalls(context.Background(), calls); err != nil {
		t.Fatalf("AppendCalls: %v", err)
	}
}

// appendNumbered adds n calls that differ in their rids.
func appendNumbered(t *testing.T, j store.Journal, n int) []store.CallRecord {
	t.Helper()
	calls := make([]store.CallRecord, n)
	for i := range calls {
		calls[i] = call(i)
	}
	appendCalls(t, j, calls...)
	return calls
}

// rids are those of the calls that a filter selects.
func rids(t *testing.T, j store.Journal, f store.CallFilter, limit int) []string {
	t.Helper()
	calls, err := j.Calls(context.Background(), f, limit)
	if err != nil {
		t.Fatalf("Calls: %v", err)
	}
	var found []string
	for _, c := range calls {
		found = append(found, c.RID)
	}
	return found
}

func keepCalls(t *testing.T, j store.Journal) {
	ctx := context.Background()
	full, odd := call(1), call(2)
	// A body that was cut in the middle of a character, and one that no text
	// should have.
	odd.AppID, odd.Request, odd.Response = "", "饺子"[:4], "a\x00b\xff"
	calls := []store.CallRecord{full, odd, {RID: "bare"}}
	appendCalls(t, j)
	appendCalls(t, j, calls...)
	for _, want := range calls {
		got, err := j.Call(ctx, want.RID)
		if diff := cmp.Diff(keptCall(want), got); diff != "" || err != nil {
			t.Errorf("Call(%s): %v, differs (-want +got):\n%s", want.RID, err, diff)
		}
	}
	got, err := j.Calls(ctx, store.CallFilter{}, 10)
	want := []store.CallRecord{keptCall(calls[2]), keptCall(odd), keptCall(full)}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Calls: %v, differs (-want +got):\n%s", err, diff)
	}
	if _, err := j.Call(ctx, "none"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Call of an unknown rid: %v, want ErrNotFound", err)
	}
}

// sameRID adds two calls that drew the same random number.
func sameRID(t *testing.T, j store.Journal) {
	first, second := call(1), call(1)
	second.Response = "second"
	appendCalls(t, j, call(0), first)
	appendCalls(t, j, second)
	if got, err := j.Call(context.Background(), first.RID); err != nil || got.Response != "second" {
		t.Errorf("Call = %+v, %v, want the newer of the two", got, err)
	}
	want := []string{first.RID, first.RID, call(0).RID}
	if diff := cmp.Diff(want, rids(t, j, store.CallFilter{}, 10)); diff != "" {
		t.Errorf("Calls differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[2:], rids(t, j, store.CallFilter{Before: first.RID}, 10)); diff != "" {
		t.Errorf("Calls before both differ (-want +got):\n%s", diff)
	}
}

func filterCalls(t *testing.T, j store.Journal) {
	ok, failed := 0, 85049
	calls := []store.CallRecord{call(0), call(1), call(2), call(3)}
	calls[1].AppID, calls[1].Code = "wx2", ok
	calls[2].Interface, calls[2].Request = "", "a 100% DUMPLING_"
	// The clock was turned back.
	calls[3].At = noon().Add(-time.Hour)
	calls[3].Path = "/wxa/other"
	appendCalls(t, j, calls...)
	for name, c := range map[string]struct {
		filter store.CallFilter
		want   []int
	}{
		"all":               {store.CallFilter{}, []int{3, 2, 1, 0}},
		"AppID":             {store.CallFilter{AppID: "wx1"}, []int{3, 2, 0}},
		"AppID claimed":     {store.CallFilter{AppID: "wxclaimed"}, []int{3, 2, 1, 0}},
		"no such AppID":     {store.CallFilter{AppID: "wx"}, nil},
		"Interface":         {store.CallFilter{Interface: "modifywxastore"}, []int{3, 1, 0}},
		"Code 0":            {store.CallFilter{Code: &ok}, []int{1}},
		"Code":              {store.CallFilter{Code: &failed}, []int{3, 2, 0}},
		"From":              {store.CallFilter{From: noon()}, []int{2, 1, 0}},
		"To":                {store.CallFilter{To: noon()}, []int{3}},
		"From and To":       {store.CallFilter{From: noon().Add(-time.Hour), To: noon().Add(time.Millisecond)}, []int{3, 2, 1, 0}},
		"an empty stretch":  {store.CallFilter{From: noon(), To: noon()}, nil},
		"Text, as it is":    {store.CallFilter{Text: "100% DUMPLING_"}, []int{2}},
		"Text, in capitals": {store.CallFilter{Text: "/WXA/"}, nil},
		"Text, no pattern":  {store.CallFilter{Text: "%"}, []int{2}},
		"Text in path":      {store.CallFilter{Text: "other"}, []int{3}},
		"Text in response":  {store.CallFilter{Text: "errmsg"}, []int{3, 2, 1, 0}},
		"Text, not ASCII":   {store.CallFilter{Text: "子"}, []int{3, 1, 0}},
		"Before":            {store.CallFilter{Before: calls[2].RID}, []int{1, 0}},
		"Before the first":  {store.CallFilter{Before: calls[0].RID}, nil},
		"Before one gone":   {store.CallFilter{Before: "gone"}, nil},
		"all at once": {store.CallFilter{
			AppID: "wx1", Interface: "modifywxastore", Code: &failed, From: noon(), To: noon().Add(time.Second),
			Text: "intro", Before: calls[3].RID,
		}, []int{0}},
	} {
		var want []string
		for _, i := range c.want {
			want = append(want, calls[i].RID)
		}
		if diff := cmp.Diff(want, rids(t, j, c.filter, 10)); diff != "" {
			t.Errorf("%s: calls differ (-want +got):\n%s", name, diff)
		}
	}
	for _, limit := range []int{-1, 0} {
		if got := rids(t, j, store.CallFilter{}, limit); got != nil {
			t.Errorf("Calls up to %d = %v, want none", limit, got)
		}
	}
}

// pageCalls reads all calls of one second page by page.
func pageCalls(t *testing.T, j store.Journal) {
	calls := appendNumbered(t, j, 25)
	stretch := store.CallFilter{From: noon(), To: noon().Add(time.Second)}
	for _, f := range []store.CallFilter{{}, {AppID: "wx1"}, {Text: "intro"}, stretch} {
		next := len(calls) - 1
		for {
			page := rids(t, j, f, 4)
			for _, rid := range page {
				if next < 0 || rid != calls[next].RID {
					t.Fatalf("the call after number %d is %s with filter %+v", next+1, rid, f)
				}
				next--
			}
			if len(page) < 4 {
				break
			}
			f.Before = page[len(page)-1]
		}
		if next != -1 {
			t.Errorf("%d calls are missing with filter %+v", next+1, f)
		}
	}
}

package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
)

// ExerciseJournal holds a journal to its contract. open returns a journal
// without calls, each time another; ExerciseJournal closes it.
func ExerciseJournal(t *testing.T, open func(t *testing.T) journal.Store) {
	for _, part := range []struct {
		name string
		test func(*testing.T, journal.Store)
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
func call(i int) journal.Entry {
	return journal.Entry{
		RID: fmt.Sprintf("%08x-%08x-00000000", noon().Unix(), 1_000_000-i), Kind: journal.Injected, AppID: "wx1", Claimed: "wxclaimed",
		Interface: "modifywxastore", Method: "POST", Path: "/wxa/modify_merchant", Query: "access_token=***",
		Request: `{"intro":"饺子 <&>"}`, Response: `{"errcode":85049,"errmsg":"…"}`, Code: 85049, Status: 200,
		Header: "Accept: */*\nHost: 127.0.0.1:8080\n",
		At:     noon(), Cost: 1_234_567 * time.Nanosecond, ClientIP: "2001:db8::1", UserAgent: "curl/8", Fault: "slow", Reason: "answered \"不\", not success",
	}
}

// keptCall is what a journal makes of a call.
func keptCall(c journal.Entry) journal.Entry {
	c.At, c.Cost = kept(c.At), c.Cost.Truncate(time.Microsecond)
	return c
}

func appendCalls(t *testing.T, j journal.Store, calls ...journal.Entry) {
	t.Helper()
	if err := j.AppendCalls(context.Background(), calls); err != nil {
		t.Fatalf("AppendCalls: %v", err)
	}
}

// appendNumbered adds n calls that differ in their rids.
func appendNumbered(t *testing.T, j journal.Store, n int) []journal.Entry {
	t.Helper()
	calls := make([]journal.Entry, n)
	for i := range calls {
		calls[i] = call(i)
	}
	appendCalls(t, j, calls...)
	return calls
}

// rids are those of the calls that a filter selects.
func rids(t *testing.T, j journal.Store, f journal.Filter, limit int) []string {
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

func keepCalls(t *testing.T, j journal.Store) {
	ctx := context.Background()
	full, odd := call(1), call(2)
	// A body that was cut in the middle of a character, and one that no text
	// should have.
	odd.AppID, odd.Request, odd.Response = "", "饺子"[:4], "a\x00b\xff"
	calls := []journal.Entry{full, odd, {RID: "bare"}}
	appendCalls(t, j)
	appendCalls(t, j, calls...)
	for _, want := range calls {
		got, err := j.Call(ctx, want.RID)
		if diff := cmp.Diff(keptCall(want), got); diff != "" || err != nil {
			t.Errorf("Call(%s): %v, differs (-want +got):\n%s", want.RID, err, diff)
		}
	}
	got, err := j.Calls(ctx, journal.Filter{}, 10)
	want := []journal.Entry{keptCall(calls[2]), keptCall(odd), keptCall(full)}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Calls: %v, differs (-want +got):\n%s", err, diff)
	}
	if _, err := j.Call(ctx, "none"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Call of an unknown rid: %v, want ErrNotFound", err)
	}
}

// sameRID adds two calls that drew the same random number.
func sameRID(t *testing.T, j journal.Store) {
	first, second := call(1), call(1)
	second.Response = "second"
	appendCalls(t, j, call(0), first)
	appendCalls(t, j, second)
	if got, err := j.Call(context.Background(), first.RID); err != nil || got.Response != "second" {
		t.Errorf("Call = %+v, %v, want the newer of the two", got, err)
	}
	want := []string{first.RID, first.RID, call(0).RID}
	if diff := cmp.Diff(want, rids(t, j, journal.Filter{}, 10)); diff != "" {
		t.Errorf("Calls differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[2:], rids(t, j, journal.Filter{Before: first.RID}, 10)); diff != "" {
		t.Errorf("Calls before both differ (-want +got):\n%s", diff)
	}
}

func filterCalls(t *testing.T, j journal.Store) {
	ok, failed := 0, 85049
	calls := []journal.Entry{call(0), call(1), call(2), call(3)}
	calls[1].AppID, calls[1].Code, calls[1].Kind = "wx2", ok, journal.Answered
	calls[2].Interface, calls[2].Request = "", "a 100% DUMPLING_"
	// The clock was turned back.
	calls[3].At = noon().Add(-time.Hour)
	calls[3].Path = "/wxa/other"
	appendCalls(t, j, calls...)
	for name, c := range map[string]struct {
		filter journal.Filter
		want   []int
	}{
		"all":               {journal.Filter{}, []int{3, 2, 1, 0}},
		"AppID":             {journal.Filter{AppID: "wx1"}, []int{3, 2, 0}},
		"AppID claimed":     {journal.Filter{AppID: "wxclaimed"}, []int{3, 2, 1, 0}},
		"no such AppID":     {journal.Filter{AppID: "wx"}, nil},
		"Interface":         {journal.Filter{Interface: "modifywxastore"}, []int{3, 1, 0}},
		"Code 0":            {journal.Filter{Code: &ok}, []int{1}},
		"Code":              {journal.Filter{Code: &failed}, []int{3, 2, 0}},
		"From":              {journal.Filter{From: noon()}, []int{2, 1, 0}},
		"To":                {journal.Filter{To: noon()}, []int{3}},
		"From and To":       {journal.Filter{From: noon().Add(-time.Hour), To: noon().Add(time.Millisecond)}, []int{3, 2, 1, 0}},
		"an empty stretch":  {journal.Filter{From: noon(), To: noon()}, nil},
		"Text, as it is":    {journal.Filter{Text: "100% DUMPLING_"}, []int{2}},
		"Text, in capitals": {journal.Filter{Text: "/WXA/"}, nil},
		"Text, no pattern":  {journal.Filter{Text: "%"}, []int{2}},
		"Text in path":      {journal.Filter{Text: "other"}, []int{3}},
		"Text in response":  {journal.Filter{Text: "errmsg"}, []int{3, 2, 1, 0}},
		"Text, not ASCII":   {journal.Filter{Text: "子"}, []int{3, 1, 0}},
		"Before":            {journal.Filter{Before: calls[2].RID}, []int{1, 0}},
		"After":             {journal.Filter{After: calls[1].RID}, []int{3, 2}},
		"After, of none":    {journal.Filter{After: calls[3].RID}, nil},
		"After, filtered":   {journal.Filter{After: calls[0].RID, AppID: "wx1"}, []int{3, 2}},
		"Kind":              {journal.Filter{Kinds: []journal.Kind{journal.Injected, journal.Gone}}, []int{3, 2, 0}},
		"Kind, of none":     {journal.Filter{Kinds: []journal.Kind{journal.Cut}}, nil},
		"AppIDs":            {journal.Filter{AppIDs: []string{"wx2", "wx3"}}, []int{1}},
		"Client address":    {journal.Filter{Client: calls[0].ClientIP[1:]}, []int{3, 2, 1, 0}},
		"Client agent":      {journal.Filter{Client: calls[0].UserAgent[1:]}, []int{3, 2, 1, 0}},
		"Client, of none":   {journal.Filter{Client: "no such client"}, nil},
		"Text, one sign":    {journal.Filter{Text: "龘"}, nil},
		"Incoming":          {journal.Filter{Traffic: journal.Incoming}, []int{3, 2, 1, 0}},
		"Outgoing":          {journal.Filter{Traffic: journal.Outgoing}, nil},
		"Before the first":  {journal.Filter{Before: calls[0].RID}, nil},
		"Before one gone":   {journal.Filter{Before: "gone"}, nil},
		"all at once": {journal.Filter{
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
	counts, all, err := j.CountCalls(context.Background(), journal.Filter{}, 10, time.Minute)
	want := []journal.Count{{Kind: journal.Injected, Code: failed, Status: 200, Calls: 3}, {Kind: journal.Answered, Status: 200, Calls: 1}}
	if diff := cmp.Diff(want, counts); diff != "" || !all || err != nil {
		t.Errorf("CountCalls: all %t, %v, differs (-want +got):\n%s", all, err, diff)
	}
	if _, all, err = j.CountCalls(context.Background(), journal.Filter{}, 2, time.Minute); all || err != nil {
		t.Errorf("CountCalls of two: all %t, %v", all, err)
	}
	for _, limit := range []int{-1, 0} {
		if got := rids(t, j, journal.Filter{}, limit); got != nil {
			t.Errorf("Calls up to %d = %v, want none", limit, got)
		}
	}
}

// pageCalls reads all calls of one second page by page.
func pageCalls(t *testing.T, j journal.Store) {
	calls := appendNumbered(t, j, 25)
	stretch := journal.Filter{From: noon(), To: noon().Add(time.Second)}
	for _, f := range []journal.Filter{{}, {AppID: "wx1"}, {Text: "intro"}, stretch} {
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

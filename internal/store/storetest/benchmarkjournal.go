package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
)

const (
	// benchBatch is how many calls are appended in one write.
	benchBatch = 256
	// fewAccounts is how many accounts call where that is of no concern.
	fewAccounts = 20
)

// benchCalls are calls that look like real ones, numbered from first on, of
// several accounts in turn.
func benchCalls(first, n, accounts int) []journal.Entry {
	calls := make([]journal.Entry, n)
	for i := range calls {
		number := first + i
		at := noon().Add(time.Duration(number) * 200 * time.Microsecond)
		calls[i] = journal.Entry{
			RID:   fmt.Sprintf("%08x-%08x-%08x", uint32(at.Unix()), uint32(number)*2654435761, uint32(number)),
			AppID: benchApp(number % accounts), Interface: "modifywxastore", Method: "POST",
			Path: "/wxa/modify_merchant", Query: "access_token=99_" + strings.Repeat("*", 12),
			Request:  `{"headimg_mediaid":"","intro":"Dumplings, made by hand every morning"}`,
			Response: `{"errcode":0,"errmsg":"ok"}`, Status: 200, At: at, Cost: 1234 * time.Microsecond,
			ClientIP: "192.0.2.17", UserAgent: "Go-http-client/1.1",
		}
	}
	return calls
}

// BenchmarkJournal measures a journal. open returns one without calls, each
// time another; BenchmarkJournal closes it.
func BenchmarkJournal(b *testing.B, open func(b *testing.B) journal.Store) {
	for _, part := range []struct {
		name    string
		measure func(*testing.B, journal.Store)
	}{
		{"Append", func(b *testing.B, j journal.Store) { benchmarkAppend(b, j, fewAccounts) }},
		{"AppendOfManyAccounts", func(b *testing.B, j journal.Store) { benchmarkAppend(b, j, benchMerchants) }},
		{"AppendAndTrim", benchmarkAppendAndTrim},
		{"Calls", benchmarkCalls},
		{"Million", benchmarkMillion},
	} {
		b.Run(part.name, func(b *testing.B) {
			j := open(b)
			part.measure(b, j)
			if err := j.Close(); err != nil {
				b.Error(err)
			}
		})
	}
}

// benchmarkAppend counts calls, not batches.
func benchmarkAppend(b *testing.B, j journal.Store, accounts int) {
	b.ReportAllocs()
	for i := 0; i < b.N; i += benchBatch {
		if err := j.AppendCalls(b.Context(), benchCalls(i, min(benchBatch, b.N-i), accounts)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
}

// benchmarkAppendAndTrim keeps 50,000 calls and counts those that are added
// after that.
func benchmarkAppendAndTrim(b *testing.B, j journal.Store) {
	const keep = 50_000
	appendCalls := func(i, n int) {
		if err := j.AppendCalls(b.Context(), benchCalls(i, n, fewAccounts)); err != nil {
			b.Fatal(err)
		}
	}
	for i := 0; i < keep; i += benchBatch {
		appendCalls(i, benchBatch)
	}
	if _, err := j.TrimCalls(b.Context(), time.Time{}, keep, 0); err != nil { // it joins all of them
		b.Fatal(err)
	}
	b.ResetTimer()
	for i := 0; i < b.N; i += benchBatch {
		appendCalls(keep+i, min(benchBatch, b.N-i))
		if _, err := j.TrimCalls(b.Context(), time.Time{}, keep, 0); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
}

// benchmarkCalls reads the newest page of 100,000 calls, by several filters.
func benchmarkCalls(b *testing.B, j journal.Store) {
	const many = 100_000
	for i := 0; i < many; i += benchBatch {
		if err := j.AppendCalls(b.Context(), benchCalls(i, benchBatch, fewAccounts)); err != nil {
			b.Fatal(err)
		}
	}
	middle := benchCalls(many/2, 1, fewAccounts)[0]
	failed := 47001
	for _, part := range []struct {
		name   string
		filter journal.Filter
	}{
		{"Newest", journal.Filter{}},
		{"Before", journal.Filter{Before: middle.RID}},
		{"App", journal.Filter{AppID: middle.AppID}},
		{"AppBefore", journal.Filter{AppID: middle.AppID, Before: middle.RID}},
		{"Second", journal.Filter{From: middle.At, To: middle.At.Add(time.Second)}},
		{"UpToMiddle", journal.Filter{To: middle.At}},
		{"CodeOfNone", journal.Filter{Code: &failed}},
		{"TextOfNone", journal.Filter{Text: "no such text"}},
	} {
		b.Run(part.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := j.Calls(b.Context(), part.filter, 50); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("ByRID", func(b *testing.B) {
		for b.Loop() {
			if _, err := j.Call(b.Context(), middle.RID); err != nil {
				b.Fatal(err)
			}
		}
	})
}

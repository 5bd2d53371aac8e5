package sqljournal_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
)

// anyText draws a text of any bytes.
func anyText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(t, "bytes")) })
}

// anyRID draws a rid, or something that is nearly one.
func anyRID() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}`),
		rapid.StringMatching(`[0-9a-fA-Fg]{7,9}-[0-9a-f]{8}-[0-9a-f]{8}`),
		rapid.StringMatching(`[0-9a-f-]{26}`), anyText(),
	)
}

func anyCall() *rapid.Generator[journal.Entry] {
	return rapid.Custom(func(t *rapid.T) journal.Entry {
		text := func(name string) string { return anyText().Draw(t, name) }
		headers := func(name string) (lines string) {
			for _, line := range rapid.SliceOfN(rapid.StringMatching("[A-Z][a-z-]{0,9}: [ -~]{0,9}"), 0, 3).Draw(t, name) {
				lines += line + "\n"
			}
			return lines
		}
		return journal.Entry{
			RID: anyRID().Draw(t, "rid"), Kind: journal.Kind(text("kind")), AppID: text("app"), Claimed: text("claimed"), Header: headers("header"), ResponseHeader: headers("answer"), Interface: text("interface"), Method: text("method"),
			Path: text("path"), Query: text("query"), Request: strings.Repeat(text("request"), rapid.IntRange(0, 500).Draw(t, "times")),
			Response: text("response"), ClientIP: text("IP"), UserAgent: text("agent"), Fault: text("fault"), Reason: text("reason"),
			Code: rapid.Int().Draw(t, "code"), Status: rapid.Int().Draw(t, "status"),
			At:   time.UnixMilli(rapid.Int64Range(-1<<46, 1<<46).Draw(t, "at")).UTC(),
			Cost: time.Duration(rapid.Int64Range(-1<<50, 1<<50).Draw(t, "cost")) * time.Microsecond,
		}
	})
}

// TestCodedCalls packs any calls and reads them.
func TestCodedCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		calls := rapid.SliceOfN(anyCall(), 1, 20).Draw(t, "calls")
		chunks, err := sqljournal.Pack(calls)
		if err != nil {
			t.Fatal(err)
		}
		var got []journal.Entry
		for _, c := range chunks {
			some, err := sqljournal.Unpack(c.Body)
			if err != nil || len(some) == 0 || len(some) != c.Calls {
				t.Fatalf("%d calls of %d, %v", len(some), c.Calls, err)
			}
			for i := range some {
				code := some[i].Code
				f := journal.Filter{AppID: rapid.SampledFrom([]string{some[i].AppID, some[i].Claimed}).Draw(t, "asked"), Interface: some[i].Interface, Code: &code}
				if !sqljournal.MayHold(c.Summary, f) {
					t.Fatalf("a chunk's summary denies its call %+v", some[i])
				}
			}
			got = append(got, some...)
		}
		if diff := cmp.Diff(calls, got); diff != "" {
			t.Fatalf("calls differ (-want +got):\n%s", diff)
		}
	})
}

// TestOldChunk reads a chunk that was written before calls had a kind, and joins
// it with new calls.
func TestOldChunk(t *testing.T) {
	body, err := os.ReadFile("testdata/chunks/without-kind.zst")
	if err != nil {
		t.Fatal(err)
	}
	old, err := sqljournal.Unpack(body)
	if err != nil {
		t.Fatal(err)
	}
	want := []journal.Kind{
		journal.Answered, journal.Refused, journal.Injected, journal.Cut, journal.Failed, journal.Failed, journal.Answered,
	}
	for i, c := range old {
		if i >= len(want) || c.Kind != want[i] || c.Claimed != "" || c.Header != "" || c.Method != "POST" || c.At.Year() != 2026 {
			t.Errorf("call %d is read as %+v", i, c)
		}
	}
	if len(old) != len(want) || old[0].Request != `{"intro":"手工水饺"}` || old[5].Reason != "dial tcp 127.0.0.1:9: connection refused" || old[6].Fault != "f3" {
		t.Errorf("%d calls: %+v", len(old), old)
	}
	raw, err := sqljournal.Raw(body)
	if err != nil {
		t.Fatal(err)
	}
	added := []journal.Entry{{RID: "69cb0000-00000008-00000007", Kind: journal.Gone, Claimed: "wx1", Header: "Host: h\n", At: old[0].At}}
	chunks, err := sqljournal.Pack(added)
	if err != nil {
		t.Fatal(err)
	}
	newer, err := sqljournal.Raw(chunks[0].Body)
	if err != nil {
		t.Fatal(err)
	}
	all, err := sqljournal.ReadCalls(slices.Concat(raw, newer, raw))
	if diff := cmp.Diff(slices.Concat(old, added, old), all); diff != "" || err != nil {
		t.Errorf("%v, joined calls differ (-want +got):\n%s", err, diff)
	}
}

// TestChunkLimits packs calls of which too many, too long or too far apart ones
// must not be in a chunk.
func TestChunkLimits(t *testing.T) {
	at := func(seconds, bytes int) journal.Entry {
		return journal.Entry{RID: fmt.Sprintf("%08x-00000000-00000000", seconds), Request: strings.Repeat("q", bytes)}
	}
	many := func(n int, c journal.Entry) (calls []journal.Entry) {
		for range n {
			calls = append(calls, c)
		}
		return calls
	}
	bare := journal.Entry{RID: "bare"}
	for name, c := range map[string]struct {
		calls []journal.Entry
		want  []int
	}{
		"one":              {many(1, bare), []int{1}},
		"as many as fit":   {many(2048, bare), []int{2048}},
		"one too many":     {many(2049, bare), []int{2048, 1}},
		"too long":         {many(5, at(1e9, 200<<10)), []int{2, 2, 1}},
		"one of them":      {[]journal.Entry{at(1e9, 1), at(1e9, 1<<20), at(1e9, 1)}, []int{1, 1, 1}},
		"within a span":    {[]journal.Entry{at(1000, 1), at(1600, 1), at(1001, 1)}, []int{3}},
		"beyond it":        {[]journal.Entry{at(1000, 1), at(1601, 1), at(1001, 1)}, []int{1, 2}},
		"a clock set back": {[]journal.Entry{at(1e9, 1), at(1e9-86400, 1), at(1e9, 1), at(1e9, 1)}, []int{1, 1, 2}},
		"another form":     {[]journal.Entry{at(1e9, 1), bare, bare}, []int{1, 2}},
	} {
		chunks, err := sqljournal.Pack(c.calls)
		var got []int
		for _, c := range chunks {
			got = append(got, c.Calls)
		}
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v, chunks differ (-want +got):\n%s", name, err, diff)
		}
	}
	if _, err := sqljournal.Pack(many(1, at(1, 9<<20))); err == nil {
		t.Error("a call of 9 MiB is packed, which no reader would take")
	}
}

// TestSummaryDenies holds that few chunks are opened in vain.
func TestSummaryDenies(t *testing.T) {
	var calls []journal.Entry
	for i := range 2000 {
		calls = append(calls, journal.Entry{RID: "r", AppID: fmt.Sprintf("wx%016x", i), Interface: fmt.Sprint("i", i%40), Code: i % 40})
	}
	chunks, err := sqljournal.Pack(calls)
	if err != nil || len(chunks) != 1 {
		t.Fatalf("%d chunks, %v", len(chunks), err)
	}
	summary := chunks[0].Summary
	passed := 0
	for i := range 2000 {
		if sqljournal.MayHold(summary, journal.Filter{AppID: fmt.Sprintf("wx%016x", 10_000+i)}) {
			passed++
		}
	}
	if passed > 60 {
		t.Errorf("%d of 2000 other app ids pass", passed)
	}
	other := 40
	if sqljournal.MayHold(summary, journal.Filter{Code: &other}) || sqljournal.MayHold(summary, journal.Filter{Interface: "i40"}) {
		t.Error("a code or an interface passes that is not there")
	}
	for i := range calls {
		calls[i].Code, calls[i].Interface = i, fmt.Sprint("i", i)
	}
	if chunks, err = sqljournal.Pack(calls); err != nil || len(chunks[0].Summary) > 2600 {
		t.Errorf("the summary of many has %d bytes, %v", len(chunks[0].Summary), err)
	}
	if other = 100_000; !sqljournal.MayHold(chunks[0].Summary, journal.Filter{Code: &other, Interface: "i9"}) {
		t.Error("a summary that lists none denies some")
	}
}

// FuzzCodedCalls reads any bytes as coded calls, plain and compressed. What can
// be read means the same when it is coded again.
func FuzzCodedCalls(f *testing.F) {
	for _, calls := range [][]journal.Entry{
		{{}}, {{RID: "69cb0000-00000001-00000007", Code: -1, Request: "q"}, {RID: "x\x00\xff", At: time.UnixMilli(5)}},
	} {
		chunks, err := sqljournal.Pack(calls)
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range chunks {
			f.Add(c.Body)
			f.Add(c.Body[:len(c.Body)-3])
			raw, err := sqljournal.Raw(c.Body)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(raw)
			f.Add(c.Summary)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		sqljournal.MayHold(data, journal.Filter{AppID: "wx1", Interface: "i"})
		_, _ = sqljournal.Unpack(data)
		calls, err := sqljournal.ReadCalls(data)
		if err != nil || len(calls) == 0 {
			return
		}
		chunks, err := sqljournal.Pack(calls)
		if err != nil {
			t.Fatal(err)
		}
		var again []journal.Entry
		for _, c := range chunks {
			some, err := sqljournal.Unpack(c.Body)
			if err != nil {
				t.Fatal(err)
			}
			again = append(again, some...)
		}
		if diff := cmp.Diff(calls, again); diff != "" {
			t.Errorf("coded again they differ (-first +again):\n%s", diff)
		}
	})
}

package sqljournal_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
)

func openMemoryJournal(t *testing.T) *sqljournal.Journal {
	t.Helper()
	j, err := sqljournal.Open(t.Context(), sqlite.MemoryJournal(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return j.(*sqljournal.Journal)
}

// plainList is a journal as simple as it can be.
type plainList []journal.Entry

func (l plainList) calls(f journal.Filter, limit int) (found []journal.Entry) {
	end := len(l)
	if f.Before != "" {
		if end = slices.IndexFunc(l, func(c journal.Entry) bool { return c.RID == f.Before }); end < 0 {
			return nil
		}
	}
	for _, c := range slices.Backward(l[:end]) {
		switch {
		case len(found) == limit,
			f.AppID != "" && c.AppID != f.AppID, f.Interface != "" && c.Interface != f.Interface,
			f.Code != nil && c.Code != *f.Code, !f.From.IsZero() && c.At.Before(f.From), !f.To.IsZero() && !c.At.Before(f.To),
			!strings.Contains(c.Request, f.Text) && !strings.Contains(c.Response, f.Text) && !strings.Contains(c.Path, f.Text):
			continue
		}
		found = append(found, c)
	}
	return found
}

// history draws what happens to a journal whose clock jumps.
type history struct {
	*rapid.T
	journal *sqljournal.Journal
	list    plainList
	now     int64 // in Unix milliseconds
	number  int
}

func (h *history) draw(name string, most int) int { return rapid.IntRange(0, most).Draw(h.T, name) }

func (h *history) one() journal.Entry {
	h.now += int64(h.draw("ms", 500))
	if h.draw("jump", 40) == 0 {
		h.now += int64(rapid.IntRange(-3*86_400_000, 3*86_400_000).Draw(h.T, "by"))
	}
	h.number++
	c := journal.Entry{
		RID: fmt.Sprintf("%08x-%08x-00000001", h.now/1000, h.draw("random", 50)), AppID: fmt.Sprint("wx", h.draw("app", 5)),
		Interface: fmt.Sprint("i", h.draw("interface", 3)), Code: h.draw("code", 3), At: time.UnixMilli(h.now).UTC(),
		Request: fmt.Sprint("number ", h.number), Response: strings.Repeat("a", h.draw("length", 3)*h.draw("times", 3000)),
	}
	if h.draw("odd rid", 30) == 0 {
		c.RID = fmt.Sprint("odd", h.draw("odd", 3))
	}
	return c
}

func (h *history) filter() journal.Filter {
	var f journal.Filter
	if h.draw("by app", 2) == 0 {
		f.AppID = fmt.Sprint("wx", h.draw("app", 6))
	}
	if h.draw("by interface", 3) == 0 {
		f.Interface = fmt.Sprint("i", h.draw("interface", 4))
	}
	if h.draw("by code", 3) == 0 {
		code := h.draw("code", 4)
		f.Code = &code
	}
	if h.draw("by text", 4) == 0 {
		f.Text = fmt.Sprint("number ", h.draw("number", 20))
	}
	any := func() journal.Entry { return h.list[h.draw("of", len(h.list)-1)] }
	if len(h.list) > 0 && h.draw("from", 3) == 0 {
		f.From = any().At
	}
	if len(h.list) > 0 && h.draw("to", 3) == 0 {
		f.To = any().At
	}
	if len(h.list) > 0 && h.draw("before", 2) == 0 {
		f.Before = any().RID
	}
	return f
}

func (h *history) trim(t *testing.T) {
	want := len(h.list)
	before, most := time.Time{}, 0
	if len(h.list) > 0 && h.draw("by age", 2) == 0 {
		before = h.list[h.draw("age of", len(h.list)-1)].At
		h.list = slices.DeleteFunc(h.list, func(c journal.Entry) bool { return c.At.Before(before) })
	}
	if h.draw("by number", 2) == 0 {
		most = 1 + h.draw("most", 200)
		h.list = h.list[max(0, len(h.list)-most):]
	}
	want -= len(h.list)
	if n, err := h.journal.TrimCalls(t.Context(), before, most, 0); n != want || err != nil {
		h.Fatalf("TrimCalls(%v, %d) = %d, %v, want %d", before, most, n, err, want)
	}
}

// TestJoiningChangesNothing does any series of things to a journal and to a
// plain list and compares all that can be read.
func TestJoiningChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := &history{T: rt, journal: openMemoryJournal(t), now: 1_775_000_000_000}
		defer h.journal.Close()
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			switch h.draw("kind", 4) {
			case 0:
				h.trim(t)
			default:
				var calls []journal.Entry
				for range 1 + h.draw("calls", 6)*h.draw("more", 6) {
					calls = append(calls, h.one())
				}
				if err := h.journal.AppendCalls(t.Context(), calls); err != nil {
					rt.Fatal(err)
				}
				h.list = append(h.list, calls...)
			}
			f, limit := h.filter(), 1+h.draw("limit", 60)
			got, err := h.journal.Calls(t.Context(), f, limit)
			if diff := cmp.Diff(h.list.calls(f, limit), got); diff != "" || err != nil {
				rt.Fatalf("%+v up to %d: %v, differs (-list +journal):\n%s", f, limit, err, diff)
			}
			if len(h.list) > 0 {
				rid := h.list[h.draw("call", len(h.list)-1)].RID
				want := h.list[0]
				for _, c := range h.list {
					if c.RID == rid {
						want = c
					}
				}
				if got, err := h.journal.Call(t.Context(), rid); err != nil || got != want {
					rt.Fatalf("Call(%s) = %+v, %v, want %+v", rid, got, err, want)
				}
			}
		}
		all, err := h.journal.Calls(t.Context(), journal.Filter{}, len(h.list)+1)
		if diff := cmp.Diff(h.list.calls(journal.Filter{}, -1), all); diff != "" || err != nil {
			rt.Fatalf("in the end: %v, differs (-list +journal):\n%s", err, diff)
		}
	})
}

// TestJoin appends as a quiet service does, trims as often as one does, and looks
// at the chunks: few are left, and none of them is written again and again.
func TestJoin(t *testing.T) {
	j := openMemoryJournal(t)
	defer j.Close()
	const seconds = 1500
	for second := range seconds {
		for quarter := range 4 {
			c := journal.Entry{RID: fmt.Sprintf("%08x-%08x-00000000", 1_775_000_000+second, quarter), At: time.UnixMilli(1_775_000_000_000 + int64(second)*1000)}
			if err := j.AppendCalls(t.Context(), []journal.Entry{c}); err != nil {
				t.Fatal(err)
			}
		}
		if second%5 == 4 {
			if n, err := j.TrimCalls(t.Context(), time.Time{}, 1_000_000, 1<<30); n != 0 || err != nil {
				t.Fatal(n, err)
			}
		}
	}
	chunks, err := j.Chunks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, n := range chunks {
		sum += n
	}
	// Two spans have ended and are as few chunks as can be; the third is on.
	if sum != 4*seconds || len(chunks) > 20 || chunks[0] < 1024 {
		t.Errorf("%d calls in chunks of %v", sum, chunks)
	}
}

// TestDamagedChunk overwrites the body of a chunk. It is said, stops no append,
// and is gone when it is cut.
func TestDamagedChunk(t *testing.T) {
	j := openMemoryJournal(t)
	defer j.Close()
	call := func(i int) journal.Entry {
		return journal.Entry{RID: fmt.Sprintf("69cb0000-%08x-00000000", i), At: time.UnixMilli(int64(i))}
	}
	for i := range 3 {
		if err := j.AppendCalls(t.Context(), []journal.Entry{call(2 * i), call(2*i + 1)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Damage(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Calls(t.Context(), journal.Filter{}, 10); err == nil || !strings.Contains(err.Error(), "chunk 1") {
		t.Errorf("Calls: %v, want an error about chunk 1", err)
	}
	if got, err := j.Calls(t.Context(), journal.Filter{}, 4); err != nil || len(got) != 4 {
		t.Errorf("%d calls after it, %v, want 4", len(got), err)
	}
	if err := j.AppendCalls(t.Context(), []journal.Entry{call(6)}); err != nil {
		t.Errorf("AppendCalls: %v", err)
	}
	if n, err := j.TrimCalls(t.Context(), time.UnixMilli(1), 0, 0); n != 2 || err != nil {
		t.Errorf("TrimCalls = %d, %v, want both calls of the chunk", n, err)
	}
	if got, err := j.Calls(t.Context(), journal.Filter{}, 10); err != nil || len(got) != 5 {
		t.Errorf("%d calls are left, %v, want 5", len(got), err)
	}
}

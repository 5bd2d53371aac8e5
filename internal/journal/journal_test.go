package journal_test

import (
	"encoding/hex"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/weixin"
)

var quiet = slog.New(slog.DiscardHandler)

// openMemory returns a journal over SQLite in memory, and its store.
func openMemory(t testing.TB, limits journal.Limits) (*journal.Journal, journal.Store) {
	t.Helper()
	s, err := sqljournal.Open(t.Context(), sqlite.MemoryJournal(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(s, nil, limits, quiet)
	t.Cleanup(func() { closeBoth(t, j, s) })
	return j, s
}

func closeBoth(t testing.TB, j *journal.Journal, s journal.Store) {
	t.Helper()
	j.Close()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

const secretOfCalls = "85_Q7wZk3VyP9tLr8mNc2YbD6fGh4JsKd"

// aCall is the nth call of an account, made at a time.
func aCall(n int, appID string, at time.Time) journal.Entry {
	return journal.Entry{
		RID: string(weixin.MakeRID(at, uint32(n), 7)), Kind: journal.Refused, AppID: appID, Interface: "modifywxastore",
		Method: "POST", Path: "/wxa/modify_merchant", Query: "access_token=" + secretOfCalls,
		Request: `{"intro":7,"secret":"` + secretOfCalls + `"}`, Response: `{"errcode":47001,"errmsg":"data format error"}`,
		Code: int(weixin.DataFormat), Status: 200, At: at, Cost: 12_345 * time.Microsecond, ClientIP: "192.0.2.7", UserAgent: "test/1",
	}
}

// now is the time in tests that do not move it.
func now() time.Time { return time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC) }

func TestRecordKeepsAll(t *testing.T) {
	j, s := openMemory(t, journal.Limits{})
	r := aCall(1, "wxa", now())
	r.Path, r.UserAgent, r.Fault = "/\x00\xff", "a\xffb", "f1"
	r.Reason = "answered \"ticket=" + secretOfCalls + "\x00\", not success"
	r.Response += strings.Repeat("… 名\x00", 10)
	j.Record(r)
	if err := j.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := s.Call(t.Context(), r.RID)
	if err != nil {
		t.Fatal(err)
	}
	want := journal.Entry{
		RID: r.RID, Kind: journal.Refused, AppID: "wxa", Interface: r.Interface, Method: "POST", Path: "/\uFFFD\uFFFD", Query: "access_token=85_Q7wxxxx",
		Request: `{"intro":7,"secret":"85_Q7wxxxx"}`, Response: strings.ReplaceAll(r.Response, "\x00", "\uFFFD"), Code: 47001, Status: 200,
		At: r.At, Cost: r.Cost, ClientIP: "192.0.2.7", UserAgent: "a\uFFFDb", Fault: "f1", Reason: `answered "ticket=85_Q7wxxxx", not success`,
	}
	got.At = got.At.UTC()
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// TestManyAtOnce has 64 goroutines record 10,000 calls, and look some up at
// once, so often that the buffer cannot fill. In the end all are found, also
// after a restart.
func TestManyAtOnce(t *testing.T) {
	defer goleak.VerifyNone(t)
	dir := t.TempDir()
	s, err := sqljournal.Open(t.Context(), sqlite.JournalFile(dir), quiet)
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(s, nil, journal.Limits{}, quiet)
	const goroutines, calls, each = 64, 10_000, journal.BufferCalls / 64
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for n := g; n < calls; n += goroutines {
				r := aCall(n, "wxa", now())
				j.Record(r)
				if n/goroutines%each == each-1 || n+goroutines >= calls {
					find(t, j, r)
				}
			}
		})
	}
	wg.Wait()
	closeBoth(t, j, s)
	if lost := j.Lost(); lost != 0 {
		t.Errorf("%d calls were lost", lost)
	}

	if s, err = sqljournal.Open(t.Context(), sqlite.JournalFile(dir), quiet); err != nil {
		t.Fatal(err)
	}
	j = journal.New(s, nil, journal.Limits{}, quiet)
	defer closeBoth(t, j, s)
	all, err := s.Calls(t.Context(), journal.Filter{}, calls+1)
	if err != nil {
		t.Fatal(err)
	}
	there := make(map[string]bool)
	for _, c := range all {
		there[c.RID] = true
	}
	for n := range calls {
		r := aCall(n, "wxa", now())
		if !there[r.RID] {
			t.Errorf("%s is not in the journal", r.RID)
		}
		if n%50 == 0 { // a look-up opens the chunks of its second
			find(t, j, r)
		}
	}
	if len(all) != calls || len(there) != calls {
		t.Errorf("the journal holds %d calls with %d rids, want %d", len(all), len(there), calls)
	}
}

// find looks a call up.
func find(t *testing.T, j *journal.Journal, r journal.Entry) {
	t.Helper()
	got, err := j.Call(t.Context(), r.RID)
	if err != nil {
		t.Errorf("%s: %v", r.RID, err)
		return
	}
	r.Query, r.Request = "access_token=85_Q7wxxxx", `{"intro":7,"secret":"85_Q7wxxxx"}`
	if got != r {
		t.Errorf("got  %+v\nwant %+v", got, r)
	}
}

// TestTrim keeps to a week, then to a number of calls.
func TestTrim(t *testing.T) {
	for name, c := range map[string]struct {
		limits journal.Limits
		after  time.Duration
		want   int
	}{
		"young":    {journal.Limits{}, weixin.RIDLife, 100},
		"old":      {journal.Limits{}, weixin.RIDLife + 40*time.Second, 60},
		"too many": {journal.Limits{Calls: 25}, 0, 25},
	} {
		t.Run(name, func(t *testing.T) {
			j, s := openMemory(t, c.limits)
			for n := range 100 {
				j.Record(aCall(n, "wxa", now().Add(time.Duration(n)*time.Second)))
			}
			if err := j.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			deleted, err := j.Trim(t.Context(), now().Add(c.after))
			if err != nil {
				t.Fatal(err)
			}
			left, err := s.Calls(t.Context(), journal.Filter{}, 1000)
			if err != nil {
				t.Fatal(err)
			}
			if len(left) != c.want || deleted != 100-c.want {
				t.Errorf("deleted %d, left %d; want %d", deleted, len(left), c.want)
			}
			if newest := aCall(99, "wxa", now().Add(99*time.Second)); len(left) > 0 && left[0].RID != newest.RID {
				t.Errorf("the newest that is left is %s", left[0].RID)
			}
		})
	}
}

// TestTrimBytes keeps to a number of bytes, of calls that cannot be compressed.
func TestTrimBytes(t *testing.T) {
	const size, limit = 4000, 200_000
	random := rand.NewChaCha8([32]byte{})
	j, s := openMemory(t, journal.Limits{Bytes: limit})
	for n := range 100 {
		r, body := aCall(n, "wxa", now()), make([]byte, size/2)
		if _, err := random.Read(body); err != nil {
			t.Fatal(err)
		}
		r.Response = hex.EncodeToString(body) // which takes half of its length
		j.Record(r)
	}
	deleted, err := j.Trim(t.Context(), now())
	if err != nil {
		t.Fatal(err)
	}
	left, err := s.Calls(t.Context(), journal.Filter{}, 1000)
	if err != nil || len(left)+deleted != 100 || len(left) > limit/(size/2) || len(left) < limit/size*4/5 {
		t.Errorf("deleted %d, left %d, %v", deleted, len(left), err)
	}
}

func BenchmarkRecord(b *testing.B) {
	for name, open := range map[string]func(b *testing.B) journal.Store{
		"Nowhere": func(*testing.B) journal.Store { return &heldJournal{} },
		"SQLite": func(b *testing.B) journal.Store {
			s, err := sqljournal.Open(b.Context(), sqlite.JournalFile(b.TempDir()), quiet)
			if err != nil {
				b.Fatal(err)
			}
			return s
		},
	} {
		for _, pace := range []time.Duration{0, 50 * time.Microsecond} {
			b.Run(fmt.Sprintf("%s/every-%s", name, pace), func(b *testing.B) {
				s := open(b)
				j := journal.New(s, nil, journal.Limits{}, quiet)
				r := aCall(1, "wxa", now())
				b.ReportAllocs()
				var handing time.Duration
				for next := time.Now(); b.Loop(); next = next.Add(pace) {
					for time.Now().Before(next) { // a service that is not flat out
					}
					start := time.Now()
					j.Record(r)
					handing += time.Since(start)
				}
				b.ReportMetric(float64(handing.Nanoseconds())/float64(b.N), "ns/Record")
				b.ReportMetric(float64(j.Lost()), "lost")
				closeBoth(b, j, s)
			})
		}
	}
}

package wxastoretest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// BenchmarkRun is what a test pays for a server of its own.
func BenchmarkRun(b *testing.B) {
	for b.Loop() {
		srv, err := wxastoretest.Start()
		if err != nil {
			b.Fatal(err)
		}
		if err := srv.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRunAndModify is a server with one call to it.
func BenchmarkRunAndModify(b *testing.B) {
	for b.Loop() {
		runAndModify(b)
	}
}

func runAndModify(b *testing.B) {
	srv, err := wxastoretest.Start()
	if err != nil {
		b.Fatal(err)
	}
	modify(b, srv.Client(), srv.URL+weixin.ModifyMerchant.Path+"?access_token="+srv.Token(), "new")
	if err := srv.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkBare is the same call to a handler that does nothing.
func BenchmarkBare(b *testing.B) {
	for b.Loop() {
		bare(b)
	}
}

func bare(b *testing.B) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `{"errcode":0,"errmsg":"ok"}`)
	}))
	modify(b, srv.Client(), srv.URL, "new")
	srv.Close()
}

// BenchmarkRunToBare does both in turn, so that what else the machine does
// slows both, and reports how many times as long the first takes: the ratio of
// the medians, which is to stay below 10.
func BenchmarkRunToBare(b *testing.B) {
	var runs, bares []time.Duration
	timed := func(do func(*testing.B)) time.Duration {
		start := time.Now()
		do(b)
		return time.Since(start)
	}
	for b.Loop() {
		runs, bares = append(runs, timed(runAndModify)), append(bares, timed(bare))
	}
	slices.Sort(runs)
	slices.Sort(bares)
	run, bare := runs[len(runs)/2], bares[len(bares)/2]
	b.ReportMetric(float64(run)/float64(bare), "run/bare")
}

// BenchmarkModify is one call after the other to one server.
func BenchmarkModify(b *testing.B) {
	srv := wxastoretest.Run(b)
	url := srv.URL + weixin.ModifyMerchant.Path + "?access_token=" + srv.Token()
	for n := 0; b.Loop(); n++ {
		modify(b, srv.Client(), url, strconv.Itoa(n))
	}
}

func modify(tb testing.TB, h *http.Client, url, intro string) {
	tb.Helper()
	resp, err := h.Post(url, "application/json", strings.NewReader(`{"intro":"`+intro+`"}`))
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || string(body) != `{"errcode":0,"errmsg":"ok"}` {
		tb.Fatalf("modify: %s, %v", body, err)
	}
}

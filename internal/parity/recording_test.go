package parity_test

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/parity"
	"github.com/wxastore/wxastore/internal/replay"
)

// TestVersionOne reads a recording of the first version and writes it as it was.
func TestVersionOne(t *testing.T) {
	text, err := os.ReadFile("testdata/version1.txtar")
	if err != nil {
		t.Fatal(err)
	}
	r, err := parity.ParseRecording(text)
	if err != nil || !bytes.Equal(r.Format(), text) {
		t.Errorf("%v, read as\n%s", err, r.Format())
	}
	for change, want := range map[[2]string]string{
		{"recording 1", "recording 2"}:              "or one of a newer program",
		{"2026-11-29", "tomorrow"}:                  "neither a day",
		{"date: 2026-11-29\n", ""}:                  "neither a day",
		{"kind: service", "kind: shop"}:             "neither service nor official nor miniprogram",
		{"merchant: approved", "merchant: rich"}:    "not a state",
		{"sets: 8 13", "sets: all"}:                 "not a number",
		{"modify-daily: 1440", "modify-daily: all"}: "not a number",
		{"layers: status", "layers: colour"}:        "not one",
		{"-- scenario --\nguard\n", ""}:             "before a scenario",
		{"HTTP/1.1 200 OK", "200 OK"}:               "not an answer",
		{"-- skipped --", "-- left --"}:             "no such section",
		{"guard/no-token header", "guard header"}:   "not SCENARIO/STEP LAYER PATH",
	} {
		changed := strings.Replace(string(text), change[0], change[1], 1)
		if _, err := parity.ParseRecording([]byte(changed)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", change[1], err, want)
		}
	}
}

// TestNoise is what differs between two runs, and is not a difference then.
func TestNoise(t *testing.T) {
	real := weixin(t)
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := passOn(t, real, r)
		if calls++; calls%2 == 0 {
			w.Header().Set("Cache-Control", "no-cache")
		}
		w.Header().Set("Content-Type", answer.header.Get("Content-Type"))
		_, _ = w.Write([]byte(answer.body))
	}))
	t.Cleanup(server.Close)
	s, err := parity.ParseScenario("own.txtar", []byte("level: read\n-- request --\n#step a\nGET /wxa/get_district\n-- request --\n#step b\nGET /wxa/x\n-- request --\n#step c\nGET /wxa/y\n"))
	if err != nil {
		t.Fatal(err)
	}
	side := parity.Side{Base: server.URL, Client: server.Client()}
	first, second := record(t, side, []parity.Scenario{s}), record(t, side, []parity.Scenario{s})
	first.Noise = parity.Noise(first, second)
	if len(first.Noise) != 3 || first.Noise[0].String() != "own/a header Cache-Control" {
		t.Fatalf("noise: %v", first.Noise)
	}
	if result := verify(t, first); result.Outcome() != parity.Same {
		t.Errorf("%+v", result.Comparisons)
	}
	first.Noise = nil
	if result := verify(t, first); result.Outcome() != parity.Informational {
		t.Errorf("without the noise: outcome %d", result.Outcome())
	}
}

// TestKnownDifferences explains a difference, and fails when it is there no more.
func TestKnownDifferences(t *testing.T) {
	public, err := parity.Public()
	if err != nil {
		t.Fatal(err)
	}
	list, err := parity.ParseKnown("# a comment\n\nown/a code errcode | all 40066 * | why | 2026-11-29\n")
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	for _, text := range []string{"a", "own/a code | r | w | soon", "own/a | r | w | 2026-11-29", "own/a colour | r | w | 2026-11-29"} {
		if _, err := parity.ParseKnown(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
	for _, r := range public {
		if r.Played[0].Scenario != "no-appid" {
			continue
		}
		list[0].Step = "no-appid/no-appid"
		result, err := parity.Verify(t.Context(), r, weixin(t), list)
		if err != nil || len(result.Stale) != 1 || result.Outcome() != parity.Different {
			t.Errorf("an entry that does not apply: %+v, %v", result, err)
		}
	}
}

// TestVerdicts judges rows by two recordings, of which the newer one counts.
func TestVerdicts(t *testing.T) {
	rows, err := parity.Rows()
	if err != nil {
		t.Fatal(err)
	}
	s, err := parity.ParseScenario("own.txtar", []byte("level: read\n-- request --\n#step a\n#row all 41001 code whatever the method\n#row all answer-type header encoding=utf-8\nGET /wxa/get_district\n"))
	if err != nil {
		t.Fatal(err)
	}
	good := verify(t, record(t, weixin(t), []parity.Scenario{s}))
	newer := good
	newer.Recording.Date = "2027-01-01"
	newer.Comparisons = []parity.Comparison{good.Comparisons[0]}
	newer.Comparisons[0].Differences = []parity.Difference{{Deviation: replay.Deviation{Layer: replay.LayerHeader, Path: "Content-Type", Want: "text/plain"}}}
	judge := func(results ...parity.Result) string {
		var said []string
		for _, j := range parity.Judge(rows, results) {
			if j.Verdict != parity.NotReached {
				said = append(said, j.Row.About[0]+" "+string(j.Verdict)+" "+j.Date)
			}
		}
		return strings.Join(said, ", ")
	}
	if got := judge(good); got != "answer-type confirmed 2026-11-29, 41001 confirmed 2026-11-29" {
		t.Error(got)
	}
	if got := judge(newer, good); got != "answer-type contradicted 2027-01-01, 41001 confirmed 2027-01-01" {
		t.Error(got)
	}
	if golden := parity.Golden(good.Comparisons[0].Request, good.Comparisons[0].Weixin); !strings.HasPrefix(golden, "-- request --\nGET /wxa/get_district\n-- answer --\n") || !strings.Contains(golden, "access_token missing rid: RID\"}") {
		t.Error(golden)
	}
}

// TestCutConnections leaves out what is not answered, and ends when nothing is any
// more.
func TestCutConnections(t *testing.T) {
	s, err := parity.ParseScenario("own.txtar", []byte("level: read\n-- request --\n#step a\nGET /a\n-- request --\n#step b\nGET /cut\n-- request --\n#step c\nGET /c\n"))
	if err != nil {
		t.Fatal(err)
	}
	dead := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/cut" || dead {
			panic(http.ErrAbortHandler)
		}
		_, _ = w.Write([]byte("{}"))
	}))
	t.Cleanup(server.Close)
	side := parity.Side{Base: server.URL, Client: server.Client()}
	r, err := parity.Record(t.Context(), side, []parity.Scenario{s}, parity.Facts{}, time.Now())
	if answered, skipped := r.Answers(); err != nil || answered != 2 || skipped != 1 {
		t.Errorf("%v\n%s", err, r.Format())
	}
	wrong := s
	wrong.Steps = append(s.Steps[:1:1], parity.Request{Name: "d", Text: "#step d\n#jump\nGET /\n"})
	if _, err := parity.Record(t.Context(), side, []parity.Scenario{wrong}, parity.Facts{}, time.Now()); err == nil || !strings.Contains(err.Error(), "d: #jump: there is no such directive") {
		t.Errorf("a directive that does not exist: %v", err)
	}
	dead = true
	if r, err := parity.Record(t.Context(), side, []parity.Scenario{s}, parity.Facts{}, time.Now()); err == nil {
		t.Errorf("a service that answers nothing was recorded:\n%s", r.Format())
	}
}

// TestUnreachable ends with a sentence.
func TestUnreachable(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	side := parity.Side{Base: "http://" + listener.Addr().String(), Client: parity.NewHTTPClient(50 * time.Millisecond)}
	start := time.Now()
	_, err = parity.Record(t.Context(), side, scenarios(t), parity.Facts{}, start)
	if err == nil || time.Since(start) > 10*time.Second {
		t.Errorf("a host that says nothing: %v after %s", err, time.Since(start))
	}
}

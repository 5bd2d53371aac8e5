package console_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/wxastore/wxastore/internal/console"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bench is a console over the modules of a service in memory.
type bench struct {
	*console.Memory
	url   string
	ready error
}

func setup(t *testing.T) *bench {
	t.Helper()
	b := &bench{Memory: console.OpenMemory(t)}
	h, err := console.Handler(console.Config{
		Loopback: true, Open: true, Console: b.Console, Ready: func(context.Context) error { return b.ready }, Log: slog.New(slog.DiscardHandler),
	})
	must(t, err)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// versions are those of records in JSON, which say no more than what is next to
// them.
var versions = regexp.MustCompile(`,"version":"[0-9a-f]{16}"`)

// ask sends "METHOD PATH" with a body and returns "STATUS BODY".
func (b *bench) ask(t *testing.T, request, body string) string {
	t.Helper()
	method, path, _ := strings.Cut(request, " ")
	r, err := http.NewRequestWithContext(t.Context(), method, b.url+path, strings.NewReader(body))
	must(t, err)
	resp, err := http.DefaultClient.Do(r)
	must(t, err)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	must(t, err)
	answer = versions.ReplaceAll(answer, nil)
	if len(answer) > 0 && resp.Header.Get("Content-Type") != "application/json; charset=utf-8" && strings.HasPrefix(path, "/api/") {
		t.Errorf("%s: content type %s", request, resp.Header.Get("Content-Type"))
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", resp.StatusCode, answer))
}

// exchange is a request and its answer. A want that begins with "…" need only
// be contained.
type exchange struct{ request, body, want string }

func (b *bench) play(t *testing.T, exchanges []exchange) {
	t.Helper()
	for _, e := range exchanges {
		got := b.ask(t, e.request, e.body)
		if part, ok := strings.CutPrefix(e.want, "…"); ok && strings.Contains(got, part) || got == e.want {
			continue
		}
		t.Errorf("%s %.200s\ngot  %s\nwant %s", e.request, e.body, got, e.want)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.play(t, []exchange{{"GET /healthz", "", "200 ok"}, {"GET /readyz", "", "200 ready"}, {"HEAD /readyz", "", "200"}})
	b.ready = errors.New("stopping")
	b.play(t, []exchange{{"GET /healthz", "", "200 ok"}, {"GET /readyz", "", "503 not ready"}})
}

func TestClock(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const usage = `400 {"error":"send exactly one of {\"set\":\"2026-03-01T00:00:00Z\"}, {\"advance\":\"2h\"}, {\"scale\":60} and {\"reset\":true}"}`
	state := func(now, offset, scale string) string {
		return fmt.Sprintf(`200 {"now":"2026-03-%s","real":"2026-03-01T04:00:00Z","offset":%q,"scale":%s}`, now, offset, scale)
	}
	const path = "POST /api/clock"
	b.play(t, []exchange{
		{"GET /api/clock", "", state("01T04:00:00Z", "0s", "1")},
		{path, `{"advance":"2h"}`, state("01T06:00:00Z", "2h0m0s", "1")},
		{path, `{"set":"2026-03-03T00:00:00+08:00"}`, state("02T16:00:00Z", "36h0m0s", "1")},
		{path, `{"scale":0}`, state("02T16:00:00Z", "36h0m0s", "0")},
		{path, `{"scale":1000.5}`, state("02T16:00:00Z", "36h0m0s", "1000.5")},
		{"GET /api/clock", "", state("02T16:00:00Z", "36h0m0s", "1000.5")},
		{path, `{"reset":true}`, state("01T04:00:00Z", "0s", "1")},
		{path, `{}`, usage}, {path, `null`, usage}, {path, `{"reset":false}`, usage},
		{path, `{"reset":true,"scale":1}`, usage},
		{path, ``, `400 {"error":"the body is not the JSON object that this path takes: it is empty"}`},
		{path, `[]`, `…400 {"error":"the body is not the JSON object`},
		{path, `{"reset":true} {}`, `…something follows the object`},
		{path, `{"reset":true} x`, `…400 {"error":"the body is not`},
		{path, `{"restet":true}`, `…unknown field \"restet\"`},
		{path, `{"scale":"60"}`, `400 {"error":"scale cannot be a string"}`},
		{path, `{"advance":7200}`, `…advance`},
		{path, `{"advance":"2"}`, `…\"2\" is not a duration: write it as 1h30m or 250ms`},
		{path, `{"advance":"-2h"}`, `400 {"error":"advance -2h0m0s: it must be more than 0; use set to go back"}`},
		{path, `{"scale":-1}`, `…400 {"error":"scale -1: it must be`},
		{path, `{"set":"tomorrow"}`, `…400 {"error":`},
		{path, `{"set":"1899-01-01T00:00:00Z"}`, `…400 {"error":"set 1899-01-01T00:00:00Z: the clock goes from 2000`},
		{path, `{"advance":"` + strings.Repeat(" ", 1<<20) + `1h"}`, `413 {"error":"the body is longer than 1048576 bytes"}`},
		{"GET /api/clock", "", state("01T04:00:00Z", "0s", "1")},
	})
	b.Settle = func() error { return errors.New("the disk /secret is full") }
	b.play(t, []exchange{{path, `{"advance":"2h"}`, `500 {"error":"the service failed; its log says how"}`}})
}

func TestFaults(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const quota = `{"id":"quota","interface":"modifywxastore","appid":"wx1","kind":"code","probability":0.5,"count":3,"code":45009}`
	const slow = `{"id":"slow","kind":"latency","probability":1,"latency":{"shape":"uniform","min":"100ms","max":"2s"}}`
	b.play(t, []exchange{
		{"GET /api/faults", "", `200 {"faults":[]}`},
		{"POST /api/faults", quota, "200 " + quota},
		{"POST /api/faults", `{"id":"slow","kind":"latency","latency":{"shape":"uniform","min":"0.1s","max":"2s"}}`, "200 " + slow},
		{"GET /api/faults", "", `200 {"faults":[` + quota + "," + slow + "]}"},
		{"DELETE /api/faults/quota", "", "204"},
		{"DELETE /api/faults/quota", "", `404 {"error":"fault \"quota\": not found"}`},
		{"POST /api/faults", `{"id":"slow","kind":"cut"}`, `…409 {"error":"there is fault slow already, and it is another (kind is \"latency\", not \"cut\"; latency is`},
		{"POST /api/faults", `{"id":"slow","kind":"cut","version":"*"}`, `200 {"id":"slow","kind":"cut","probability":1}`},
		{"POST /api/faults", `{"kind":"boom","id":"x"}`, `…400 {"error":"unknown kind \"boom\": use`},
		{"POST /api/faults", `{"kind":"cut","count":0}`, `…count must be 1 or more`},
		{"POST /api/faults", `{"kind":"cut","colour":"red"}`, `…unknown field`},
		{"POST /api/faults", `{"kind":"latency","latency":{"shape":"fixed","min":5}}`, `…min`},
		{"GET /api/faults", "", `200 {"faults":[{"id":"slow","kind":"cut","probability":1}]}`},
		{"DELETE /api/faults", "", "204"},
		{"GET /api/faults", "", `200 {"faults":[]}`},
		{"POST /api/faults", `{"kind":"empty"}`, `…","kind":"empty","probability":1}`},
	})
	must(t, b.Store.Close())
	b.play(t, []exchange{
		{"GET /api/faults", "", `500 {"error":"the service failed; its log says how"}`},
		{"POST /api/faults", `{"kind":"empty"}`, `500 {"error":"the service failed; its log says how"}`},
	})
}

package edge

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// refuser refuses every token, and says what it knows of it.
type refuser struct {
	anybody
	caller Caller
}

func (n refuser) Caller(context.Context, string, netip.Addr, time.Time) (Caller, error) {
	return n.caller, Refuse(weixin.InvalidCredential, "no such token")
}

// TestUnreadBodies refuses calls before their bodies are read: of each the journal
// gets what it wants, the client its answer, and the connection goes on.
func TestUnreadBodies(t *testing.T) {
	t.Parallel()
	long := `{"intro":"` + strings.Repeat("h ", 8000) + `"}`
	cutLong := long[:maxRecorded]
	for name, c := range map[string]struct {
		header, body, want string
		// last says that the server ends the connection, as it did before.
		last bool
	}{
		"none":               {"", "", "", false},
		"short":              {"Content-Length: 2\r\n", "{}", "{}", false},
		"as long as is kept": {"Content-Length: 8192\r\n", cutLong, cutLong, false},
		"long":               {fmt.Sprintf("Content-Length: %d\r\n", len(long)), long, cutLong + "… (16012 bytes)", false},
		"chunked":            {"Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n", "{}", false},
		"long and chunked":   {"Transfer-Encoding: chunked\r\n", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(long), long), cutLong + "… (over 8192 bytes)", false},
		"an upload":          {"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5\r\n", "--b--", "(multipart/form-data, 5 bytes, not read)", false},
		"kept back":          {fmt.Sprintf("Expect: 100-continue\r\nContent-Length: %d\r\n", 10<<20), "", "(10485760 bytes, not asked for)", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recorder := new(kept)
			route := Serve(weixin.ModifyMerchant, func(context.Context, *Call, weixin.ModifyMerchantRequest) (weixin.Status, error) {
				return weixin.Success(), nil
			})
			who := refuser{caller: Caller{Claimed: "wxclaimed"}}
			api := &API{
				routes: map[string]Route{route.page.Path: route}, callers: who, quotas: who, faults: who,
				recorder: recorder, clock: time.Now, log: slog.New(slog.DiscardHandler),
			}
			server := httptest.NewServer(api)
			defer server.Close()
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			answers := bufio.NewReader(conn)
			for n := range 3 {
				if _, err := fmt.Fprintf(conn, "POST %s?access_token=x HTTP/1.1\r\nHost: h\r\n%s\r\n%s", route.page.Path, c.header, c.body); err != nil {
					t.Fatal(err)
				}
				resp, err := http.ReadResponse(answers, nil)
				if err != nil {
					t.Fatalf("call %d: %v", n, err)
				}
				text, err := io.ReadAll(resp.Body)
				whole := strings.HasPrefix(string(text), `{"errcode":40001,`)
				if strings.HasPrefix(c.header, "Transfer-Encoding") {
					whole = resp.StatusCode == http.StatusPreconditionFailed
				}
				if err != nil || !whole || resp.Close != c.last {
					t.Errorf("call %d: %s, %v, %v", n, text, err, resp.Header)
				}
				got := recorder.records[n]
				if got.Request != c.want || resp.StatusCode == 200 && (got.Claimed != "wxclaimed" || got.AppID != "" || got.Reason != "no such token") ||
					resp.StatusCode != 200 && !strings.HasSuffix(got.Reason, ": send its length") {
					t.Errorf("call %d is recorded as %+v, want the body %.40s", n, got, c.want)
				}
				if c.last {
					return
				}
			}
		})
	}
}

// TestHungUp has a client leave while its call is under way: it is answered
// nothing, and no error of the service's.
func TestHungUp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fail         bool
		code         weixin.Code
		status       int
		abort        bool
		reason, body string
	}{
		"before the end": {true, weixin.OK, 0, true, `the client hung up after 0 ms`, ""},
		"at the end":     {false, weixin.OK, 200, false, `the client hung up after 0 ms, before its answer could be sent`, `{"errcode":0,"errmsg":"ok"}`},
	} {
		ctx, hangUp := context.WithCancel(t.Context())
		route := Serve(weixin.ModifyMerchant, func(ctx context.Context, _ *Call, _ weixin.ModifyMerchantRequest) (weixin.Status, error) {
			hangUp()
			if c.fail {
				<-ctx.Done()
				return weixin.Status{}, fmt.Errorf("write: %w", ctx.Err())
			}
			return weixin.Success(), nil
		})
		var log strings.Builder
		var seen []Observed
		recorder := new(kept)
		api := &API{
			routes: map[string]Route{route.page.Path: route}, callers: anybody{}, quotas: anybody{}, faults: anybody{},
			recorder: recorder, observe: func(o Observed) { seen = append(seen, o) },
			clock: time.Now, log: slog.New(slog.NewTextHandler(&log, nil)),
		}
		w := httptest.NewRecorder()
		aborted := func() (aborted bool) {
			defer func() { aborted = recover() == http.ErrAbortHandler }()
			api.ServeHTTP(w, httptest.NewRequest(http.MethodPost, route.page.Path+"?access_token=x", strings.NewReader("{}")).WithContext(ctx))
			return false
		}()
		if len(recorder.records) != 1 || len(seen) != 1 {
			t.Fatalf("%s: %d records, %d seen", name, len(recorder.records), len(seen))
		}
		got := recorder.records[0]
		reason, _, _ := strings.Cut(got.Reason, " ms")
		_, rest, _ := strings.Cut(c.reason, " ms")
		if got.Kind != journal.Gone || got.Code != int(c.code) || got.Status != c.status || got.Response != c.body || !strings.HasPrefix(reason, "the client hung up after ") || !strings.HasSuffix(got.Reason, " ms"+rest) {
			t.Errorf("%s: recorded as %+v", name, got)
		}
		if aborted != c.abort || w.Body.String() != c.body {
			t.Errorf("%s: aborted: %v, answered %q", name, aborted, w.Body)
		}
		if !seen[0].Gone || strings.Contains(log.String(), "level=ERROR") || !strings.Contains(log.String(), "hung up") {
			t.Errorf("%s: seen %+v, logged %s", name, seen, log.String())
		}
	}
}

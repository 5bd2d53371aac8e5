package app_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/weixin"
)

// TestFaults injects each kind of fault through the console and looks at what a
// client gets, and at what the journal says of it.
func TestFaults(t *testing.T) { onEach(t, faults) }

func faults(t *testing.T, on func(*testing.T) database) {
	t.Parallel()
	s := startOn(t, on(t), "")
	token, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	logged.used(token)
	call := func() string {
		conn := dial(t, s)
		defer conn.Close()
		fmt.Fprintf(conn, "POST %s?access_token=%s HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", weixin.ModifyMerchant.Path, token)
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			return "no answer"
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return "half an answer"
		}
		return fmt.Sprintf("%d %s", resp.StatusCode, ridForm.ReplaceAllString(string(body), "RID"))
	}
	const fine = `200 {"errcode":0,"errmsg":"ok"}`
	for kind, c := range map[string]struct{ fields, want string }{
		"code":    {`"code":45009`, `200 {"errcode":45009,"errmsg":"reach max api daily quota limit rid: RID"}`},
		"status":  {`"status":503`, "503 "},
		"empty":   {`"probability":1`, "200 "},
		"cut":     {`"probability":1`, "no answer"},
		"latency": {`"latency":{"shape":"fixed","min":"300ms"}`, fine},
		"garbage": {`"interface":"modifywxastore"`, "garbage"},
	} {
		s.console(t, "POST", "/api/faults", fmt.Sprintf(`{"id":%q,"kind":%q,"count":1,"appid":%q,%s}`, kind, kind, seed.DemoAppID, c.fields))
		began := time.Now()
		got := call()
		took := time.Since(began)
		if c.want == "garbage" {
			if !strings.HasPrefix(got, "200 ") || strings.HasPrefix(got, "200 {") {
				t.Errorf("%s: %q", kind, got)
			}
		} else if got != c.want {
			t.Errorf("%s: %q, want %q", kind, got, c.want)
		}
		if kind == "latency" && took < 300*time.Millisecond {
			t.Errorf("the wait of 300 ms took %s", took)
		}
		if got := call(); got != fine {
			t.Errorf("%s: the call after the only one to be hit: %q", kind, got)
		}
		if calls := s.console(t, "GET", "/api/calls?limit=2", ""); !strings.Contains(calls, `"fault":"`+kind+`"`) {
			t.Errorf("%s: the journal does not say that it was injected: %s", kind, calls)
		}
	}
	s.console(t, "DELETE", "/api/faults", "")
	if got := s.console(t, "GET", "/api/faults", ""); strings.Contains(got, `"kind"`) {
		t.Errorf("faults are left: %s", got)
	}
}

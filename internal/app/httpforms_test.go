package app_test

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/weixin"
)

// spoken is a request as bytes, and what has to come back.
type spoken struct {
	form string
	// head follows the request line and Host; body is what follows the head.
	head, body string
	status     int
	// code is the errcode; 0 is none of the edge's own.
	code weixin.Code
}

// lengths are the ways in which a request tells how long its body is.
func lengths(d weixin.Declaration) []spoken {
	empty := weixin.OK
	if d.Body == weixin.JSONBody {
		empty = weixin.EmptyPostData
	}
	return []spoken{
		{"its length", "Content-Length: 2\r\n", "{}", 200, 0},
		{"chunks", "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n", 412, 0},
		{"no chunk but the last", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", 412, 0},
		{"a length of 0", "Content-Length: 0\r\n", "", 200, empty},
		{"neither length nor chunks", "", "", 200, empty},
		{"two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n", "{}", 400, 0},
		{"a length that is not a number", "Content-Length: two\r\n", "{}", 400, 0},
	}
}

// kinds are Content-Types of a JSON body; none of them matters.
var kinds = []string{
	"application/json", "application/json; charset=utf-8", "application/json;charset=GBK", "text/plain", "text/plain; charset=ISO-8859-1",
	"application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "application/octet-stream", "nonsense", "",
}

// TestHTTPForms speaks every declared interface over a socket, with each form
// that a client may give a request: the length of its body, its Content-Type,
// and slashes in its path.
func TestHTTPForms(t *testing.T) {
	t.Parallel()
	s := start(t, guardSeed(t))
	p := newPlayer(t, s, &pairs{set: make(map[string]bool)})
	for _, d := range weixin.Declarations() {
		_, target, _ := as("wxplain")(p, t, d)
		// What the rule answers to these calls does not concern this test.
		query := ""
		if _, q, ok := strings.Cut(target, "?"); ok {
			query = "?" + q
		}
		for _, form := range lengths(d) {
			got := s.speak(t, bodyMethod(d)+" "+d.Path+query, form.head, form.body)
			checkSpoken(t, d, form, got)
		}
		if d.Body == weixin.JSONBody {
			for _, kind := range kinds {
				form := spoken{form: fmt.Sprintf("Content-Type %q", kind), head: "Content-Length: 3\r\n", body: "[1]", status: 200, code: weixin.DataFormat}
				if kind != "" {
					form.head += "Content-Type: " + kind + "\r\n"
				}
				checkSpoken(t, d, form, s.speak(t, d.Method()+" "+d.Path+query, form.head, form.body))
			}
		}
		for path, code := range map[string]weixin.Code{
			"/" + d.Path: 0, "//" + d.Path: 0, d.Path + "/": weixin.InvalidURL, d.Path + "//": weixin.InvalidURL,
			strings.Replace(d.Path[1:], "/", "//", 1): weixin.InvalidURL, strings.ToUpper(d.Path): weixin.InvalidURL, d.Path + "%2F": weixin.InvalidURL,
			strings.Replace(d.Path, "_", "%5F", 1): 0,
		} {
			path = "/" + strings.TrimPrefix(path, "/")
			form := spoken{form: "path " + path, head: "Content-Length: 2\r\n", body: "{}", status: 200, code: code}
			checkSpoken(t, d, form, s.speak(t, d.Method()+" "+path+query, form.head, form.body))
		}
		other := map[string]weixin.Code{"GET": weixin.RequireGET, "POST": weixin.RequirePOST}[d.Method()]
		for _, method := range []string{"GET", "POST", "PUT", "DELETE", "PATCH", "BREW"} {
			if !d.Methods.Has(method) {
				form := spoken{form: method, head: "Content-Length: 2\r\n", body: "{}", status: 200, code: other}
				checkSpoken(t, d, form, s.speak(t, method+" "+d.Path+query, form.head, form.body))
			}
		}
	}
}

// edgeCodes are those that say that the edge did not understand the request.
var edgeCodes = map[weixin.Code]bool{
	weixin.InvalidURL: true, weixin.RequireGET: true, weixin.RequirePOST: true, weixin.EmptyPostData: true, weixin.DataFormat: true,
}

func checkSpoken(t *testing.T, d weixin.Declaration, form spoken, got replay.Answer) {
	t.Helper()
	if got.StatusCode != form.status || form.status == http.StatusPreconditionFailed && got.Body != "" {
		t.Errorf("%s, with %s: %s %q, want status %d", d.Name, form.form, got.Status, got.Body, form.status)
	}
	if form.status != http.StatusOK {
		return
	}
	var code weixin.Code
	if _, err := fmt.Sscanf(got.Body, `{"errcode":%d,`, &code); err != nil && strings.HasPrefix(got.Body, `{"errcode"`) {
		t.Fatal(err)
	}
	if form.code != 0 && code != form.code || form.code == 0 && edgeCodes[code] {
		t.Errorf("%s, with %s: %s, want %d", d.Name, form.form, got.Body, form.code)
	}
	if want := answerTypes[d.Name]; form.code != weixin.InvalidURL && strings.HasPrefix(got.Body, "{") && got.Header.Get("Content-Type") != cmp.Or(want, "application/json; encoding=utf-8") {
		t.Errorf("%s, with %s: answered as %q", d.Name, form.form, got.Header.Get("Content-Type"))
	}
}

// answerTypes are those of the JSON answers that are another than usual.
var answerTypes = map[string]string{"uploadtempmedia": "text/plain", "getmedia": "text/plain", "uploadimage": "text/plain"}

// speak writes a request and reads the answer.
func (s *service) speak(t *testing.T, line, head, body string) replay.Answer {
	t.Helper()
	conn := dial(t, s)
	defer conn.Close()
	if _, err := io.WriteString(conn, line+" HTTP/1.1\r\nHost: api.weixin.qq.com\r\n"+head+"\r\n"+body); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: strings.Fields(line)[0]})
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return replay.Answer{Status: resp.Status, StatusCode: resp.StatusCode, Header: resp.Header, Close: resp.Close, Body: string(text)}
}

// TestChunkedChangesNothing sends a change in chunks, and once more where the
// service was told to take them.
func TestChunkedChangesNothing(t *testing.T) {
	t.Parallel()
	for _, accepts := range []bool{false, true} {
		s := startOn(t, onSQLite(t), "", func(c *app.Config) { c.AcceptChunked = accepts })
		token, err := s.DemoToken(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		logged.used(token)
		before, err := s.store.Merchant(t.Context(), seed.DemoAppID)
		if err != nil {
			t.Fatal(err)
		}
		body := `{"intro":"in chunks"}`
		got := s.speak(t, "POST "+weixin.ModifyMerchant.Path+"?access_token="+token, "Transfer-Encoding: chunked\r\n",
			fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body))
		after, err := s.store.Merchant(t.Context(), seed.DemoAppID)
		if err != nil {
			t.Fatal(err)
		}
		if changed := after.Intro == "in chunks"; changed != accepts || !accepts && after.Version != before.Version {
			t.Errorf("accepting chunks %t: answered %s %q, changed %t", accepts, got.Status, got.Body, changed)
		}
	}
}

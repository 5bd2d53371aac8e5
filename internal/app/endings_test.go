package app_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// failing is a store whose merchants cannot be changed.
type failing struct{ store.Store }

// Write fails where a merchant is changed.
func (f failing) Write(ctx context.Context, keys []store.Key, change func(store.Tx) error) error {
	return f.Store.Write(ctx, keys, func(tx store.Tx) error {
		full := fullDisk{Tx: tx}
		err := change(&full)
		if err == nil && full.changed {
			err = errors.New("disk 7 is full of " + seed.DemoSecret)
		}
		return err
	})
}

// fullDisk notes that a change of a merchant is kept.
type fullDisk struct {
	store.Tx
	changed bool
}

func (f *fullDisk) AddChange(c store.Change) {
	f.changed = true
	f.Tx.AddChange(c)
}

// ending is a way for a call to end, and what is shown of it.
type ending struct {
	// fault is injected for the call, by the fields of its JSON.
	fault string
	// method and path are the request's, with $TOKEN and $OLD; hangUp leaves
	// before the answer.
	path, header, body string
	hangUp             bool
	want               journal.Entry
	// reason matches all of it.
	reason string
	// page and seite are what the page says first, in English and Chinese.
	page, chinese string
	// told says that getridinfo tells the account of it.
	told bool
}

func endings() map[string]ending {
	const modify = "/wxa/modify_merchant?access_token="
	wx := seed.DemoAppID
	return map[string]ending{
		"answered": {
			path: modify + "$TOKEN", body: `{"intro":"a"}`,
			want: journal.Entry{Kind: journal.Answered, AppID: wx, Request: `{"intro":"a"}`, Status: 200}, told: true,
		},
		"refused by the rule": {
			path: modify + "$TOKEN", body: `{"headimg_mediaid":"none"}`,
			want:   journal.Entry{Kind: journal.Refused, AppID: wx, Request: `{"headimg_mediaid":"none"}`, Code: 85056, Status: 200},
			reason: `.+`, page: "Reason:", chinese: "原因：", told: true,
		},
		"no token": {
			path: "/wxa/modify_merchant", body: `{"intro":"b"}`,
			want:   journal.Entry{Kind: journal.Refused, Request: `{"intro":"b"}`, Code: 41001, Status: 200},
			reason: `no access_token in the query`, page: "Reason:", chinese: "原因：",
		},
		"a token of no form": {
			path: modify + "10_abc", body: `{"intro":"c"}`,
			want:   journal.Entry{Kind: journal.Refused, Request: `{"intro":"c"}`, Code: 40001, Status: 200},
			reason: `the token does not have the form of one`, page: "Reason:", chinese: "原因：",
		},
		"a token that was never issued": {
			path: modify + "$FORGED", body: `{"intro":"d"}`, header: "Authorization: Bearer " + seed.DemoSecret + "\r\nCookie: a=" + seed.DemoSecret + "\r\nX-Trace: 7\r\n",
			want:   journal.Entry{Kind: journal.Refused, Claimed: wx, Request: `{"intro":"d"}`, Code: 40001, Status: 200},
			reason: `no such token`, page: "Reason:", chinese: "原因：",
		},
		"an expired token": {
			path: modify + "$OLD", body: `{"intro":"e"}`,
			want:   journal.Entry{Kind: journal.Refused, AppID: wx, Request: `{"intro":"e"}`, Code: 42001, Status: 200},
			reason: `the token expired at .+`, page: "Reason:", chinese: "原因：", told: true,
		},
		"the wrong method": {
			path: "GET " + modify + "$TOKEN", body: `{"intro":"f"}`,
			want:   journal.Entry{Kind: journal.Refused, AppID: wx, Request: `{"intro":"f"}`, Code: 43002, Status: 200},
			reason: `the method was "GET"`, page: "Reason:", chinese: "原因：", told: true,
		},
		"an unknown path": {
			path: "/wxa/nothing?access_token=$TOKEN", body: `{"intro":"g ` + seed.DemoSecret + `"}`,
			want:   journal.Entry{Kind: journal.Refused, Request: `{"intro":"g 012345xxxx"}`, Code: 40066, Status: 200},
			reason: `.+`, page: "Reason:", chinese: "原因：",
		},
		"a wrong secret": {
			path: "GET /cgi-bin/token?grant_type=client_credential&appid=" + wx + "&secret=wrong",
			want: journal.Entry{Kind: journal.Refused, Claimed: wx, Code: 40125, Status: 200}, reason: `wrong secret for ` + wx, page: "Reason:", chinese: "原因：",
		},
		"an upload that is refused": {
			path: "/cgi-bin/media/upload?type=image&access_token=$FORGED", header: "Content-Type: multipart/form-data; boundary=b\r\n", body: "--b--",
			want:   journal.Entry{Kind: journal.Refused, Claimed: wx, Request: "(multipart/form-data, 5 bytes, not read)", Code: 40001, Status: 200},
			reason: `no such token`, page: "Reason:", chinese: "原因：",
		},
		"a long body that is refused": {
			path: modify + "$FORGED", body: `{"intro":"` + strings.Repeat("h ", 10_000) + `"}`,
			want:   journal.Entry{Kind: journal.Refused, Claimed: wx, Request: `{"intro":"` + strings.Repeat("h ", (8192-10)/2) + "… (20012 bytes)", Code: 40001, Status: 200},
			reason: `no such token`, page: "Reason:", chinese: "原因：",
		},
		"an injected code": {
			fault: `"kind":"code","code":45009`, path: modify + "$TOKEN", body: `{"intro":"i"}`,
			want:   journal.Entry{Kind: journal.Injected, AppID: wx, Request: `{"intro":"i"}`, Code: 45009, Status: 200, Fault: "f"},
			reason: `injected by fault f`, page: "Injected by you", chinese: "由你注入", told: true,
		},
		"an injected -1": {
			fault: `"kind":"code","code":-1`, path: modify + "$TOKEN", body: `{"intro":"i"}`,
			want:   journal.Entry{Kind: journal.Injected, AppID: wx, Request: `{"intro":"i"}`, Code: -1, Status: 200, Fault: "f"},
			reason: `injected by fault f`, page: "Injected by you", chinese: "由你注入", told: true,
		},
		"an injected status": {
			fault: `"kind":"status","status":503`, path: modify + "$TOKEN", body: `{"intro":"j"}`,
			want:   journal.Entry{Kind: journal.Injected, AppID: wx, Request: `{"intro":"j"}`, Status: 503, Fault: "f"},
			reason: `injected by fault f`, page: "Injected by you", chinese: "由你注入", told: true,
		},
		"an injected empty answer": {
			fault: `"kind":"empty"`, path: modify + "$TOKEN", body: `{"intro":"k"}`,
			want:   journal.Entry{Kind: journal.Injected, AppID: wx, Request: `{"intro":"k"}`, Status: 200, Fault: "f"},
			reason: `injected by fault f`, page: "Injected by you", chinese: "由你注入", told: true,
		},
		"injected garbage": {
			fault: `"kind":"garbage"`, path: modify + "$TOKEN", body: `{"intro":"l"}`,
			want:   journal.Entry{Kind: journal.Injected, AppID: wx, Request: `{"intro":"l"}`, Status: 200, Fault: "f"},
			reason: `injected by fault f`, page: "Injected by you", chinese: "由你注入", told: true,
		},
		"a cut connection": {
			fault: `"kind":"cut"`, path: modify + "$TOKEN", body: `{"intro":"m"}`,
			want:   journal.Entry{Kind: journal.Cut, AppID: wx, Request: `{"intro":"m"}`, Fault: "f"},
			reason: `injected by fault f`, page: "Injected by you", chinese: "由你注入", told: true,
		},
		"a wait and then an answer": {
			fault: `"kind":"latency","latency":{"shape":"fixed","min":"20ms"}`, path: modify + "$TOKEN", body: `{"intro":"n"}`,
			want: journal.Entry{Kind: journal.Answered, AppID: wx, Request: `{"intro":"n"}`, Status: 200, Fault: "f"},
			page: "Delayed by you", chinese: "由你延迟", told: true,
		},
		"a client that hung up": {
			fault: `"kind":"latency","latency":{"shape":"fixed","min":"30s"}`, path: modify + "$TOKEN", body: `{"intro":"o"}`, hangUp: true,
			want:   journal.Entry{Kind: journal.Gone, AppID: wx, Request: `{"intro":"o"}`, Fault: "f"},
			reason: `the client hung up after \d+ ms, while fault f made it wait`, page: "The client hung up after", chinese: "断开了连接", told: true,
		},
	}
}

// TestEndings lets calls end in every way there is and looks at each where calls
// are shown: in the JSON, in the list, in the pages of both languages, and in
// what the account is told by the rid.
func TestEndings(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	logged.used(seed.DemoSecret)
	e := endingsOf(t, s)
	kinds := map[journal.Kind]bool{journal.Failed: true} // TestEndingFailed
	for name, c := range endings() {
		t.Run(name, func(t *testing.T) { e.check(t, c) })
		kinds[c.want.Kind] = true
	}
	for _, kind := range journal.Kinds() {
		if !kinds[kind] {
			t.Errorf("no call ends as %s", kind)
		}
	}
	if text := s.console(t, "GET", "/metrics", ""); !strings.Contains(text, `wxastore_calls_total{interface="modifywxastore",code="gone"} 1`) {
		t.Errorf("the client that hung up is not counted: %s", text)
	}
}

// TestEndingFailed has the store fail.
func TestEndingFailed(t *testing.T) {
	t.Parallel()
	on := onSQLite(t)
	open := on.openStore
	on.openStore = func(ctx context.Context, data string, log *slog.Logger) (store.Store, error) {
		opened, err := open(ctx, data, log)
		return failing{opened}, err
	}
	s := startOn(t, on, "", func(c *app.Config) { c.Log = slog.New(slog.DiscardHandler) })
	endingsOf(t, s).check(t, ending{
		path: "/wxa/modify_merchant?access_token=$TOKEN", body: `{"intro":"p"}`,
		want:   journal.Entry{Kind: journal.Failed, AppID: seed.DemoAppID, Request: `{"intro":"p"}`, Code: -1, Status: 200},
		reason: `.*disk 7 is full of 012345xxxx`, page: "Reason:", chinese: "原因：", told: true,
	})
}

// shownCall is what the console's JSON shows of a call.
type shownCall struct {
	Kind                                                          journal.Kind
	RID, Reason, Fault, AppID, Claimed, Header, Request, Response string
	Code, Status                                                  int
	ResponseHeader                                                string `json:"response_header"`
}

// endingPlayer makes calls.
type endingPlayer struct {
	*service
	vars *strings.Replacer
	// token is one to ask with.
	token string
}

func endingsOf(t *testing.T, s *service) endingPlayer {
	t.Helper()
	fetch := func() string {
		token, err := s.DemoToken(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	old := fetch()
	s.clock.advance(3 * time.Hour)
	token := fetch()
	logged.used(old)
	logged.used(token)
	forged := []byte(old)
	for i := 60; i < 150; i++ {
		forged[i] = 'A'
	}
	return endingPlayer{s, strings.NewReplacer("$TOKEN", token, "$OLD", old, "$FORGED", string(forged)), token}
}

func (e endingPlayer) check(t *testing.T, c ending) {
	t.Helper()
	if c.fault != "" {
		e.console(t, "POST", "/api/faults", `{"id":"f","count":1,`+c.fault+`}`)
		defer e.console(t, "DELETE", "/api/faults", "")
	}
	got := e.make(t, c)
	reason := regexp.MustCompile(`^(` + c.reason + `)$`)
	if got.Kind != c.want.Kind || got.AppID != c.want.AppID || got.Claimed != c.want.Claimed || got.Request != c.want.Request ||
		got.Code != c.want.Code || got.Status != c.want.Status || got.Fault != c.want.Fault || !reason.MatchString(got.Reason) {
		t.Errorf("the JSON has %+v", got)
	}
	if answered := got.Response != ""; answered != (c.want.Status == 200 && (c.want.Fault == "" || c.want.Code != 0 || c.want.Kind == journal.Answered)) {
		t.Errorf("the answer is %q", got.Response)
	}
	if !strings.Contains(got.Header, "Host: x\n") || !strings.Contains(got.Header, "X-Kept: yes\n") {
		t.Errorf("the headers are %q", got.Header)
	}
	if answered := got.Response != ""; answered != strings.Contains(got.ResponseHeader, "Content-Length: ") && got.Fault == "" {
		t.Errorf("the headers of the answer are %q", got.ResponseHeader)
	}
	if c.header != "" && strings.Contains(c.header, "Cookie") && !strings.Contains(got.Header, "Authorization: Bearer xxxx\nContent-Length: 13\nCookie: xxxx\n") {
		t.Errorf("the headers are %q", got.Header)
	}
	for language, first := range map[string]string{"en": c.page, "zh": c.chinese} {
		page := e.page(t, "/calls/"+got.RID, language)
		at, explained := strings.Index(page, first), strings.Index(page, `<dl class="explained">`)
		if at < 0 || explained >= 0 && explained < at {
			t.Errorf("the page in %s does not begin with %q: %s", language, first, page)
		}
		if c.want.Kind == journal.Refused && !strings.Contains(page, html.EscapeString(got.Reason)) {
			t.Errorf("the page in %s does not say %q", language, got.Reason)
		}
		if c.want.Claimed != "" && !strings.Contains(page, c.want.Claimed) {
			t.Errorf("the page in %s does not name %s", language, c.want.Claimed)
		}
		if strings.Contains(page, seed.DemoSecret) {
			t.Errorf("the page in %s has the secret", language)
		}
		e.page(t, "/calls", language)
	}
	e.ask(t, c, got)
}

// make makes the call and returns what the journal has of it.
func (e endingPlayer) make(t *testing.T, c ending) shownCall {
	t.Helper()
	method, target, ok := strings.Cut(c.path, " ")
	if !ok {
		method, target = "POST", c.path
	}
	conn := dial(t, e.service)
	defer conn.Close()
	fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: x\r\nX-Kept: yes\r\n%sContent-Length: %d\r\n\r\n%s", method, e.vars.Replace(target), c.header, len(c.body), c.body)
	if c.hangUp {
		for !strings.Contains(e.console(t, "GET", "/api/faults", ""), `"count":0`) { // until the fault has hit
			time.Sleep(time.Millisecond)
		}
		conn.Close()
	} else if resp, err := http.ReadResponse(bufio.NewReader(conn), nil); err == nil {
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			t.Error(err)
		}
		resp.Body.Close()
	}
	for {
		var list struct{ Calls []shownCall }
		text := e.console(t, "GET", "/api/calls?limit=1", "")
		if err := json.Unmarshal([]byte(text), &list); err != nil || len(list.Calls) != 1 {
			t.Fatalf("%s: %v", text, err)
		}
		if got := list.Calls[0]; !c.hangUp || got.Kind == journal.Gone {
			return got
		}
		if t.Context().Err() != nil {
			t.Fatal(text)
		}
		time.Sleep(time.Millisecond)
	}
}

// page is a page of the console.
func (e endingPlayer) page(t *testing.T, path, language string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", e.ConsoleURL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Language", language)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 200 {
		t.Fatalf("%s: %d, %v", path, resp.StatusCode, err)
	}
	return string(text)
}

// ask looks the call up as the account does.
func (e endingPlayer) ask(t *testing.T, c ending, got shownCall) {
	t.Helper()
	resp, err := http.Post(e.APIURL()+weixin.GetRIDInfo.Path+"?access_token="+url.QueryEscape(e.token), "", strings.NewReader(fmt.Sprintf(`{"rid":%q}`, got.RID)))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var info weixin.GetRIDInfoResponse
	if err := json.NewDecoder(resp.Body).Decode(&info); err != nil {
		t.Fatal(err)
	}
	if !c.told {
		if info.ErrCode != weixin.RIDNoPermission || resp.Header.Get(journal.EndingHeader) != "" {
			t.Errorf("the account is told: %+v, %v", info, resp.Header)
		}
		return
	}
	var ending journal.Ending
	if err := json.Unmarshal([]byte(resp.Header.Get(journal.EndingHeader)), &ending); err != nil {
		t.Errorf("the account is told no ending: %v", resp.Header)
	}
	if info.ErrCode != weixin.OK || info.Request.RequestBody != got.Request || ending.Kind != got.Kind || ending.Reason != got.Reason || ending.Fault != got.Fault {
		t.Errorf("the account is told %+v, %+v", info, ending)
	}
}

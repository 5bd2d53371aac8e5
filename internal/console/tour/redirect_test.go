package tour

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/console/pages"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/seed"
)

// consoleToken is that of the consoles that ask for one.
const consoleToken = "a-token-of-some-length"

// operator is a browser without a screen: it keeps cookies, and shows where a
// redirect leads.
type operator struct {
	t      *testing.T
	s      *service
	client *http.Client
	// language is what the browser asks for.
	language string
}

// withToken runs a service whose console asks for consoleToken.
func withToken(t *testing.T) *service {
	t.Helper()
	return start(t, func(c *app.Config) { c.ConsoleToken = consoleToken })
}

func newOperator(t *testing.T, s *service) *operator {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &operator{t: t, s: s, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// ask makes a request of the console and returns its answer.
func (o *operator) ask(method, path, contentType string, body io.Reader) (*http.Response, string) {
	o.t.Helper()
	r, err := http.NewRequestWithContext(o.t.Context(), method, o.s.ConsoleURL()+path, body)
	if err != nil {
		o.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+consoleToken)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", o.language)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	resp, err := o.client.Do(r)
	if err != nil {
		o.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return resp, string(text)
}

func (o *operator) look(path string) string {
	o.t.Helper()
	_, text := o.ask(http.MethodGet, path, "", nil)
	return text
}

// read asks for JSON.
func (o *operator) read(path string, into any) {
	o.t.Helper()
	if err := json.Unmarshal([]byte(o.look(path)), into); err != nil {
		o.t.Fatalf("%s: %v", path, err)
	}
}

// post sends a form as a page does: a field that begins with "file:" is a file,
// whose content is the value.
func (o *operator) post(path string, form url.Values) (*http.Response, string) {
	o.t.Helper()
	files := false
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for name, values := range form {
		for _, value := range values {
			var part io.Writer
			var err error
			if file, ok := strings.CutPrefix(name, "file:"); ok {
				part, err = parts.CreateFormFile(file, "cup.png")
				files = true
			} else {
				part, err = parts.CreateFormField(name)
			}
			if err == nil {
				_, err = io.WriteString(part, value)
			}
			if err != nil {
				o.t.Fatal(err)
			}
		}
	}
	if err := parts.Close(); err != nil {
		o.t.Fatal(err)
	}
	path += "?sure=yes" // as the page says that asks first
	if files {
		return o.ask(http.MethodPost, path, parts.FormDataContentType(), &body)
	}
	return o.ask(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// sweeps is the line of a snapshot that says until when one process lists the media.
var sweeps = regexp.MustCompile(`\["listing of media",.*\n`)

// state is everything that the service keeps, hashes of secrets and the calls of
// the journal included, except events on their way, which move by themselves.
func (o *operator) state() string {
	o.t.Helper()
	var all strings.Builder
	unpacked, err := gzip.NewReader(strings.NewReader(o.look("/api/snapshot")))
	if err != nil {
		o.t.Fatal(err)
	}
	for entries := tar.NewReader(unpacked); ; {
		header, err := entries.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			o.t.Fatal(err)
		}
		content, err := io.ReadAll(entries)
		if err != nil {
			o.t.Fatal(err)
		}
		// When the service lists its media, its clock decides.
		content = sweeps.ReplaceAll(content, nil)
		if len(content) == 0 {
			continue
		}
		if strings.HasPrefix(header.Name, "tables/") && !strings.HasPrefix(header.Name, "tables/push") && !strings.HasPrefix(header.Name, "tables/audit_log") { // which notes refusals, too
			fmt.Fprintf(&all, "%s\n%s\n", header.Name, content)
		}
	}
	var journal struct {
		Calls []struct{ RID, Interface string }
	}
	o.read("/api/calls?limit=200", &journal)
	for _, c := range journal.Calls {
		if !strings.HasPrefix(c.Interface, "push ") {
			all.WriteString(c.RID + " " + c.Interface + "\n")
		}
	}
	return all.String()
}

// form is what a POST of the pages is tried with.
type form struct {
	// pattern is the page's.
	pattern string
	// path is where good goes, badPath where bad goes; good's if it is "".
	path, badPath string
	good, bad     url.Values
}

// forms are a form that works for every POST, and one that is refused, in an
// order in which they can be sent.
func forms(o *operator) []form {
	t, s := o.t, o.s
	if resp, text := o.post("/levers/seed", url.Values{"seed": {shops}}); resp.StatusCode != http.StatusSeeOther {
		t.Fatal(resp.StatusCode, text)
	}
	token, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	send(t, s.APIURL()+"/wxa/modify_merchant?access_token="+token, `{"headimg_mediaid":"","intro":"another"}`)
	calls, err := s.Calls(t.Context(), journal.Filter{Interface: "modifywxastore"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	var live struct{ Tokens []struct{ Hash string } }
	o.read("/api/accounts/"+seed.DemoAppID+"/tokens", &live)
	if _, err := s.PushTicket(t.Context(), "wxc1111111111111111"); err != nil {
		t.Fatal(err)
	}
	var waiting struct{ Events []struct{ Target, ID string } }
	o.read("/api/events?limit=1", &waiting)
	event := url.Values{"target": {waiting.Events[0].Target}, "id": {waiting.Events[0].ID}, "back": {"/events?state=queued"}}
	noEvent := url.Values{"target": {"wxc1111111111111111"}, "id": {"none"}, "back": {"/"}}
	cup, err := os.ReadFile(picture(t))
	if err != nil {
		t.Fatal(err)
	}
	upload := url.Values{"interface": {"uploadtempmedia"}, "app": {seed.DemoAppID}, "p.type": {"image"}, "file:f.media": {string(cup)}}
	var shared struct{ Version string }
	o.read("/api/accounts/"+seed.DemoAppID, &shared)
	account, none := "/accounts/"+seed.DemoAppID, url.Values{}
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Query().Get("echostr")) }))
	t.Cleanup(echo.Close)
	declared := url.Values{"seed": {"accounts: [{appid: wxpushed, secret: s, message_url: '" + echo.URL + "'}]"}}
	if resp, text := o.post("/levers/seed", declared); resp.StatusCode != http.StatusSeeOther {
		t.Fatal(resp.StatusCode, text)
	}
	shops := demo + "/stores"
	for path, made := range map[string]url.Values{
		"/levers/faults": {"kind": {"code"}, "code": {"45009"}, "interface": {"getmedia"}, "id": {"all"}},
		shops:            {"poi_id": {"400000011"}, "name": {"示例门店滨江店"}}, shops + " ": {"poi_id": {"400000012"}}, demo + "/cards": {"card_id": {"pXcard"}},
		"/places": {"id": {"77"}, "name": {"示例"}, "district_id": {"440105"}},
	} {
		if resp, text := o.post(strings.TrimSpace(path), made); resp.StatusCode != http.StatusSeeOther {
			t.Fatal(path, resp.StatusCode, text)
		}
	}
	var open struct {
		Reviews []struct {
			AuditID int64 `json:"audit_id"`
		}
	}
	o.read("/api/reviews?appid=wx2222222222222222", &open)
	review := fmt.Sprintf("/reviews/wx2222222222222222/%d", open.Reviews[0].AuditID)
	stale := "0123456789abcdef"
	return []form{
		{"POST /merchants/{app_id}/revert", demo + "/revert", "", url.Values{"version": {"0"}, "seen": {"1"}}, url.Values{"version": {"0"}, "seen": {"0"}}},
		{"POST /calls/{rid}/again", "/calls/" + calls[0].RID + "/again", "/calls/none/again", none, none},
		{"POST /log/clear", "/log/clear", "", none, nil},
		{"POST /tool", "/tool", "", upload, url.Values{"interface": {"modifywxastore"}, "app": {"wxnobody"}, "file:f.headimg_mediaid": {string(cup)}}},
		{"POST /tool/request", "/tool/request", "", url.Values{"interface": {"modifywxastore"}, "app": {"wxshop"}, "p.intro": {"new"}}, url.Values{"interface": {"none"}}},
		{"POST /accounts", "/accounts", "", url.Values{"appid": {"wxnew"}, "kind": {"service"}}, url.Values{"appid": {"a b"}, "kind": {"service"}}},
		{"POST /accounts/{app_id}", account, "", url.Values{"name": {"Another"}, "kind": {"service"}, "version": {shared.Version}}, url.Values{"name": {"Yet another"}, "kind": {"service"}, "version": {"0123456789abcdef"}}},
		{"POST /accounts/{app_id}/secret", account + "/secret", "/accounts/none/secret", none, none},
		{"POST /accounts/{app_id}/token", account + "/token", "/accounts/none/token", none, none},
		{"POST /accounts/{app_id}/revoke", account + "/revoke", "", url.Values{"hash": {live.Tokens[0].Hash}}, url.Values{"hash": {"zz"}}},
		{"POST /accounts/{app_id}/check", "/accounts/wxpushed/check", account + "/check", none, none},
		{"POST /accounts/{app_id}/test", "/accounts/wxpushed/test", account + "/test", none, none},
		{"POST /levers/clock", "/levers/clock", "", url.Values{"how": {"advance"}, "value": {"1m"}}, url.Values{"how": {"fly"}}},
		{"POST /levers/faults", "/levers/faults", "", url.Values{"kind": {"code"}, "code": {"45009"}, "interface": {"getmedia"}, "id": {"f"}}, url.Values{"kind": {"boom"}}},
		{"POST /levers/faults/{id}/drop", "/levers/faults/f/drop", "/levers/faults/none/drop", none, none},
		{"POST /levers/faults/drop", "/levers/faults/drop", "", none, nil},
		{"POST /levers/seed", "/levers/seed", "", url.Values{"seed": {"accounts: [{appid: wxseeded, secret: s}]"}}, url.Values{"seed": {"accounts: 7"}}},
		{"POST /events/resend", "/events/resend", "", event, noEvent},
		{"POST /events/drop", "/events/drop", "", event, noEvent},
		{"POST /platforms/{appid}/ticket", platform + "/ticket", "/platforms/none/ticket", none, none},
		{"POST /platforms/{appid}/authorize", platform + "/authorize", "", url.Values{"account": {seed.DemoAppID}, "set": {"8", "13"}}, url.Values{"account": {"wxnobody"}, "set": {"8"}}},
		{"POST /platforms/{appid}/withdraw", platform + "/withdraw", "", url.Values{"authorizer": {seed.DemoAppID}}, url.Values{"authorizer": {"wxnobody"}}},
		{"POST /merchants/{app_id}/application", demo + "/application", "/merchants/none/application", url.Values{"state": {"reviewing"}}, url.Values{"state": {"reviewing"}}},
		{"POST /reviews", "/reviews", "", url.Values{"all": {"yes"}, "action": {"fail"}, "app": {seed.DemoAppID}}, url.Values{"action": {"pass"}}},
		{"POST /reviews/{app_id}/{audit_id}", review, "", url.Values{"action": {"pass"}}, url.Values{"action": {"confirm"}}},
		{"POST /merchants/{app_id}/stores", shops, "", url.Values{"name": {"示例"}, "status": {"2"}}, url.Values{"status": {"two"}}},
		{"POST /merchants/{app_id}/stores/{poi_id}", shops + "/400000011", "", url.Values{"name": {"新名称"}, "version": {"*"}}, url.Values{"name": {"旧名称"}, "version": {stale}}},
		{"POST /merchants/{app_id}/stores/{poi_id}/drop", shops + "/400000012/drop", "", none, url.Values{"version": {stale}}},
		{"POST /merchants/{app_id}/cards", demo + "/cards", "", url.Values{"card_id": {"pXother"}}, url.Values{"card_id": {""}}},
		{"POST /merchants/{app_id}/cards/{card_id}", demo + "/cards/pXcard", "", url.Values{"type": {"GROUPON"}, "version": {"*"}}, url.Values{"type": {"CASH"}, "version": {stale}}},
		{"POST /merchants/{app_id}/cards/{card_id}/drop", demo + "/cards/pXcard/drop", "", none, url.Values{"version": {stale}}},
		{"POST /places", "/places", "", url.Values{"id": {"78"}, "name": {"示例"}, "district_id": {"440105"}}, url.Values{"id": {"x"}, "name": {"示例"}, "district_id": {"440105"}}},
		{"POST /places/{id}", "/places/77", "", url.Values{"name": {"新名称"}, "district_id": {"440105"}, "version": {"*"}}, url.Values{"name": {"旧名称"}, "district_id": {"440105"}, "version": {stale}}},
		{"POST /places/{id}/drop", "/places/77/drop", "", none, url.Values{"version": {stale}}},
		{"POST /merchants/{app_id}", demo, "", url.Values{"state": {"failed"}, "nickname": {"改名"}, "version": {"*"}}, url.Values{"state": {"failed"}, "version": {stale}}},
		{"POST /merchants/{app_id}/drop", "/merchants/wx2222222222222222/drop", "", none, url.Values{"version": {stale}}},
		{"POST /accounts/{app_id}/drop", "/accounts/wx2222222222222222/drop", "", none, url.Values{"version": {stale}}},
		{"POST /platforms", "/platforms", "", url.Values{"appid": {"wxcnew"}, "name": {"平台"}}, url.Values{"appid": {"wxcnew2"}, "permission_sets": {"x"}}},
		{"POST /platforms/{appid}", platform, "", url.Values{"name": {"改名"}, "version": {"*"}}, url.Values{"name": {"旧名"}, "version": {stale}}},
		{"POST /platforms/{appid}/drop", "/platforms/wxcnew/drop", "", none, url.Values{"version": {stale}}},
		{"POST /levers/restore", "/levers/restore", "", url.Values{"file:snapshot": {o.look("/api/snapshot")}}, url.Values{"file:snapshot": {"none"}}},
		{"POST /levers/reset", "/levers/reset", "", none, url.Values{"version": {stale}}},
		{"POST /levers/undo", "/levers/undo", "", none, url.Values{"version": {stale}}},
		{"POST /language", "/language", "", url.Values{"language": {"zh"}, "back": {"/calls"}}, url.Values{"language": {"fr"}}},
		{"POST /login", "/login", "", url.Values{"token": {consoleToken}, "next": {"/calls"}}, url.Values{"token": {"another-token-than-that"}}},
		{"POST /logout", "/logout", "", none, nil},
	}
}

// TestEveryPostRedirects sends each form of the pages: what was done is shown at
// an address of its own, and to look at that again does nothing. A form that is
// refused has done nothing.
func TestEveryPostRedirects(t *testing.T) {
	o := newOperator(t, withToken(t))
	all := forms(o)
	tried := make(map[string]bool)
	for _, f := range all {
		tried[f.pattern] = true
		t.Run(f.pattern, func(t *testing.T) {
			o.t = t
			if f.bad != nil {
				if f.badPath == "" {
					f.badPath = f.path
				}
				before := o.state()
				if resp, text := o.post(f.badPath, f.bad); resp.StatusCode < 400 || resp.StatusCode > 499 {
					t.Errorf("%v is answered %d %s\n%.300s", f.bad, resp.StatusCode, resp.Header.Get("Location"), text)
				}
				if diff := cmp.Diff(strings.Split(before, "\n"), strings.Split(o.state(), "\n")); diff != "" {
					t.Errorf("%v was refused and has changed something (-before +after):\n%.1000s", f.bad, diff)
				}
			}
			before := o.state()
			resp, text := o.post(f.path, f.good)
			there := resp.Header.Get("Location")
			if resp.StatusCode != http.StatusSeeOther || !strings.HasPrefix(there, "/") {
				t.Fatalf("answered %d to %q\n%.500s", resp.StatusCode, there, text)
			}
			after := o.state()
			if changes := !strings.HasPrefix(f.path, "/events/") && !strings.HasPrefix(f.path, "/log") && f.path != "/language" && f.path != "/tool/request" && f.path != "/levers/reset" && !strings.HasSuffix(f.path, "/token") && f.path != "/accounts/wxpushed/check" && f.path != "/accounts/wxpushed/test"; changes && after == before {
				t.Error("nothing was done: this form tries nothing")
			}
			there, _, _ = strings.Cut(there, "#")
			for i := range 2 {
				resp, text := o.ask(http.MethodGet, there, "", nil)
				if status := resp.StatusCode; status != http.StatusOK && (i == 0 || status != http.StatusGone) {
					t.Errorf("%s, look %d: %d\n%.500s", there, i+1, status, text)
				}
			}
			if diff := cmp.Diff(strings.Split(after, "\n"), strings.Split(o.state(), "\n")); diff != "" {
				t.Errorf("to look at %s has changed something (-before +after):\n%.1000s", there, diff)
			}
		})
	}
	listed, _, err := pages.New(pages.Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range listed {
		if strings.HasPrefix(p.Pattern, "POST ") && !tried[p.Pattern] {
			t.Errorf("%s: no form is tried", p.Pattern)
		}
	}
}

// TestShownOnce holds that a secret is shown to the browser that made it, once,
// and to no other.
func TestShownOnce(t *testing.T) {
	o := newOperator(t, withToken(t))
	stranger := newOperator(t, o.s)
	for range 2 {
		resp, _ := o.post("/accounts/"+seed.DemoAppID+"/secret", nil)
		there := resp.Header.Get("Location")
		if text := stranger.look(there); strings.Contains(text, "<textarea") || !strings.Contains(text, "shown already") {
			t.Errorf("another browser sees %s", text)
		}
		if _, text := o.ask(http.MethodHead, there, "", nil); text != "" {
			t.Errorf("HEAD answers %s", text)
		}
		if text := o.look(there); !strings.Contains(text, "<textarea") {
			t.Errorf("the browser that made it sees %s", text)
		}
		if text := o.look(there); strings.Contains(text, "<textarea") || !strings.Contains(text, "shown already") {
			t.Errorf("the second look shows %s", text)
		}
	}
}

// TestReload does in a browser what must not be done twice, and loads the page
// again.
func TestReload(t *testing.T) {
	in := browser(t)
	s := start(t)
	post(t, s.ConsoleURL()+"/levers/seed", url.Values{"seed": {shops}})
	b := open(t, in, s.ConsoleURL(), "en")
	b.excepted = []string{"status of 410"}
	count := func(iface string) int {
		calls, err := s.Calls(t.Context(), journal.Filter{Interface: iface}, 50)
		b.must(err)
		return len(calls)
	}
	token := func(appID, secret string) string {
		return send(t, s.APIURL()+"/cgi-bin/stable_token", `{"grant_type":"client_credential","appid":"`+appID+`","secret":"`+secret+`"}`)
	}
	shown := func() string {
		b.until(`document.querySelector(".copy textarea")`)
		return b.script(`document.querySelector(".copy textarea").value`)
	}

	b.goTo("/accounts/" + seed.DemoAppID)
	b.click("a[href$='/secret']")
	b.click("form[action*='/secret'] button")
	secret := shown()
	b.reload()
	b.shows("shown already")
	if answer := token(seed.DemoAppID, secret); !strings.Contains(answer, "access_token") {
		t.Errorf("after a reload, the secret that was shown answers %s", answer)
	}

	b.goTo("/accounts?new")
	b.fill("input[name=appid]", "wxnew0000000001")
	b.click(`form[action="/accounts"][method=post] .actions button`)
	secret = shown()
	b.reload()
	b.shows("shown already")
	if answer := token("wxnew0000000001", secret); !strings.Contains(answer, "access_token") {
		t.Errorf("after a reload, the new account's secret answers %s", answer)
	}

	b.goTo(platform)
	b.click("#granted details summary")
	b.fill("#granted input[name=account]", seed.DemoAppID)
	b.click("#granted .fields button")
	code := shown()
	b.reload()
	b.shows("shown already")
	if text := b.script("document.documentElement.outerHTML"); strings.Contains(text, code) {
		t.Error("the code is shown again")
	}
	var codes []string
	for _, line := range strings.Split(newOperator(t, s).state(), "\n") {
		if strings.Contains(line, `"auth"`) {
			codes = append(codes, line)
		}
	}
	if len(codes) != 1 {
		t.Errorf("a grant made %d codes: %v", len(codes), codes)
	}

	b.goTo("/tool?interface=modifywxastore&app=" + seed.DemoAppID)
	b.fill("#p-intro", "sent once")
	pick(b, `input[name="f.headimg_mediaid"]`, picture(t))
	b.click(".fields .actions button")
	b.until(`document.querySelector(".outcome .code.fine")`)
	rid := b.script(`document.querySelector(".outcome li:last-child a.rid").innerText`)
	for range 2 {
		b.reload()
		b.until(`document.querySelector(".outcome .code.fine") && document.querySelector(".outcome li:last-child a.rid").innerText === ` + quote(rid))
		b.until(`document.querySelector("#p-intro").value === "sent once" && document.querySelector("#p-headimg_mediaid").value !== ""`)
	}
	if uploads, changes := count("uploadtempmedia"), count("modifywxastore"); uploads != 1 || changes != 1 {
		t.Errorf("%d uploads and %d changes were made", uploads, changes)
	}

	// A token is shown once, in full: the journal has its beginning.
	b.goTo("/tool?interface=getstableaccesstoken")
	b.fill("#p-appid", "wx1111111111111111")
	b.fill("#p-secret", "1")
	b.click(".fields .actions button")
	b.until(`document.querySelector(".outcome pre")?.innerText.match(/"access_token": "[^"]{100,}"/)`)
	b.reload()
	b.until(`document.querySelector(".outcome pre")?.innerText.match(/"access_token": "[^"]{1,20}xxxx"/)`)
	b.shows("what the journal has")
	if n := count("getstableaccesstoken"); n != 3 {
		t.Errorf("%d calls for tokens were made", n)
	}
}

// reload loads the page again, as people do: a browser asks before it sends a form
// again, and they say yes.
func (b *tab) reload() {
	b.t.Helper()
	b.script(`window.old = true; location.reload(); ""`)
	b.until(`!window.old && document.readyState === "complete"`)
}

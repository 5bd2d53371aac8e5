package app_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store/blobdir"
)

// ask sends "METHOD PATH" with a body to the console and returns "STATUS BODY".
func (s *service) ask(t *testing.T, request, body string) string {
	t.Helper()
	method, path, _ := strings.Cut(request, " ")
	r, err := http.NewRequestWithContext(t.Context(), method, s.ConsoleURL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", resp.StatusCode, answer))
}

// want asks and looks for a part of what comes back.
func (s *service) want(t *testing.T, request, body, part string) string {
	t.Helper()
	got := s.ask(t, request, body)
	if !strings.Contains(got, part) {
		t.Errorf("%s %.200s\ngot  %.1000s\nwant %s", request, body, got, part)
	}
	return got
}

// read asks for JSON.
func read[T any](t *testing.T, s *service, request, body string) T {
	t.Helper()
	got := s.ask(t, request, body)
	text, ok := strings.CutPrefix(got, "200 ")
	var value T
	if err := json.Unmarshal([]byte(text), &value); !ok || err != nil {
		t.Fatalf("%s %.200s: %v: %.1000s", request, body, err, got)
	}
	return value
}

// sent is what /api/send answers.
type sent struct {
	RID, URL, Body string
	Base64         string `json:"body_base64"`
	Status, Code   int
	Header         http.Header
}

// send makes a call with the debugging tool, as the demo's account.
func (s *service) send(t *testing.T, iface, body string) sent {
	t.Helper()
	request, err := json.Marshal(map[string]any{"interface": iface, "appid": seed.DemoAppID, "body": body})
	if err != nil {
		t.Fatal(err)
	}
	return read[sent](t, s, "POST /api/send", string(request))
}

// call makes a call to the API over its socket and returns the answer.
func (s *service) call(t *testing.T, method, path, body string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.APIURL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

func TestConsoleAccounts(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	made := read[struct{ AppID, Secret string }](t, s, "POST /api/accounts",
		`{"appid":"wxnew","name":"饺子 <b>","kind":"service","forbidden_words":["best"],"quotas":{"getaccesstoken":{"daily":7}},"merchant":{"nickname":"Dumplings","intro":"hot"}}`)
	if made.AppID != "wxnew" || len(made.Secret) != 32 {
		t.Errorf("made %+v", made)
	}
	logged.used(made.Secret)
	const shown = `{"appid":"wxnew","name":"饺子 <b>","kind":"service","individual":false,"irregular":false,"secret_frozen":false,"original_id":"gh_31b7e74a29ee",` +
		`"message_url":"","message_mode":"plain","message_token":"","encoding_aes_key":"","previous_encoding_aes_key":"","ip_list":[],` +
		`"quotas":{"getaccesstoken":{"daily":7}},"category_barred":false,"forbidden_words":["best"],"modify_per_month":0,"text_coordinates":false,"version":"`
	s.want(t, "GET /api/accounts/wxnew", "", "200 "+shown)
	s.want(t, "GET /api/accounts?search=wxn", "", `200 {"accounts":[`+shown)
	s.want(t, "GET /api/accounts?search=%E9%A5%BA", "", `200 {"accounts":[`+shown)
	s.want(t, "GET /api/accounts?limit=1", "", `"next":"wx0123456789abcdef"`)
	s.want(t, "GET /api/accounts?limit=1&after=wxc0123456789abcdef", "", `200 {"accounts":[`+shown)
	s.want(t, "GET /api/accounts?search=nobody", "", `200 {"accounts":[],"total":0}`)
	s.want(t, "GET /api/merchants/wxnew", "", `"state":"approved","nickname":"Dumplings","intro":"hot","headimg":"","version":0`)

	for body, why := range map[string]string{
		`{"appid":"wxnew"}`:                        "there is an account wxnew already",
		`{"appid":"a b"}`:                          "use 1 to 64 letters",
		`{"appid":"x","kind":"y"}`:                 "unknown account kind",
		`{"appid":"x","quotas":{"none":{}}}`:       "there is no interface",
		`{"appid":"x","ip_list":["host"]}`:         "neither an IP address nor",
		`{"appid":"x","message_url":"ftp://x"}`:    "message_url",
		`{"appid":"x","merchant":{"state":"odd"}}`: "unknown state",
		`{"appid":"x","secret":"chosen"}`:          "unknown field",
		`{"appid":"x","name":"\u0000"}`:            "U+0000",
	} {
		s.want(t, "POST /api/accounts", body, `400 {"error":"`)
		s.want(t, "POST /api/accounts", body, why)
	}

	token := func(secret string) (token string, code int) {
		var answer struct {
			AccessToken string `json:"access_token"`
			ErrCode     int    `json:"errcode"`
		}
		text := s.call(t, "GET", "/cgi-bin/token?grant_type=client_credential&appid=wxnew&secret="+secret, "")
		if err := json.Unmarshal([]byte(text), &answer); err != nil {
			t.Fatal(err)
		}
		if answer.AccessToken != "" {
			logged.used(answer.AccessToken)
		}
		return answer.AccessToken, answer.ErrCode
	}
	first, _ := token(made.Secret)
	rolled := read[struct{ Secret string }](t, s, "POST /api/accounts/wxnew/secret", "")
	logged.used(rolled.Secret)
	if _, code := token(made.Secret); code != 40125 {
		t.Errorf("the secret before answers %d", code)
	}
	if _, code := token(rolled.Secret); code != 0 {
		t.Errorf("the new secret answers %d", code)
	}
	s.want(t, "GET /api/accounts/wxnew/quotas", "", `{"interface":"getaccesstoken","daily":7,"used":2,"per_minute":0,"used_minute":0}`)

	live := read[struct{ Tokens []struct{ Hash, Kind string } }](t, s, "GET /api/accounts/wxnew/tokens", "").Tokens
	if len(live) != 2 || live[0].Kind != "classic" {
		t.Fatalf("live tokens: %+v", live)
	}
	for _, l := range live {
		s.want(t, "DELETE /api/accounts/wxnew/tokens/"+l.Hash+"", "", "204")
	}
	if got := s.call(t, "POST", "/wxa/modify_merchant?access_token="+first, `{}`); !strings.Contains(got, `"errcode":40001`) {
		t.Errorf("a revoked token answers %s", got)
	}
	s.want(t, "GET /api/accounts/wxnew/tokens", "", `200 {"tokens":[]}`)
	s.want(t, "DELETE /api/accounts/wxnew/tokens/"+strings.Repeat("0", 64)+"", "", "404")
	s.want(t, "DELETE /api/accounts/wxnew/tokens/zz", "", "400")

	s.want(t, "PUT /api/accounts/wxnew", `{"name":"frozen","kind":"official","secret_frozen":true,"version":"*"}`, `200 {"appid":"wxnew","name":"frozen","kind":"official"`)
	if _, code := token(rolled.Secret); code != 40243 {
		t.Errorf("a frozen secret answers %d", code)
	}
	s.want(t, "PUT /api/accounts/wxnew", `{"appid":"other"}`, "400")
	for _, request := range []string{"GET /api/accounts/none", "PUT /api/accounts/none", "POST /api/accounts/none/secret", "GET /api/accounts/none/tokens", "GET /api/accounts/none/quotas"} {
		s.want(t, request, "{}", "404 ")
	}
	s.want(t, "GET /api/accounts?serch=x", "", "400 ")
	s.want(t, "GET /api/accounts?after=%40x", "", "400 ")
	s.want(t, "GET /api/accounts?search=%ff", "", "400 ")
}

// TestConsoleStableTokenRevoked holds that a stable token that was revoked is
// not handed out again.
func TestConsoleStableTokenRevoked(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	before, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	live := read[struct{ Tokens []struct{ Hash, Kind string } }](t, s, "GET /api/accounts/"+seed.DemoAppID+"/tokens", "").Tokens
	s.want(t, "DELETE /api/accounts/"+seed.DemoAppID+"/tokens/"+live[0].Hash+"", "", "204")
	after, err := s.DemoToken(t.Context())
	if err != nil || after == before {
		t.Errorf("the same token again: %v", err)
	}
}

func TestConsoleMerchants(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	const one = "/api/merchants/" + seed.DemoAppID
	first := read[struct{ Headimg, Intro string }](t, s, "GET "+one, "")
	if got := s.send(t, "modifywxastore", `{"intro":"second <script>"}`); got.Code != 0 || got.Body != `{"errcode":0,"errmsg":"ok"}` {
		t.Fatalf("sent: %+v", got)
	}
	s.send(t, "modifywxastore", `{"intro":"third"}`)
	s.want(t, "GET "+one+"/history", "", `{"changes":[{"version":2,"before_intro":"second <script>","after_intro":"third"`)
	s.want(t, "GET "+one+"/history?limit=1", "", `"next":2}`)
	s.want(t, "GET "+one+"/history?limit=1&before=2", "", `{"changes":[{"version":1,`)
	s.want(t, "GET "+one+"/history?before=0", "", "400")
	s.want(t, "POST "+one+"/revert", `{"version":1}`, `"intro":"second <script>"`)
	s.want(t, "POST "+one+"/revert", `{"version":0}`, fmt.Sprintf("%q", first.Intro))
	s.want(t, "GET "+one+"/history?limit=1", "", `"caller":"operator","rid":""`)
	s.want(t, "POST "+one+"/revert", `{"version":9}`, "404")
	s.want(t, "POST "+one+"/revert", `{}`, "400")
	s.want(t, "GET "+one, "", `"version":4,"month":"2026-03","month_changes":4`)

	// The rule of a call says no to the operator, too.
	s.want(t, "PUT /api/accounts/"+seed.DemoAppID, `{"forbidden_words":["THIRD"],"modify_per_month":4,"version":"*"}`, "200")
	s.want(t, "POST "+one+"/revert", `{"version":2}`, `409 {"error":"the earlier intro holds a forbidden word (a call would be answered 85036`)
	s.want(t, "POST "+one+"/revert", `{"version":1}`, `409 {"error":"4 of 4 changes were made in 2026-03`)

	s.want(t, "GET /api/merchants?search=%E7%A4%BA", "", `"appid":"wx0123456789abcdef"`)
	s.want(t, "GET /api/merchants?state=reviewing", "", `200 {"merchants":[],"total":0}`)
	s.want(t, "GET /api/merchants?state=approved&search=wx0", "", `"appid":"wx0123456789abcdef"`)
	s.want(t, "GET /api/merchants?state=odd", "", "400")
	s.want(t, "GET /api/merchants/none", "", "404")
	s.want(t, "GET /api/merchants/none/history", "", "404")

	picture := s.want(t, "GET /api/pictures/"+first.Headimg, "", "200 \x89PNG")
	if len(picture) < 100 {
		t.Errorf("a picture of %d bytes", len(picture))
	}
	s.want(t, "GET /api/pictures/"+strings.Repeat("0", 64), "", "404")
	s.want(t, "GET /api/pictures/../../etc/passwd", "", "404")
}

// TestConsolePicturesAreData uploads what a browser would run.
func TestConsolePicturesAreData(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	for _, content := range []string{`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, `<!doctype html><script>alert(1)</script>`} {
		hash, err := s.putBlob(t, content)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.Get(s.ConsoleURL() + "/api/pictures/" + hash)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if kind, as := resp.Header.Get("Content-Type"), resp.Header.Get("Content-Disposition"); kind != "application/octet-stream" || !strings.HasPrefix(as, "attachment") {
			t.Errorf("%s: %s, %s", content, kind, as)
		}
	}
}

func TestConsoleSend(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	token, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	logged.used(token)

	var picture bytes.Buffer
	if err := encodePNG(&picture); err != nil {
		t.Fatal(err)
	}
	upload := read[sent](t, s, "POST /api/send", fmt.Sprintf(`{"interface":"uploadtempmedia","appid":%q,"query":{"type":"image"},"file":{"name":"<b>.png","content_type":"image/png","content":%q}}`,
		seed.DemoAppID, base64.StdEncoding.EncodeToString(picture.Bytes())))
	var medium struct {
		ID string `json:"media_id"`
	}
	if err := json.Unmarshal([]byte(upload.Body), &medium); err != nil || medium.ID == "" {
		t.Fatalf("upload: %+v", upload)
	}
	if got := s.send(t, "modifywxastore", fmt.Sprintf(`{"headimg_mediaid":%q,"intro":"new"}`, medium.ID)); got.Code != 0 {
		t.Errorf("modify: %+v", got)
	}
	got := read[sent](t, s, "POST /api/send", fmt.Sprintf(`{"interface":"getmedia","appid":%q,"query":{"media_id":%q}}`, seed.DemoAppID, medium.ID))
	if content, _ := base64.StdEncoding.DecodeString(got.Base64); !bytes.Equal(content, picture.Bytes()) {
		t.Errorf("downloaded %+v", got)
	}
	bad := s.send(t, "modifywxastore", `{"intro":7}`)
	if bad.Code != 47001 || bad.Status != 200 || !strings.Contains(bad.Body, bad.RID) {
		t.Errorf("a bad call: %+v", bad)
	}
	if !strings.Contains(bad.URL, "/wxa/modify_merchant?access_token=") || !strings.HasSuffix(bad.URL, "xxxx") {
		t.Errorf("shown URL %s", bad.URL)
	}
	s.want(t, "GET /api/calls/"+bad.RID, "", `"client_ip":"127.0.0.1","user_agent":"wxastore-console"`)
	if got := s.call(t, "POST", "/wxa/modify_merchant?access_token="+token, `{"intro":"mine still works"}`); !strings.Contains(got, `"errcode":0`) {
		t.Errorf("the account's own token after calls of the operator: %s", got)
	}
	live := read[struct{ Tokens []struct{ Kind string } }](t, s, "GET /api/accounts/"+seed.DemoAppID+"/tokens", "").Tokens
	if len(live) != 2 {
		t.Errorf("live tokens: %+v, want one of the account and one of the operator", live)
	}

	s.want(t, "POST /api/send", `{"interface":"modifywxastore","query":{"access_token":"foreign"},"body":"{}"}`, `"code":40001`)
	s.want(t, "POST /api/send", `{"interface":"modifywxastore","body":"{}"}`, `"code":41001`)
	s.want(t, "POST /api/send", `{"interface":"getaccesstoken","query":{"appid":"wx","secret":"0123456789abcdef","grant_type":"x"}}`, `secret=0123xxxx`)
	s.want(t, "POST /api/send", fmt.Sprintf(`{"interface":"getapidomainip","appid":%q}`, seed.DemoAppID), `127.0.0.1`)
	for body, why := range map[string]string{
		`{"interface":"http://169.254.169.254/"}`:                   "there is no interface",
		`{"interface":"modifywxastore","appid":"nobody"}`:           "there is no account nobody",
		`{"interface":"getaccesstoken","body":"x"}`:                 "takes no body",
		`{"interface":"modifywxastore","file":{"name":"x"}}`:        "takes no file",
		`{"interface":"modifywxastore","url":"http://127.0.0.1:1"}`: "unknown field",
	} {
		s.want(t, "POST /api/send", body, `400 {"error":"`)
		s.want(t, "POST /api/send", body, why)
	}

	s.want(t, "POST /api/faults", `{"kind":"cut"}`, "200")
	if got := s.send(t, "modifywxastore", `{"intro":"x"}`); got.Status != 0 || got.Body != "" || got.RID == "" {
		t.Errorf("a call that is cut: %+v", got)
	}
}

func TestConsoleFeed(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	resp, err := http.Get(s.ConsoleURL() + "/api/feed")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	sent := s.send(t, "modifywxastore", `{"intro":"told"}`)
	s.want(t, "POST /api/clock", `{"advance":"1s"}`, "200")
	s.want(t, "POST /api/faults", `{"kind":"empty"}`, "200")
	seen := make(map[string]bool)
	lines := json.NewDecoder(resp.Body)
	for !seen["call"] || !seen["merchant"] || !seen["clock"] || !seen["faults"] {
		var e struct {
			Kind, AppID string
			Call        struct{ RID, Response string }
		}
		if err := lines.Decode(&e); err != nil {
			t.Fatalf("%v, seen %v", err, seen)
		}
		if seen[e.Kind] = true; e.Kind == "call" && e.Call.RID != sent.RID {
			t.Errorf("told of %+v", e)
		}
	}
}

// TestConsoleFeedEndsWithTheService stops a service while a client listens: the
// harness wants it to stop in order.
func TestConsoleFeedEndsWithTheService(t *testing.T) {
	t.Parallel()
	var lines io.ReadCloser
	t.Cleanup(func() { // after the service has stopped
		defer lines.Close()
		if _, err := io.ReadAll(lines); err != nil {
			t.Errorf("the feed was cut: %v", err)
		}
	})
	s := start(t, "")
	resp, err := http.Get(s.ConsoleURL() + "/api/feed")
	if err != nil {
		t.Fatal(err)
	}
	lines = resp.Body
}

func TestConsoleInterfaces(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	s.want(t, "GET /api/interfaces", "", `{"interfaces":[{"name":"getaccesstoken"`)
	s.want(t, "GET /api/interfaces/modifywxastore", "", `"params":[{"name":"headimg_mediaid","in":"json","type":"string","required":false`)
	s.want(t, "GET /api/interfaces/modifywxastore", "", `{"code":85036,`)
	s.want(t, "GET /api/interfaces/none", "", "404")
}

func TestConsoleMetrics(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	s.send(t, "modifywxastore", `{"intro":"counted"}`)
	s.send(t, "modifywxastore", `{"intro":7}`)
	s.call(t, "GET", "/nowhere", "")
	s.want(t, "POST /api/faults", `{"kind":"status","status":503,"interface":"modifywxastore"}`, "200")
	s.send(t, "modifywxastore", `{}`)
	text := s.ask(t, "GET /metrics", "")
	for _, line := range []string{
		`wxastore_calls_total{interface="modifywxastore",code="0"} 1`, `wxastore_calls_total{interface="modifywxastore",code="47001"} 1`,
		`wxastore_calls_total{interface="modifywxastore",code="none"} 1`, `wxastore_calls_total{interface="",code="40066"} 1`,
		`wxastore_call_duration_seconds_count{interface="modifywxastore"} 3`, `wxastore_journal_lost_total 0`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("no line %s in\n%s", line, text)
		}
	}
	if strings.Contains(text, "wxastore_commit_writes_count 0\n") {
		t.Error("no commit was counted")
	}
	s.want(t, "GET /api/metrics", "", `{"every":"2s","at":[`)
	s.want(t, "GET /api/metrics", "", `{"code":47001,"calls":1}`)
	s.want(t, "GET /openapi.json", "", `"openapi":"3.1.0"`)
}

// encodePNG writes a small picture.
func encodePNG(w io.Writer) error { return png.Encode(w, image.NewGray(image.Rect(0, 0, 8, 8))) }

// putBlob keeps bytes as an upload that passed all checks would be.
func (s *service) putBlob(t *testing.T, content string) (string, error) {
	t.Helper()
	blobs, err := blobdir.Open(filepath.Join(s.data, "media"))
	if err != nil {
		return "", err
	}
	hash, _, err := blobs.Put(t.Context(), strings.NewReader(content))
	return hash.String(), err
}

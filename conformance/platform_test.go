package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// The third-party platform of the trial, and the secret of the accounts that
// authorize it.
const (
	platformID     = "wxc00112233445566ff"
	platformSecret = "ffeeddccbbaa99887766554433221100"
	platformToken  = "signs-the-events"
	accountSecret  = "0123456789abcdef"
	platformKey    = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
)

// TestPlatform lets SDKs for third-party platforms judge: each receives a
// ticket on a socket, is authorized, and calls for accounts that granted it
// different permission sets.
func TestPlatform(t *testing.T) {
	programs, binary := buildClients(t), buildService(t)
	requirePackages(t)
	easywechat, err := filepath.Abs("node/easywechatplatform.mjs")
	if err != nil {
		t.Fatal(err)
	}
	for _, judge := range []struct {
		client  string
		command []string
	}{
		{"silenceper/wechat", []string{filepath.Join(programs, "silenceperplatform")}},
		{"node-easywechat", []string{"node", easywechat}},
	} {
		for _, r := range []route{baseURL, proxy} {
			t.Run(judge.client+" by "+string(r), func(t *testing.T) {
				t.Parallel()
				tr := newPlatformTrial(t, judge.command, binary, r)
				all, passed := runSteps(t, tr.steps())
				t.Logf("%s %s: %d of %d passed", judge.client, tr.judge.says, passed, all)
				tr.compare(t)
				if t.Failed() {
					t.Logf("log of the service:\n%s", tr.service.log)
				}
			})
		}
	}
}

// platformTrial is what a platform goes through with three accounts.
type platformTrial struct {
	service *service
	judge   *driven
	picture picture
	media   string
	// both granted the sets 8 and 13, stores 13, material 11.
	both, stores, material string
}

func newPlatformTrial(t *testing.T, command []string, binary string, r route) *platformTrial {
	t.Helper()
	tr := &platformTrial{
		picture: drawPicture(t, 3, 16),
		both:    "wx0000000000000b07", stores: "wx00000000000570e5", material: "wx000000000003a7e1",
	}
	// The service must know where it pushes to before the judge can be started,
	// and the judge where the service is: this stands between them.
	var judgeAt atomic.Pointer[url.URL]
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		target := judgeAt.Load()
		if target == nil || r.Header.Get("X-Wxastore-Event-Id") == "" {
			http.Error(w, "nobody is there yet, or the event has no id", http.StatusServiceUnavailable)
			return
		}
		httputil.NewSingleHostReverseProxy(target).ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	tr.service = startService(t, binary, tr.writeSeed(t, front.URL), r)
	at := tr.service.address(r)
	tr.judge = start(t, at.command(append(command, "127.0.0.1:0", at.base, platformID, platformSecret, platformToken, platformKey)...))
	target, err := url.Parse(tr.judge.value)
	if err != nil {
		t.Fatal(err)
	}
	judgeAt.Store(target)
	return tr
}

func (tr *platformTrial) writeSeed(t *testing.T, eventURL string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("accounts:\n")
	for _, id := range []string{tr.both, tr.stores, tr.material} {
		fmt.Fprintf(&b, "  - {appid: %s, secret: %s, name: shop %s, merchant: {nickname: a shop, intro: %s}}\n", id, accountSecret, id, seeded)
	}
	fmt.Fprintf(&b, "components:\n  - {appid: %s, secret: %s, token: %s, encoding_aes_key: %s, event_url: %q, message_url: %q, redirect_domain: platform.example, permission_sets: [8, 11, 13]}\n",
		platformID, platformSecret, platformToken, platformKey, eventURL+"/events?mine=1", eventURL+"/messages/$APPID$")
	path := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (tr *platformTrial) steps() []step {
	return []step{
		{"ticket by api_start_push_ticket", tr.startTickets},
		{"authorized on the page: 8, 13", tr.authorizeOnPage},
		{"authorized by the operator: 13", func() error { return tr.authorize(tr.stores, 13) }},
		{"authorized by the operator: 11", func() error { return tr.authorize(tr.material, 11) }},
		{"information", tr.name},
		{"8, 13: upload", func() (err error) {
			tr.media, err = tr.judge.ask(map[string]any{"do": "upload", "appid": tr.both, "path": tr.picture.path})
			return err
		}},
		{"8, 13: modify", func() error { return tr.modify(tr.both, tr.media, awkward) }},
		{"13: upload", func() error {
			_, err := tr.judge.ask(map[string]any{"do": "upload", "appid": tr.stores, "path": tr.picture.path})
			return wantCode("61007", err)
		}},
		{"13: modify", func() error { return tr.modify(tr.stores, "", "by stores alone") }},
		{"11: upload", func() error {
			_, err := tr.judge.ask(map[string]any{"do": "upload", "appid": tr.material, "path": tr.picture.path})
			return err
		}},
		{"11: modify", func() error { return wantCode("61007", tr.modify(tr.material, "", "never")) }},
		{"withdrawn: modify", func() error {
			if err := tr.console(http.MethodDelete, "/authorizations/"+tr.both, nil, nil); err != nil {
				return err
			}
			return wantCode("61003", tr.modify(tr.both, "", "never"))
		}},
		{"another ticket", func() error {
			if err := tr.console(http.MethodPost, "/ticket", nil, nil); err != nil {
				return err
			}
			_, err := tr.judge.ask(map[string]any{"do": "ticket"})
			return err
		}},
		{"13: an event of the account", tr.accountEvent},
		{"events in order", tr.events},
	}
}

// compare holds what the service has left against what the platform did.
func (tr *platformTrial) compare(t *testing.T) {
	t.Helper()
	if err := tr.service.stop(); err != nil {
		t.Errorf("%v\n%s", err, tr.service.log)
	}
	before := shop{intro: seeded}
	for appID, want := range map[string][]shop{
		tr.both:     {before, before.after(awkward, &tr.picture)},
		tr.stores:   {before, before.after("by stores alone", nil)},
		tr.material: nil,
	} {
		if got := readStored(t, tr.service, appID).history; !slices.Equal(got, want) {
			t.Errorf("the history of %s is %q, not %q", appID, got, want)
		}
	}
}

func wantCode(code string, err error) error {
	if err == nil || !strings.Contains(err.Error(), code) {
		return fmt.Errorf("the client does not show %s: %v", code, err)
	}
	return nil
}

func (tr *platformTrial) startTickets() error {
	body := fmt.Sprintf(`{"component_appid":%q,"component_secret":%q}`, platformID, platformSecret)
	resp, err := http.Post(tr.service.api+"/cgi-bin/component/api_start_push_ticket", "application/json", strings.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(answer), `"errcode":0`) {
		return fmt.Errorf("answered %s: %w", answer, err)
	}
	_, err = tr.judge.ask(map[string]any{"do": "ticket"})
	return err
}

// authorizeOnPage does what an administrator's browser does with the address
// that the client made.
func (tr *platformTrial) authorizeOnPage() error {
	address, err := tr.judge.ask(map[string]any{"do": "page", "path": "https://platform.example/back?state=1"})
	if err != nil {
		return err
	}
	page, found := strings.CutPrefix(address, "https://mp.weixin.qq.com")
	if !found {
		return fmt.Errorf("the client leads to %s", address)
	}
	back, err := agree(tr.service.api+page, tr.both, accountSecret, []string{"8", "13"})
	if err != nil {
		return err
	}
	if back.Host != "platform.example" || back.Query().Get("state") != "1" || back.Query().Get("expires_in") == "" {
		return fmt.Errorf("the page leads to %s", back)
	}
	return tr.useCode(tr.both, back.Query().Get("auth_code"), "8,13")
}

func (tr *platformTrial) authorize(appID string, set int) error {
	var code struct {
		AuthCode string `json:"auth_code"`
	}
	grant := map[string]any{"authorizer_appid": appID, "permission_sets": []int{set}}
	if err := tr.console(http.MethodPost, "/authorizations", grant, &code); err != nil {
		return err
	}
	return tr.useCode(appID, code.AuthCode, fmt.Sprint(set))
}

func (tr *platformTrial) useCode(appID, code, sets string) error {
	got, err := tr.judge.ask(map[string]any{"do": "authorized", "appid": appID, "code": code})
	if err == nil && got != sets {
		err = fmt.Errorf("the client reads the sets %s, not %s", got, sets)
	}
	return err
}

func (tr *platformTrial) name() error {
	got, err := tr.judge.ask(map[string]any{"do": "name", "appid": tr.both})
	if err == nil && got != "shop "+tr.both {
		err = fmt.Errorf("the client reads the name %q", got)
	}
	return err
}

func (tr *platformTrial) modify(appID, media, intro string) error {
	_, err := tr.judge.ask(map[string]any{"do": "modify", "appid": appID, "fields": fields(media, intro)})
	return err
}

// events checks what the client was told. Each account's events are in order.
func (tr *platformTrial) events() error {
	want := []string{
		"component_verify_ticket ", "authorized " + tr.both, "authorized " + tr.stores, "authorized " + tr.material,
		"unauthorized " + tr.both, "component_verify_ticket ", "debug_demo " + tr.stores,
	}
	var got []string
	for end := time.Now().Add(answerTime); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		text, err := tr.judge.ask(map[string]any{"do": "events"})
		if err != nil {
			return err
		}
		if got = strings.Split(text, "\n"); slices.Equal(got, want) {
			return nil
		}
	}
	return fmt.Errorf("the client was told %q, not %q", got, want)
}

// accountEvent has an event of an account pushed, which the client gets at its
// address for messages and answers success.
func (tr *platformTrial) accountEvent() error {
	var sent struct {
		Delivered bool   `json:"delivered"`
		LastError string `json:"last_error"`
	}
	err := tr.askConsole(http.MethodPost, "/api/accounts/"+tr.stores+"/messages/test", nil, &sent)
	if err == nil && !sent.Delivered {
		err = fmt.Errorf("it was not taken: %s", sent.LastError)
	}
	return err
}

// console asks the service's console about the platform.
func (tr *platformTrial) console(method, path string, body, answer any) error {
	return tr.askConsole(method, "/api/components/"+platformID+path, body, answer)
}

func (tr *platformTrial) askConsole(method, path string, body, answer any) error {
	var running struct {
		Console string `json:"console"`
		Token   string `json:"console_token"`
	}
	text, err := os.ReadFile(filepath.Join(tr.service.data, "run.json"))
	if err == nil {
		err = json.Unmarshal(text, &running)
	}
	if err != nil {
		return err
	}
	sent, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(method, running.Console+path, bytes.NewReader(sent))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+running.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		told, err := io.ReadAll(resp.Body)
		return errors.Join(fmt.Errorf("the console answers %d %s", resp.StatusCode, told), err)
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(answer)
}

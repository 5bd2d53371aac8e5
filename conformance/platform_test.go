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

// platform is an SDK for third-party platforms: it receives a ticket on a socket, is
// authorized, calls for accounts that granted it different permission sets, and
// receives their events.
type platform struct {
	client  string
	command []string
}

func platforms(programs string) []platform {
	return []platform{
		{"silenceper/wechat", []string{filepath.Join(programs, "silenceperplatform")}},
		{"node-easywechat", []string{"node", "node/easywechatplatform.mjs"}},
	}
}

// hearPlatform runs the trial of one platform.
func hearPlatform(t *testing.T, with shared, p platform, r route, shops *storeTable) (v verdict) {
	t.Helper()
	tr := newPlatformTrial(t, p.command, with, r)
	v.version = tr.judge.says
	v.steps, v.passed = runSteps(t, tr.steps())
	shop := &storeTrial{
		shop:    platformShop{tr},
		upload:  func() (string, error) { return tr.upload(tr.fresh) },
		address: func() (string, error) { return "http://mmbiz.qpic.cn/mmbiz_png/a/0?wx_fmt=png", nil },
	}
	shops.add(t, p.client, "platform, "+string(r), shop.run(), nil)
	steps, passed := runSteps(t, []step{{"events in order", func() error { return tr.events(shop.reviews) }}})
	v.steps, v.passed = v.steps+steps, v.passed+passed
	tr.compare(t)
	v.calls = tr.service.calls("")
	if t.Failed() {
		t.Logf("log of the service:\n%s", tr.service.log)
	}
	return v
}

// platformTrial is what a platform goes through with three accounts that have a store
// Mini Program, and one that has nothing.
type platformTrial struct {
	service *service
	judge   *driven
	picture picture
	media   string
	// both granted the sets 8 and 13, stores 13, material 11, fresh 11 and 13.
	both, stores, material, fresh string
}

func newPlatformTrial(t *testing.T, command []string, with shared, r route) *platformTrial {
	t.Helper()
	tr := &platformTrial{
		picture: with.pictures[0],
		both:    "wx0000000000000b07", stores: "wx00000000000570e5", material: "wx000000000003a7e1", fresh: "wx000000000000f7e5",
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
	tr.service = startService(t, with.binary, tr.writeSeed(t, front.URL), r)
	at := tr.service.address(r)
	words := slices.Concat(absolute(command), []string{"127.0.0.1:0", at.base, platformID, platformSecret, platformToken, platformKey})
	tr.judge = start(t, at.command(words...))
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
	fmt.Fprintf(&b, "  - {appid: %s, secret: %s, %s}\n", tr.fresh, accountSecret, seededCards())
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
		{"authorized by the operator: 11, 13", func() error { return tr.authorize(tr.fresh, 11, 13) }},
		{"information", tr.name},
		{"8, 13: upload", func() (err error) {
			tr.media, err = tr.upload(tr.both)
			return err
		}},
		{"8, 13: modify", func() error { return tr.modify(tr.both, tr.media, awkward) }},
		{"13: upload", func() error {
			_, err := tr.upload(tr.stores)
			return wantCode("61007", err)
		}},
		{"13: modify", func() error { return tr.modify(tr.stores, "", "by stores alone") }},
		{"11: upload", func() error {
			_, err := tr.upload(tr.material)
			return err
		}},
		{"11: modify", func() error { return wantCode("61007", tr.modify(tr.material, "", "never")) }},
		{"withdrawn: modify", func() error {
			if err := tr.console(http.MethodDelete, "/authorizations/"+tr.both+"", nil, nil); err != nil {
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
	req, err := http.NewRequestWithContext(tr.service.ctx, http.MethodPost, tr.service.api+"/cgi-bin/component/api_start_push_ticket", strings.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
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
	back, err := agree(tr.service.ctx, tr.service.api+page, tr.both, accountSecret, []string{"8", "13"})
	if err != nil {
		return err
	}
	if back.Host != "platform.example" || back.Query().Get("state") != "1" || back.Query().Get("expires_in") == "" {
		return fmt.Errorf("the page leads to %s", back)
	}
	return tr.useCode(tr.both, back.Query().Get("auth_code"), "8,13")
}

func (tr *platformTrial) authorize(appID string, sets ...int) error {
	var code struct {
		AuthCode string `json:"auth_code"`
	}
	grant := map[string]any{"authorizer_appid": appID, "permission_sets": sets}
	if err := tr.console(http.MethodPost, "/authorizations", grant, &code); err != nil {
		return err
	}
	return tr.useCode(appID, code.AuthCode, strings.ReplaceAll(strings.Trim(fmt.Sprint(sets), "[]"), " ", ","))
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

func (tr *platformTrial) upload(appID string) (string, error) {
	return tr.judge.ask(map[string]any{"do": "upload", "appid": appID, "path": tr.picture.path})
}

func (tr *platformTrial) modify(appID, media, intro string) error {
	_, err := tr.post(appID, "/wxa/modify_merchant", fields(media, intro))
	return err
}

func (tr *platformTrial) post(appID, path string, fields map[string]any) (string, error) {
	return tr.judge.ask(map[string]any{"do": "post", "appid": appID, "path": path, "fields": fields})
}

// platformShop posts to the calls of the store Mini Program for the account that has
// nothing.
type platformShop struct{ *platformTrial }

func (platformShop) knows() []string { return storeMethods() }

func (s platformShop) store(method string, fields map[string]any) (any, error) {
	if fields == nil {
		fields = map[string]any{}
	}
	path := map[string]string{
		"category": "/wxa/get_merchant_category", "apply": "/wxa/apply_merchant", "audit": "/wxa/get_merchant_audit_info",
		"modify": "/wxa/modify_merchant", "district": "/wxa/get_district", "search": "/wxa/search_map_poi", "create": "/wxa/create_map_poi",
		"add": "/wxa/add_store", "update": "/wxa/update_store", "info": "/wxa/get_store_info", "list": "/wxa/get_store_list",
		"delete": "/wxa/del_store", "card": "/card/storewxa/get", "set card": "/card/storewxa/set",
	}[method]
	text, err := s.post(s.fresh, path, fields)
	if err != nil {
		return nil, err
	}
	return decoded([]byte(text))
}

// events checks what the client was told: each account's events are in order, and
// those about reviews name what the calls were answered.
func (tr *platformTrial) events(reviews []string) error {
	want := []string{
		"component_verify_ticket ", "authorized " + tr.both, "authorized " + tr.stores, "authorized " + tr.material, "authorized " + tr.fresh,
		"unauthorized " + tr.both, "component_verify_ticket ", "debug_demo " + tr.stores,
	}
	for _, review := range reviews {
		name, outcome, _ := strings.Cut(review, " ")
		want = append(want, name+" "+tr.fresh+" "+outcome)
	}
	var got []string
	for range polls {
		text, err := tr.judge.ask(map[string]any{"do": "events"})
		if err != nil {
			return err
		}
		if got = strings.Split(text, "\n"); slices.Equal(got, want) {
			return nil
		}
		if len(got) >= len(want) {
			break
		}
		time.Sleep(pause)
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
	req, err := http.NewRequestWithContext(tr.service.ctx, method, running.Console+path, bytes.NewReader(sent))
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

package app_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/msgcrypt"
	"github.com/wxastore/wxastore/weixin"
)

const (
	platformToken = "signs"
	platformKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
)

// receiver is a platform's address for events: it decrypts them and answers
// success.
func receiver(t *testing.T, appID string) (address string, events <-chan weixin.ComponentEvent) {
	t.Helper()
	cipher, err := msgcrypt.New(appID, platformToken, platformKey)
	if err != nil {
		t.Fatal(err)
	}
	received := make(chan weixin.ComponentEvent, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		q := r.URL.Query()
		clear, err := cipher.Open(q.Get("msg_signature"), q.Get("timestamp"), q.Get("nonce"), body)
		var event weixin.ComponentEvent
		if err == nil {
			err = xml.Unmarshal(clear, &event)
		}
		if err != nil {
			t.Errorf("%s: %v", body, err)
		}
		received <- event
		io.WriteString(w, "success")
	}))
	t.Cleanup(server.Close)
	return server.URL + "/events", received
}

// next returns the event that comes next, without what is random.
func next(t *testing.T, events <-chan weixin.ComponentEvent) weixin.ComponentEvent {
	t.Helper()
	select {
	case event := <-events:
		switch body := event.Body.(type) {
		case weixin.TicketBody:
			logged.used(body.ComponentVerifyTicket)
		case weixin.AuthorizedBody:
			logged.used(body.AuthorizationCode)
			if body.PreAuthCode != "" {
				logged.used(body.PreAuthCode)
			}
		}
		return event
	case <-time.After(20 * time.Second):
		t.Fatal("no event came")
		return weixin.ComponentEvent{}
	}
}

// operate sends a request to the console and reads its JSON.
func (s *service) operate(t *testing.T, method, path, body string, into any) int {
	t.Helper()
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
	if into != nil {
		if err := json.Unmarshal(answer, into); err != nil {
			t.Fatalf("%s %s: %d %s", method, path, resp.StatusCode, answer)
		}
	}
	return resp.StatusCode
}

func platformSeed(t *testing.T, address string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "seed.yaml")
	text := fmt.Sprintf(`
accounts:
  - {appid: wxshop, secret: secret-of-wxshop, merchant: {intro: 开业了}}
components:
  - {appid: wxplat, secret: secret-of-wxplat, name: 平台, event_url: %q, token: %s, encoding_aes_key: %s, redirect_domain: 127.0.0.1, permission_sets: [8, 11, 13]}
`, address, platformToken, platformKey)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPlatformEvents lets an account authorize a platform, change its mind and
// withdraw, by the console, and reads what the platform is told.
func TestPlatformEvents(t *testing.T) {
	t.Parallel()
	address, events := receiver(t, "wxplat")
	s := start(t, platformSeed(t, address))
	now := s.clock.Now().Unix()

	var ticket struct {
		Ticket    string `json:"component_verify_ticket"`
		ExpiresIn int    `json:"expires_in"`
		Pushed    bool   `json:"pushed"`
	}
	s.operate(t, "POST", "/api/components/wxplat/ticket", "", &ticket)
	want := weixin.ComponentEvent{AppID: "wxplat", CreateTime: now, InfoType: "component_verify_ticket", Body: weixin.TicketBody{ComponentVerifyTicket: ticket.Ticket}}
	if diff := cmp.Diff(want, next(t, events)); diff != "" || ticket.ExpiresIn != 43200 || !ticket.Pushed {
		t.Errorf("ticket %+v (-want +got):\n%s", ticket, diff)
	}

	const grants = "/api/components/wxplat/authorizations"
	authorize := func(sets string) (code string) {
		var answer struct {
			AuthCode  string `json:"auth_code"`
			ExpiresIn int    `json:"expires_in"`
		}
		if status := s.operate(t, "POST", grants, `{"authorizer_appid":"wxshop","permission_sets":`+sets+`}`, &answer); status != 200 || answer.ExpiresIn != 3600 {
			t.Fatalf("authorize %s: %d %+v", sets, status, answer)
		}
		logged.used(answer.AuthCode)
		return answer.AuthCode
	}
	told := func(infoType string, body any) weixin.ComponentEvent {
		return weixin.ComponentEvent{AppID: "wxplat", CreateTime: now, InfoType: infoType, Body: body}
	}
	body := weixin.AuthorizedBody{AuthorizerAppID: "wxshop", AuthorizationCode: authorize("[13]"), AuthorizationCodeExpiredTime: now + 3600}
	if diff := cmp.Diff(told("authorized", body), next(t, events)); diff != "" {
		t.Errorf("authorized (-want +got):\n%s", diff)
	}
	authorize("[13]") // nothing changed: no event
	body.AuthorizationCode = authorize("[13,8]")
	if diff := cmp.Diff(told("updateauthorized", body), next(t, events)); diff != "" {
		t.Errorf("updateauthorized (-want +got):\n%s", diff)
	}
	var list struct {
		Total          int
		Authorizations []struct {
			AuthorizerAppID string `json:"authorizer_appid"`
			PermissionSets  []int  `json:"permission_sets"`
		}
	}
	if s.operate(t, "GET", grants, "", &list); list.Total != 1 || fmt.Sprint(list.Authorizations) != "[{wxshop [8 13]}]" {
		t.Errorf("%+v", list)
	}
	if status := s.operate(t, "DELETE", grants+"/wxshop", "", nil); status != 204 {
		t.Errorf("withdraw: %d", status)
	}
	if diff := cmp.Diff(told("unauthorized", weixin.UnauthorizedBody{AuthorizerAppID: "wxshop"}), next(t, events)); diff != "" {
		t.Errorf("unauthorized (-want +got):\n%s", diff)
	}

	for request, want := range map[string]int{
		"DELETE " + grants + "/wxshop":                        404,
		"DELETE " + grants + "/wxshop?reason=password":        404,
		"DELETE " + grants + "/wxshop?reason=boredom":         400,
		"POST /api/components/wxnobody/ticket":                404,
		"POST /api/components/wxnobody/authorizations":        404,
		"GET /api/components/wxnobody/authorizations":         404,
		"GET " + grants + "?limit=501":                        400,
		"GET /api/events?state=lost":                          400,
		"POST /api/events/wxplat/nothing/resend":              404,
		"DELETE /api/events/wxplat/nothing":                   404,
		"GET /api/components":                                 200,
		"GET /api/events?state=dead&target=wxplat&limit=1000": 200,
	} {
		method, path, _ := strings.Cut(request, " ")
		if got := s.operate(t, method, path, `{"authorizer_appid":"wxshop","permission_sets":[13]}`, nil); got != want {
			t.Errorf("%s: %d, want %d", request, got, want)
		}
	}
	for body, want := range map[string]int{
		`{"authorizer_appid":"wxnobody","permission_sets":[13]}`: 404, `{"authorizer_appid":"wxshop","permission_sets":[9]}`: 400,
		`{"authorizer_appid":"wxshop"}`: 400, `{}`: 404, `{"permission_sets":[13]}`: 404, `[]`: 400,
	} {
		if got := s.operate(t, "POST", grants, body, nil); got != want {
			t.Errorf("authorize with %s: %d, want %d", body, got, want)
		}
	}
}

// TestTicketsAreDueAsTheClockMoves starts the push of tickets and moves the
// clock.
func TestTicketsAreDueAsTheClockMoves(t *testing.T) {
	t.Parallel()
	address, events := receiver(t, "wxplat")
	s := start(t, platformSeed(t, address))
	p := newPlayer(t, s, &pairs{set: make(map[string]bool)})
	before := s.clock.Now()
	raw := p.exchange(t, "POST", weixin.StartPushTicket.Path, nil,
		fmt.Appendf(nil, `{"component_appid":"wxplat","component_secret":%q}`, secretOf("wxplat")), false)
	if !strings.Contains(raw.Body, `"errcode":0`) {
		t.Fatal(raw.Body)
	}
	first := next(t, events)
	if ticket, _ := first.Body.(weixin.TicketBody); first.CreateTime != before.Unix() || !strings.HasPrefix(ticket.ComponentVerifyTicket, "ticket@@@") {
		t.Errorf("first %+v", first)
	}
	if status := s.operate(t, "POST", "/api/clock", `{"advance":"1h"}`, nil); status != 200 {
		t.Fatalf("the clock: %d", status)
	}
	if second := next(t, events); second.CreateTime < before.Add(time.Hour).Unix() {
		t.Errorf("second %+v", second)
	}
}

// TestDroppedEventHoldsUpNobody queues two events for a platform that is not
// there, drops the first and sees the other tried.
func TestDroppedEventHoldsUpNobody(t *testing.T) {
	t.Parallel()
	s := start(t, platformSeed(t, "http://127.0.0.1:1/events"))
	const grants = "/api/components/wxplat/authorizations"
	for _, sets := range []string{"[13]", "[8,13]"} {
		if status := s.operate(t, "POST", grants, `{"authorizer_appid":"wxshop","permission_sets":`+sets+`}`, nil); status != 200 {
			t.Fatalf("authorize %s: %d", sets, status)
		}
	}
	type waiting struct {
		ID, Kind string
		Attempts int
	}
	list := func() []waiting {
		var list struct{ Events []waiting }
		s.operate(t, "GET", "/api/events?target=wxplat", "", &list)
		return list.Events
	}
	s.attempts(t, "authorized", 1)
	all := list()
	if len(all) != 2 || all[1].Kind != "updateauthorized" || all[1].Attempts != 0 {
		t.Fatalf("waiting: %+v", all)
	}
	path := "/api/events/wxplat/" + all[0].ID + ""
	if first, again := s.operate(t, "DELETE", path, "", nil), s.operate(t, "DELETE", path, "", nil); first != 204 || again != 404 {
		t.Errorf("dropped: %d, then %d", first, again)
	}
	s.attempts(t, "updateauthorized", 1)
	if left := list(); len(left) != 1 || left[0].ID != all[1].ID {
		t.Errorf("left: %+v", left)
	}
}

// TestAuthorizationPages opens the page at each of its addresses.
func TestAuthorizationPages(t *testing.T) {
	t.Parallel()
	s := start(t, platformSeed(t, "http://127.0.0.1:1/events"))
	p := newPlayer(t, s, &pairs{set: make(map[string]bool)})
	body := []byte(`{"component_appid":"wxplat"}`)
	token := p.platformToken(t, "wxplat")
	for _, path := range []string{"/cgi-bin/componentloginpage", "/wxaopen/safe/bindcomponent", "/safe/bindcomponent"} {
		var code struct {
			PreAuthCode string `json:"pre_auth_code"`
		}
		raw := p.exchange(t, "POST", weixin.GetPreAuthCode.Path+"?component_access_token="+url.QueryEscape(token), nil, body, false)
		if err := json.Unmarshal([]byte(raw.Body), &code); err != nil || code.PreAuthCode == "" {
			t.Fatalf("%s, %v", raw.Body, err)
		}
		logged.used(code.PreAuthCode)
		q := url.Values{
			"action": {"bindcomponent"}, "no_scan": {"1"}, "component_appid": {"wxplat"}, "pre_auth_code": {code.PreAuthCode},
			"redirect_uri": {"http://127.0.0.1:1/back"}, "auth_type": {"3"}, "biz_appid": {""},
		}
		page := p.exchange(t, "GET", path+"?"+q.Encode(), nil, nil, false)
		if page.StatusCode != 200 || !strings.Contains(page.Body, "平台") || !strings.Contains(page.Body, `value="agree"`) {
			t.Errorf("%s: %d %s", path, page.StatusCode, page.Body)
		}
	}
}

package tour

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/seed"
)

// shops are other merchants than the demo's.
const shops = `
accounts:
  - {appid: wx1111111111111111, secret: "1", name: 山茶书店, kind: service, merchant: {nickname: 山茶书店, intro: 旧书与新茶。二楼靠窗有座位。, state: approved}}
  - {appid: wx2222222222222222, secret: "2", name: 春田面馆, kind: official, merchant: {nickname: 春田面馆, intro: 手擀面，每天早上六点开门。, state: reviewing}}
  - {appid: wx3333333333333333, secret: "3", name: Harbour Bakery, kind: service, merchant: {nickname: Harbour Bakery, intro: "Bread at seven, cake at three.", state: approved}}
  - {appid: wx4444444444444444, secret: "4", name: 一个小程序, kind: miniprogram, secret_frozen: true}
components:
  - {appid: wxc1111111111111111, secret: "5", name: 连锁门店管家, event_url: "http://127.0.0.1:1/events", token: signs, encoding_aes_key: abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG, redirect_domain: stores.example, permission_sets: [8, 9, 11, 13]}
  - {appid: wxc2222222222222222, secret: "6", name: Harbour Tools, permission_sets: [13]}
authorizations:
  - {component: wxc1111111111111111, appid: wx1111111111111111, permission_sets: [8, 13]}
  - {component: wxc1111111111111111, appid: wx3333333333333333, permission_sets: [9, 11, 13]}
`

// platform is the path of a platform of the shops whose receiver is dead.
const platform = "/platforms/wxc1111111111111111"

// stage fills a service with what a working day leaves behind, and returns the
// rid of a call that failed.
func stage(t *testing.T, s *service) (rid string) {
	t.Helper()
	post(t, s.ConsoleURL()+"/levers/seed", url.Values{"seed": {shops}})
	token, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	modify := s.APIURL() + "/wxa/modify_merchant?access_token=" + token
	cup, err := os.ReadFile(picture(t))
	if err != nil {
		t.Fatal(err)
	}
	medium, err := s.AddMedium(t.Context(), seed.DemoAppID, "image", cup)
	if err != nil {
		t.Fatal(err)
	}
	for i, body := range []string{
		`{"headimg_mediaid":"","intro":"街角的小店，手冲咖啡与当日烘焙的面包。每天八点到晚上十点。"}`,
		`{"headimg_mediaid":"` + medium.ID + `","intro":"街角的小店，手冲咖啡与现烤面包。每天九点到晚上十点，周一休息。"}`,
		`{"headimg_mediaid":"no-such-media","intro":""}`,
		`{"headimg_mediaid":`,
	} {
		s.pass(time.Duration(7*i+3) * time.Minute)
		answer := send(t, modify, body)
		if _, after, ok := strings.Cut(answer, `"errcode":85056,"errmsg":"mediaid is invalid rid: `); ok {
			rid = after[:26]
		}
	}
	openShops(t, s, token)
	post(t, s.ConsoleURL()+platform+"/ticket", url.Values{})
	s.pass(90 * time.Second)
	send(t, s.APIURL()+"/wxa/modify_merchant?access_token=nobody", `{}`)
	send(t, s.APIURL()+"/cgi-bin/openapi/quota/get?access_token="+token, `{"cgi_path":"/wxa/modify_merchant"}`)
	if rid == "" {
		t.Fatal("no call failed")
	}
	return rid
}

// openShops gives the demo's account stores with a picture, one of them under review, a
// card and a place of its own, and an event that was delivered.
func openShops(t *testing.T, s *service, token string) {
	t.Helper()
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Query().Get("echostr")) }))
	t.Cleanup(receiver.Close)
	post(t, s.ConsoleURL()+demoAccount, url.Values{
		"name": {"Demo account"}, "kind": {"service"}, "version": {"*"}, "message_url": {receiver.URL}, "message_token": {"signs"},
		"message_mode": {"safe"}, "encoding_aes_key": {"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"},
	})
	post(t, s.ConsoleURL()+demo+"/cards", url.Values{"card_id": {"pXmember0001"}, "type": {"MEMBER_CARD"}})
	var uploaded struct{ URL string }
	if err := json.Unmarshal([]byte(answered(t, uploadImage(t, s, token))), &uploaded); err != nil || uploaded.URL == "" {
		t.Fatal(err, uploaded)
	}
	for i, status := range []string{"1", "2"} {
		post(t, s.ConsoleURL()+demo+"/stores", url.Values{
			"poi_id": {fmt.Sprint(400000001 + i)}, "map_poi_id": {[]string{"2708071440732747189", ""}[i]}, "name": {[]string{"示例门店滨江店", "示例门店江南店"}[i]}, "province": {"广东省"}, "city": {"广州市"}, "district": {"海珠区"},
			"address": {"示例路 1 号"}, "lat": {"23.08"}, "lng": {"113.32"}, "category": {"美食:咖啡厅"}, "pictures": {uploaded.URL}, "phone": {"020-12345678"}, "hour": {"08:00-22:00"},
			"credential": {"22883878-0"}, "card_id": {"pXmember0001"}, "status": {status},
		})
	}
	post(t, s.ConsoleURL()+demoAccount+"/test", url.Values{})
}

// demoAccount is the path of the demo's account.
const demoAccount = "/accounts/" + seed.DemoAppID

// uploadImage is a picture that is kept for good.
func uploadImage(t *testing.T, s *service, token string) *http.Request {
	t.Helper()
	cup, err := os.ReadFile(picture(t))
	if err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("media", "cup.png")
	if err == nil {
		_, err = part.Write(cup)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.APIURL()+"/cgi-bin/media/uploadimg?access_token="+token, &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}

// delivered is the page of the event that the demo's account was sent.
func delivered(t *testing.T, s *service) string {
	t.Helper()
	var list struct{ Events []struct{ Target, ID string } }
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) { // the journal has it a moment later
		text := answered(t, get(t, s.ConsoleURL()+"/api/events?state=delivered&target=messages:"+seed.DemoAppID))
		if err := json.Unmarshal([]byte(text), &list); err != nil || time.Now().After(end) {
			t.Fatal(err, text)
		}
		if len(list.Events) > 0 {
			return "/events/" + list.Events[0].Target + "/" + list.Events[0].ID
		}
	}
}

// firstReview is the page of the newest review.
func firstReview(t *testing.T, s *service) string {
	t.Helper()
	var list struct {
		Reviews []struct {
			AppID   string
			AuditID int64 `json:"audit_id"`
		}
	}
	if err := json.Unmarshal([]byte(answered(t, get(t, s.ConsoleURL()+"/api/reviews?kind=store"))), &list); err != nil || len(list.Reviews) == 0 {
		t.Fatal(err, list)
	}
	return fmt.Sprintf("/reviews/%s/%d", list.Reviews[0].AppID, list.Reviews[0].AuditID)
}

// send makes a call and returns its answer.
func send(t *testing.T, address, body string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("User-Agent", "shop/1.4")
	return answered(t, r)
}

// post sends a form as the console's own pages do.
func post(t *testing.T, address string, form url.Values) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return answered(t, r)
}

func answered(t *testing.T, r *http.Request) string {
	t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 400 {
		t.Fatalf("%s %s: %d %v %s", r.Method, r.URL, resp.StatusCode, err, body)
	}
	return string(body)
}

// scene is a page to look at.
type scene struct {
	name, path string
	// ready is a script that is true when all of the page is there.
	ready string
}

// scenes are all pages.
func scenes(t *testing.T, s *service, rid string) []scene {
	t.Helper()
	compared, run := compareWithWeixin(t, s), changeMany(t, s)
	pictures := `[...document.images].every(i => { i.loading = "eager"; return i.complete; })`
	return []scene{
		{"overview", "/", pictures},
		{"merchants", "/merchants", pictures},
		{"merchant", demo, pictures},
		{"stores", demo + "/stores", pictures},
		{"store", demo + "/stores/400000001", pictures},
		{"reviews", "/reviews", pictures},
		{"review", firstReview(t, s), pictures},
		{"places", "/places?district=440105", "true"},
		{"place", "/places/2708071440732747189", pictures},
		{"calls", "/calls", "true"},
		{"call", "/calls/" + rid, "true"},
		{"clear", "/log/clear", "true"},
		{"search", "/search?q=wx", "true"},
		{"tool", "/tool", "true"},
		{"accounts", "/accounts", "true"},
		{"account", "/accounts/" + seed.DemoAppID, "true"},
		{"messages", demoAccount + "/messages", "true"},
		{"event", delivered(t, s), "true"},
		{"plots", "/plots", "true"},
		{"login", "/login", "true"},
		{"platforms", "/platforms", "true"},
		{"platform", platform, "true"},
		{"withdraw", platform + "/withdraw?authorizer=wx1111111111111111", "true"},
		{"events", "/events", "true"},
		{"fleet", "/fleet", "true"},
		{"fleetrun", run, pictures},
		{"fleetitem", run + "/wx2026000000000001", pictures},
		{"fleetheld", run + "/wx2026000000000002", pictures},
		{"fleetplan", "/fleet/plans/spring.plan", pictures},
		{"parity", "/parity", "true"},
		{"comparison", compared, "true"},
		{"rows", compared + "?show=rows", "true"},
		{"step", compared + "/account/store-list-51", "true"},
		{"levers", "/levers", "true"},
	}
}

// pull moves the levers, and letGo moves them back.
func (s *service) pull(t *testing.T) {
	t.Helper()
	post(t, s.ConsoleURL()+"/levers/clock", url.Values{"how": {"advance"}, "value": {"2h"}})
	post(t, s.ConsoleURL()+"/levers/faults", url.Values{"kind": {"code"}, "code": {"45009"}, "interface": {"modifywxastore"}, "count": {"3"}, "id": {"busy"}})
}

func (s *service) letGo(t *testing.T) {
	t.Helper()
	post(t, s.ConsoleURL()+"/levers/clock", url.Values{"how": {"reset"}})
	post(t, s.ConsoleURL()+"/levers/faults/drop?sure=yes", url.Values{})
}

// show opens a scene and waits until it stands still.
func (b *tab) show(s scene) {
	b.t.Helper()
	b.goTo(s.path)
	b.until(s.ready)
	if s.name != "login" && s.name != "plots" && s.name != "tool" && s.name != "call" && s.name != "place" {
		b.until(`document.documentElement.classList.contains("connected")`)
	}
	b.script(`document.activeElement?.blur()`)
	b.script(`document.fonts.ready.then(() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))).then(() => "")`)
}

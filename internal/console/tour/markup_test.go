package tour

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/seed"
)

// evil is what an attacker sends who wants a script of theirs to run in the
// operator's browser: in text, in an attribute, in a text area, in a title.
func evil(from string) string {
	return fmt.Sprintf(`"'></title></textarea></pre><script>window.ran=%[1]q</script><img src=x onerror="window.ran=%[1]q" class=evil><svg onload="window.ran=%[1]q" class=evil></svg>{{.}}`, from)
}

// TestMarkupNeverRuns sends markup in everything that other people can send, and
// opens every page that shows it.
func TestMarkupNeverRuns(t *testing.T) {
	in := browser(t)
	s := start(t)
	quoted := func(from string) string { return quote(evil(from)) }
	post(t, s.ConsoleURL()+"/levers/seed", url.Values{"seed": {`
accounts:
  - appid: ` + seed.DemoAppID + `
    secret: "` + seed.DemoSecret + `"
    kind: service
    name: ` + quoted("account name") + `
    merchant: {nickname: unused, state: approved}
  - appid: wx5555555555555555
    secret: "5"
    kind: service
    name: ` + quoted("name") + `
    merchant: {nickname: ` + quoted("nickname") + `, intro: ` + quoted("seeded intro") + `, state: reviewing}
    stores: [{poi_id: "400000001", name: ` + quoted("store") + `, address: ` + quoted("store address") + `, pictures: [` + quoted("picture") + `], phone: ` + quoted("phone") + `}]
    cards: [{card_id: ` + quoted("card") + `}]
places: [{id: 77, name: ` + quoted("place") + `, address: ` + quoted("place address") + `, district_id: "440105"}]
`}})
	token, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	// The list of calls is open while they come in, and tells of them.
	watch := open(t, in, s.ConsoleURL(), "en")
	watch.goTo("/calls")
	watch.until(`document.documentElement.classList.contains("connected")`)
	send(t, s.APIURL()+"/wxa/modify_merchant?access_token="+token, `{"headimg_mediaid":"","intro":`+quoted("intro")+`}`)
	send(t, s.APIURL()+"/wxa/modify_merchant?access_token="+token, evil("journal body"))
	send(t, s.APIURL()+"/wxa/modify_merchant?access_token="+token+"&x="+url.QueryEscape(evil("query")), `{"headimg_mediaid":`+quoted("media id")+`,"intro":""}`)
	send(t, s.APIURL()+"/"+url.PathEscape(evil("path")), `{}`)
	agent, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.APIURL()+"/wxa/modify_merchant?access_token="+token, strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	agent.Header.Set("User-Agent", evil("User-Agent"))
	answered(t, agent)
	answered(t, upload(t, s, token))

	calls, err := s.Calls(t.Context(), journal.Filter{}, 50)
	if err != nil || len(calls) < 6 {
		t.Fatal(len(calls), err)
	}
	watch.goTo("/calls")
	watch.until(fmt.Sprintf(`document.querySelectorAll("tbody tr").length >= %d`, len(calls)))
	watch.unharmed("the list")

	b := open(t, in, s.ConsoleURL(), "en")
	for path, shows := range map[string]string{
		"/": "nickname", "/merchants": "seeded intro", "/merchants/wx5555555555555555": "nickname", demo: "intro",
		"/accounts": "account name", "/accounts/wx5555555555555555": "name", "/tool": "", "/calls?text=" + url.QueryEscape(evil("text")): "",
		"/merchants?search=" + url.QueryEscape(evil("search")): "", "/merchants/" + url.PathEscape(evil("app id")): "", "/calls/" + url.PathEscape(evil("rid")): "",
		"/calls?code=" + url.QueryEscape(evil("code")): "", "/levers?done=" + url.QueryEscape(evil("done")): "", "/login?next=" + url.QueryEscape(evil("next")): "",
		"/merchants/wx5555555555555555/stores": "store address", "/merchants/wx5555555555555555/stores/400000001": "phone", "/reviews": "nickname", "/reviews?app=" + url.QueryEscape(evil("app")): "",
		"/places?search=script": "place address", "/places/77": "place", "/places?district=" + url.QueryEscape(evil("district")): "", "/events/messages:wx/" + url.PathEscape(evil("event")): "",
		"/?fragment=" + url.QueryEscape(evil("fragment")): "",
	} {
		b.mu.Lock()
		b.excepted = []string{"status of 404", "status of 400"}
		b.mu.Unlock()
		b.goTo(path)
		if shows != "" {
			b.until(`document.body.textContent.includes(` + quote(evil(shows)) + `)`)
		}
		b.unharmed(path)
	}
	seen := ""
	for _, c := range calls {
		b.goTo("/calls/" + c.RID)
		seen += b.script(`document.body.textContent`)
		b.unharmed(c.RID)
		if c.Interface != "" {
			b.goTo("/tool?rid=" + c.RID)
			b.unharmed("the tool with " + c.RID)
		}
	}
	for _, from := range []string{"intro", "journal body", "User-Agent", "file name", "media id", "path"} {
		if !strings.Contains(seen, from) {
			t.Errorf("no page of a call shows the markup in %s", from)
		}
	}
}

// unharmed looks for what markup leaves behind when it is taken for markup.
func (b *tab) unharmed(where string) {
	b.t.Helper()
	if got := b.script(`String(window.ran) + " " + document.querySelectorAll(".evil, title ~ img, svg[onload]").length`); got != "undefined 0" {
		b.t.Errorf("%s: %s", where, got)
	}
}

// TestMarkupIsFound holds that the test above would see markup that runs.
func TestMarkupIsFound(t *testing.T) {
	in := browser(t)
	harmed := listenTo(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<title>", evil("page"), "</title>")
	})
	b := open(t, in, harmed, "en")
	b.excepted = []string{""}
	b.goTo("/")
	b.until(`window.ran === "page" && document.querySelectorAll(".evil").length === 2`)
}

// TestPictureIsNoPage asks for bytes that are markup and no picture.
func TestPictureIsNoPage(t *testing.T) {
	in := browser(t)
	s := start(t)
	for _, content := range []string{evil("html"), `<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"><script>window.ran=1</script></svg>`} {
		hash, _, err := s.blobs.Put(t.Context(), strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		path := "/api/pictures/" + hash.String()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.ConsoleURL()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if h := resp.Header; h.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") ||
			h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("markup as a picture: %d %v", resp.StatusCode, h)
		}
		b := open(t, in, s.ConsoleURL(), "en")
		b.goTo("/")
		b.script(`{ const i = new Image(); i.src = ` + quote(path) + `; document.body.append(i); window.shown = new Promise(r => { i.onload = () => r("shown"); i.onerror = () => r("not shown"); }); }`)
		if got := b.script(`window.shown`); got != "not shown" {
			t.Errorf("a browser has %s it as a picture", got)
		}
		b.unharmed(path)
	}
}

// upload is a picture whose file name is markup.
func upload(t *testing.T, s *service, token string) *http.Request {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("media", strings.ReplaceAll(evil("file name"), "/", "_")+".png")
	if err == nil {
		_, err = part.Write([]byte("no picture"))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.APIURL()+"/cgi-bin/media/upload?type=image&access_token="+token, &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}

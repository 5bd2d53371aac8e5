package tour

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/journal"
)

// TestToolFollows changes a merchant with the debugging tool by the keyboard alone: the
// account is found among all, what it has stands next to the fields, the picture and the
// request are seen before anything is sent.
func TestToolFollows(t *testing.T) {
	in := browser(t)
	s := start(t)
	post(t, s.ConsoleURL()+"/levers/seed", url.Values{"seed": {shops}})
	b := open(t, in, s.ConsoleURL(), "zh-CN")
	b.look("light", 360, 740)
	b.goTo("/tool")

	b.fill("#app", "书店")
	b.until(`document.querySelectorAll(".choices button").length === 1`)
	b.key(kb.ArrowDown)
	b.until(`document.activeElement.name === "choose"`)
	b.key(kb.Enter)
	b.until(`document.querySelector("#app").value === "wx1111111111111111" && !document.querySelector(".choices")`)
	b.until(`document.querySelector("#follow-now-intro").innerText.includes("旧书与新茶")`)
	b.until(`document.querySelector("#follow-account").innerText.includes("山茶书店") && document.querySelector("#follow-account").innerText.includes("版本 0")`)
	b.fill("#p-intro", "二楼靠窗有座位")
	b.until(`document.querySelector("#follow-request textarea").value.includes("二楼靠窗有座位")`)
	pick(b, `input[name="f.headimg_mediaid"]`, picture(t))
	b.until(`document.querySelector(".picked canvas") && document.querySelector(".picked").innerText.includes("60 × 60")`)
	b.until(`document.querySelectorAll("#follow-request textarea").length === 2`)
	b.until(`document.querySelector("#follow-request").textContent.includes("cup.png") && document.querySelectorAll("#follow-request textarea")[1].value.includes("MEDIA_ID")`)
	if calls, err := s.Calls(t.Context(), journal.Filter{Client: api.ToolAgent}, 5); err != nil || len(calls) > 0 {
		t.Errorf("before anything was sent: %d calls, %v", len(calls), err)
	}
	b.script(`document.querySelector(".fields .actions button").focus(); ""`)
	b.key(kb.Enter)
	b.until(`document.activeElement.id === "outcome" && document.querySelectorAll(".outcome .made > li").length === 2`)
	b.until(`document.querySelector(".outcome .notice a")?.innerText === "山茶书店" && document.querySelector(".outcome .notice").innerText.includes("版本 1")`)
	b.until(`document.querySelectorAll("#history li").length === 1 && document.querySelector("#history li").innerText.includes("带图片")`)
	there := b.script(`location.pathname + location.search`)
	b.click(".outcome li:last-child a.rid")
	b.until(`location.pathname.startsWith("/calls/")`)
	b.goTo(there) // the result has an address of its own
	b.until(`document.querySelectorAll(".outcome .made > li").length === 2 && document.querySelector("#p-intro").value === "二楼靠窗有座位"`)
	b.click(".outcome .notice a")
	b.until(`document.querySelector(".history .version")?.innerText === "1"`)
	b.shows("二楼靠窗有座位")

	// A picture that is none: the call is not made, and the result says so at its address.
	b.goTo("/tool?app=wx1111111111111111")
	text := filepath.Join(t.TempDir(), "cup.png")
	if err := os.WriteFile(text, []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	pick(b, `input[name="f.headimg_mediaid"]`, text)
	b.until(`document.querySelector(".picked").innerText.includes("无法")`)
	b.click(".fields .actions button")
	for range 2 {
		b.shows("图片被拒绝（40005），因此没有发送调用。")
		b.until(`document.querySelector(".outcome .made > li:last-child").innerText.includes("modifywxastore")`)
		b.reload()
	}
	if calls, err := s.Calls(t.Context(), journal.Filter{Interface: "modifywxastore"}, 5); err != nil || len(calls) != 1 {
		t.Errorf("%d changes were sent, %v", len(calls), err)
	}
}

// TestToolTokens sends with bad tokens, with another account's, and as a platform.
func TestToolTokens(t *testing.T) {
	in := browser(t)
	s := start(t)
	post(t, s.ConsoleURL()+"/levers/seed", url.Values{"seed": {shops}})
	b := open(t, in, s.ConsoleURL(), "en")
	choose := func(selector, value string) {
		b.script(fmt.Sprintf(`{const e = document.querySelector(%q); e.value = %q; e.dispatchEvent(new Event("input", {bubbles: true}))} ""`, selector, value))
	}
	for token, code := range map[string]string{"expired": "42001", "invalid": "40001", "empty": "41001", "typed": "40001"} {
		b.goTo("/tool?app=wx3333333333333333")
		choose("#token", token)
		if token == "typed" {
			b.fill("input[name=access_token]", "typed-by-a-person")
		}
		b.click(".fields .actions button")
		b.until(`document.querySelector(".outcome .code.refused")?.innerText === "` + code + `"`)
		b.reload()
		b.until(`document.querySelector(".outcome .code.refused")?.innerText === "` + code + `" && document.querySelector("#app").value.startsWith("wx3")`)
		if token != "typed" {
			b.until(`document.querySelector("#token").value === "` + token + `"`)
		}
	}
	// The platform holds 9, 11 and 13 of the bakery, of which 9 opens this interface. 11
	// alone does not open it.
	b.goTo("/tool?app=wx3333333333333333")
	b.until(`document.querySelector("#component").innerText.includes("连锁门店管家 (9, 11, 13)")`)
	choose("#component", "wxc1111111111111111")
	b.until(`document.querySelector("#follow-sets").innerText.includes("They open this interface")`)
	b.fill("#p-intro", "from a platform")
	b.click(".fields .actions button")
	b.until(`document.querySelector(".outcome .code.fine") && document.querySelector(".outcome").innerText.includes("as platform wxc1111111111111111")`)
	b.goTo("/merchants/wx3333333333333333")
	b.until(`document.querySelector(".history header").innerText.includes("wxc1111111111111111")`)
	post(t, s.ConsoleURL()+"/levers/seed", url.Values{"seed": {"authorizations: [{component: wxc1111111111111111, appid: wx2222222222222222, permission_sets: [11]}]"}})
	b.goTo("/tool?app=wx2222222222222222&component=wxc1111111111111111")
	b.shows("None of them opens this interface")
	b.click(".fields .actions button")
	b.until(`document.querySelector(".outcome .code.refused")?.innerText === "61007"`)
}

// TestToolWithoutScripts finds an account, sees the request and sends, as a browser
// without scripts does.
func TestToolWithoutScripts(t *testing.T) {
	o := newOperator(t, withToken(t))
	if resp, text := o.post("/levers/seed", url.Values{"seed": {shops}}); resp.StatusCode != 303 {
		t.Fatal(text)
	}
	see := func(form url.Values) string {
		t.Helper()
		resp, text := o.post("/tool/request", form)
		if resp.StatusCode != 303 {
			t.Fatal(resp.StatusCode, text)
		}
		there, _, _ := strings.Cut(resp.Header.Get("Location"), "#")
		return o.look(there)
	}
	form := url.Values{"interface": {"modifywxastore"}, "app": {"书店"}, "p.intro": {"no script's words"}}
	if page := see(form); !strings.Contains(page, `name="choose" value="wx1111111111111111"`) || !strings.Contains(page, "no script&#39;s words") {
		t.Errorf("the search shows %s", page)
	}
	form.Set("choose", "wx1111111111111111")
	if page := see(form); !strings.Contains(page, "旧书与新茶") || !strings.Contains(page, `no script&#39;\&#39;&#39;s words`) {
		t.Errorf("the request shows %s", page)
	}
	form.Set("app", "wx1111111111111111")
	form.Del("choose")
	resp, text := o.post("/tool", form)
	if resp.StatusCode != 303 {
		t.Fatal(resp.StatusCode, text)
	}
	there, _, _ := strings.Cut(resp.Header.Get("Location"), "#")
	for range 2 {
		if page := o.look(there); !strings.Contains(page, `id="outcome"`) || !strings.Contains(page, "no script&#39;s words") {
			t.Errorf("the result shows %s", page)
		}
	}
}

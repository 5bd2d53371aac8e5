package tour

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/wxastore/wxastore/internal/journal"
)

// enter types a text into the field that has the focus, and presses Enter.
func (b *tab) enter(text string) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.KeyEvent(text)))
	b.key("\r")
}

// seek types a text into the box that searches all.
func (b *tab) seek(text string) {
	b.t.Helper()
	b.until(`document.readyState === "complete"`)
	b.script(`document.activeElement?.blur()`)
	b.key("/")
	b.until(`document.activeElement.name === "q"`)
	b.script(`document.activeElement.value = ""`) // the driver sends the character apart from the key
	b.enter(text)
}

// TestFindByKeyboard finds things by the box on every page, and a call in the log, at the
// width of a desk and of a phone, in both languages and by the keyboard alone.
func TestFindByKeyboard(t *testing.T) {
	in := browser(t)
	languages := []struct{ language, fresh, cleared string }{
		{"en", "1 new", "The journal is empty."}, {"zh-CN", "1 条新调用", "调用日志已清空。"},
	}
	for i, w := range languages {
		t.Run(w.language, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			post(t, s.ConsoleURL()+"/levers/seed", url.Values{"seed": {"accounts: [{appid: wx7777777777777777, secret: secret-of-wx7777, name: 人民路账号, merchant: {nickname: 上海人民路咖啡馆, intro: 七点开门}}]"}})
			token, err := s.DemoToken(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			modify := s.APIURL() + "/wxa/modify_merchant?access_token=" + token
			refused := send(t, modify, `{"headimg_mediaid":"no-such-media"}`)
			for range 3 {
				send(t, modify, `{"headimg_mediaid":"","intro":"找得到的介绍"}`)
			}
			send(t, modify, `{"headimg_mediaid":"another-media"}`)
			calls, err := s.Calls(t.Context(), journal.Filter{Kinds: []journal.Kind{journal.Refused}}, 10)
			if err != nil || len(calls) != 2 {
				t.Fatalf("%d calls, %v, want 2 refused", len(calls), err)
			}
			b := open(t, in, s.ConsoleURL(), w.language)
			b.look("light", []int64{1280, 360}[i%2], 900)

			// A whole errmsg leads to its call, an app id and a name to what they name.
			b.goTo("/levers")
			b.seek(refused[strings.Index(refused, "mediaid is"):])
			b.until(`location.pathname === "/calls/" + ` + quote(calls[1].RID))
			b.seek("人民路咖啡")
			b.until(`location.pathname === "/merchants/wx7777777777777777"`)
			b.seek("wx7777777777777777")
			b.until(`location.pathname === "/search" && document.querySelectorAll(".hits li").length >= 2`)
			b.press(`.hits a[href="/accounts/wx7777777777777777"]`)
			b.until(`location.pathname === "/accounts/wx7777777777777777"`)
			b.seek("85056")
			b.until(`location.search === "?code=85056" && document.querySelectorAll("tbody tr").length === 2`)
			b.seek("找得到的")
			b.until(`location.pathname === "/search" && document.querySelector('.hits a[href^="/calls/"]')`)

			// The merchants say how many they are, and who changed last comes first.
			b.goTo("/merchants?sort=changed")
			b.until(`document.querySelector("main p[role=status]")?.innerText.includes("2")`)
			b.until(`document.querySelector(".merchants a").getAttribute("href") === ` + quote(demo))

			// What failed, one by one; the calls of the account around it.
			b.goTo("/calls")
			b.press(`.tabs a[href="/calls?failed=true"]`)
			b.until(`document.querySelectorAll("tbody tr").length === 2`)
			b.press(`tbody a[href^="/calls/` + calls[1].RID + `"]`)
			b.until(`document.querySelectorAll(".sidelist li").length === 2 && document.querySelector(".facts #rid").innerText === ` + quote(calls[1].RID))
			b.until(`document.querySelectorAll(".strip.panel li").length === 5`)
			b.key("k")
			b.until(`location.pathname === "/calls/" + ` + quote(calls[0].RID) + ` && location.search === "?failed=true"`)
			b.until(`document.readyState === "complete"`)
			b.key("j")
			b.until(`location.pathname === "/calls/" + ` + quote(calls[1].RID))
			b.press(`.up a[href="/calls?failed=true"]`)

			// New calls wait until they are asked for.
			b.goTo("/calls")
			b.until(`document.documentElement.classList.contains("connected")`)
			first := b.script(`document.querySelector("tbody a").getAttribute("href")`)
			send(t, modify, `{"headimg_mediaid":"","intro":"neu"}`)
			b.until(`document.querySelector(".pill")?.innerText === ` + quote(w.fresh))
			b.until(`document.querySelector("tbody a").getAttribute("href") === ` + quote(first))
			b.press(".pill")
			b.until(`document.querySelector("tbody a")?.getAttribute("href") !== ` + quote(first))

			// The log is cleared, after it asks.
			b.press(`.callbar a[href="/log/clear"]`)
			b.press(`form[action^="/log/clear"] button`)
			b.shows(w.cleared)
			b.until(`!document.querySelector("tbody tr")`)
			b.until(`document.documentElement.scrollWidth <= innerWidth`)
		})
	}
}

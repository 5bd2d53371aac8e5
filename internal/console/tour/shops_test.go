package tour

import (
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/seed"
)

// key presses a key, as a person does who has no mouse.
func (b *tab) key(key string) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.KeyEvent(key)))
}

// reach goes on with the Tab key until a selector has the focus.
func (b *tab) reach(selector string) {
	b.t.Helper()
	for range 80 {
		if b.script(`String(document.activeElement?.matches(`+quote(selector)+`))`) == "true" {
			return
		}
		b.key("\t")
	}
	b.t.Fatalf("no Tab leads to %s on %s", selector, b.script(`location.pathname`))
}

// press presses what a selector finds with the Enter key.
func (b *tab) press(selector string) {
	b.t.Helper()
	b.until(`document.readyState === "complete" && document.querySelector(` + quote(selector) + `)`)
	b.reach(selector)
	b.key("\r")
}

// TestShopsByKeyboard decides an application, finds a place, changes a store and sends an
// event again, in both languages and by the keyboard alone.
func TestShopsByKeyboard(t *testing.T) {
	in := browser(t)
	languages := []struct{ language, decided, saved, resent, changed, deleted string }{
		{"en", "Decided.", "Saved.", "It is sent again.", "Another operator has changed it", "Deleted."},
		{"zh-CN", "已审核", "已保存。", "正在重新发送。", "内容已被其他人修改", "已删除。"},
	}
	for _, w := range languages {
		t.Run(w.language, func(t *testing.T) {
			t.Parallel()
			s := start(t, func(c *app.Config) { c.AllowPrivateCallbacks = new(true) })
			post(t, s.ConsoleURL()+"/levers/seed", url.Values{"seed": {shops}})
			token, err := s.DemoToken(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			openShops(t, s, token)
			b := open(t, in, s.ConsoleURL(), w.language)
			b.excepted = []string{"status of 409"}

			// An application is refused with a reason, from its own page.
			b.goTo("/")
			b.press(`nav a[href="/reviews"]`)
			b.press(`a[href^="/reviews/wx2222222222222222/"]`)
			b.until(`document.querySelector(".filter input[name=reason]")`)
			b.reach("input[name=reason]")
			b.must(chromedp.Do(b.ctx, chromedp.KeyEvent("照片不清楚")))
			b.press(`button[name=action][value=fail]`)
			b.shows(w.decided)
			b.shows("照片不清楚")

			// All that wait for a decision pass at once.
			b.goTo("/reviews?state=reviewing")
			b.reach("input[name=all]")
			b.key(" ")
			b.press(`button[name=action][value=pass]`)
			b.shows(w.decided)
			b.until(`!document.querySelector("input[name=review]") && location.search.includes("state=reviewing")`)

			// The phone shows the stores; another changes one meanwhile.
			b.goTo(demo)
			b.press(`.phonestores a[href$="/400000002"]`)
			b.until(`document.querySelector("h1 .fine")`)
			b.press("details:first-of-type summary")
			post(t, s.ConsoleURL()+demo+"/stores/400000002", url.Values{"name": {"改过"}, "version": {"*"}})
			b.reach("input[name=phone]")
			b.must(chromedp.Do(b.ctx, chromedp.KeyEvent("0")))
			b.key("\r")
			b.shows(w.changed)
			b.until(`[...document.querySelectorAll(".clashes tr")].some(r => r.innerText.includes("改过"))`)
			b.press("details .actions button")
			b.shows(w.saved)
			b.press(`a[href*="/drop?version="]`)
			b.press(`form[action*="/drop"] button`)
			b.shows(w.deleted)

			// Find a place by its district and its name.
			b.press(`nav a[href="/places"]`)
			b.until(`location.pathname === "/places" && document.readyState === "complete"`)
			b.reach("input[name=search]")
			b.must(chromedp.Do(b.ctx, chromedp.KeyEvent("云帆")))
			b.reach("input[name=district]")
			b.must(chromedp.Do(b.ctx, chromedp.KeyEvent("440105")))
			b.key("\r")
			b.until(`location.search.includes("district=440105") && document.querySelectorAll("tbody tr").length === 1`)
			b.press("tbody a")
			b.until(`location.pathname.startsWith("/places/")`)

			// An event that was delivered is sent again, and its page shows both attempts.
			b.goTo("/accounts/" + seed.DemoAppID)
			b.press(`.actions a[href$="/messages"]`)
			b.press(`#delivered tbody a[href^="/events/"]`)
			b.press(`form[action="/events/resend"] button`)
			b.shows(w.resent)
			b.until(`document.querySelectorAll("tbody tr").length === 2`)
		})
	}
}

package tour

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/wxastore/wxastore/internal/seed"
)

// words are what the tour looks for in a language.
type words struct {
	language                                                                  string
	merchants, tool, means, reverted, ahead, noToken, chooseOther, otherTitle string
}

// TestTour is a newcomer's first quarter of an hour, in both languages; in the short form
// in Chinese.
func TestTour(t *testing.T) {
	in := browser(t)
	for _, w := range []words{
		{
			language: "en-GB,en;q=0.8", merchants: "Merchants", tool: "Debugging tool", means: "temporary image", reverted: "Reverted",
			ahead: "2 h ahead", noToken: "No live token.", chooseOther: "中文", otherTitle: "门店小程序",
		},
		{
			language: "zh-CN,zh;q=0.9,en;q=0.5", merchants: "门店小程序", tool: "调试工具", means: "临时图片", reverted: "已恢复",
			ahead: "快 2 小时", noToken: "没有有效的 access_token", chooseOther: "English", otherTitle: "Merchants",
		},
	} {
		t.Run(w.language[:2], func(t *testing.T) {
			t.Parallel()
			tour(t, in, w)
		})
	}
}

func tour(t *testing.T, in context.Context, w words) {
	s := start(t)
	work := open(t, in, s.ConsoleURL(), w.language)

	// Open, and find the demo's merchant.
	work.goTo("/")
	work.shows(w.merchants)
	work.click(`nav a[href="/merchants"]`)
	work.until(`location.pathname === "/merchants"`)
	work.fill(`input[name=search]`, "示例")
	work.click(`form[role=search] button`)
	work.until(`location.search.includes("search=") && document.readyState === "complete"`)
	work.click(`.merchants a[href="` + demo + `"]`)
	work.until(`document.querySelector(".phone .nickname")?.innerText === "示例门店"`)

	// Another tab watches the phone meanwhile.
	watch := open(t, in, s.ConsoleURL(), w.language)
	watch.goTo(demo)
	watch.script(`window.notReloaded = true`)
	watch.until(`document.documentElement.classList.contains("connected")`)
	before := watch.script(`document.querySelector(".phone img").getAttribute("src")`)

	// Change introduction and picture with the debugging tool.
	work.click(`.actions a[href^="/tool"]`)
	work.until(`location.pathname === "/tool"`)
	work.shows(w.tool)
	work.fill(`#p-intro`, "新的介绍，from the console")
	pick(work, `input[name="f.headimg_mediaid"]`, picture(t))
	work.click(`.fields .actions button`)
	work.until(`document.querySelector(".outcome .code.fine")`)
	rid := work.script(`document.querySelector(".outcome li:last-child a.rid").innerText`)

	// The phone has changed without reloading.
	watch.until(`document.querySelector(".phone .intro").innerText === "新的介绍，from the console"`)
	watch.until(`document.querySelector(".phone img").getAttribute("src") !== ` + quote(before))
	watch.until(`document.querySelector(".phone img").naturalWidth === 60`)
	watch.until(`document.querySelector(".history ins").innerText.includes("from")`)
	watch.until(`window.notReloaded === true`)

	// Find the call.
	work.goTo("/calls")
	work.until(`document.querySelector('tbody a[href="/calls/' + ` + quote(rid) + ` + '"]')`)
	work.fill(`input[name=text]`, "from the console")
	work.click(`form[role=search] button`)
	work.until(`location.search.includes("text=") && document.querySelectorAll("tbody tr").length === 1`)
	work.click(`tbody a`)
	work.until(`location.pathname === "/calls/" + ` + quote(rid))
	work.until(`[...document.querySelectorAll("pre")].some(e => e.innerText.includes('"intro": "新的介绍，from the console"'))`)

	// A bad one: read why it failed.
	work.goTo("/tool?interface=modifywxastore")
	work.fill(`#p-headimg_mediaid`, "no-such-media")
	work.click(`.fields .actions button`)
	work.until(`document.querySelector(".outcome .code.refused")?.innerText === "85056"`)
	work.click(`.outcome a.rid`)
	work.until(`document.querySelector(".why")`)
	work.shows("mediaid is invalid")
	work.shows(w.means)

	// Send it again.
	failed := work.script(`location.pathname`)
	work.click(`form[action$="/again"] button`)
	work.until(`location.pathname.startsWith("/calls/") && location.pathname !== ` + quote(failed))
	work.until(`document.querySelector("h1 .code.refused")?.innerText === "85056"`)

	// Revert.
	work.goTo(demo)
	work.click(`.history a[href*="/revert?version=0"]`)
	work.click(`form[action*="/revert"] button`)
	work.shows(w.reverted)
	work.until(`document.querySelector(".phone .intro").innerText === "一家示例门店"`)
	watch.until(`document.querySelector(".phone img").getAttribute("src") === ` + quote(before))

	// A token is alive; advance the clock, and see it expire.
	_, err := s.DemoToken(t.Context())
	work.must(err)
	watch.goTo("/accounts/" + seed.DemoAppID)
	watch.until(`document.querySelector("a[href*='/revoke?']")`)
	work.goTo("/levers")
	work.click(`button[name=value][value="2h0m0s"]`)
	work.until(`document.querySelector(".state .chip")`)
	work.shows(w.ahead)
	watch.shows(w.ahead)
	watch.shows(w.noToken)

	// The other language.
	work.click(`form[action="/language"] button`)
	work.until(`document.querySelector('nav a[href="/merchants"]').innerText === ` + quote(w.otherTitle))
}

// pick chooses a file in a form.
func pick(b *tab, selector, path string) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.SetUploadFiles(chromedp.CSS(selector), []string{path})))
}

// picture is a file with a small picture.
func picture(t *testing.T) string {
	t.Helper()
	img := image.NewPaletted(image.Rect(0, 0, 60, 60), color.Palette{color.RGBA{0xc8, 0x5a, 0x3c, 0xff}, color.RGBA{0xfb, 0xf3, 0xe4, 0xff}})
	for y := range 60 {
		for x := range 60 {
			if (x-30)*(x-30)+(y-30)*(y-30) < 400 {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "cup.png")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

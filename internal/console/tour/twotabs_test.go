package tour

import (
	"testing"

	"github.com/wxastore/wxastore/internal/seed"
)

// TestTwoTabs has two people edit the same account, put a fault of one name, and
// go back in a merchant's history.
func TestTwoTabs(t *testing.T) {
	in := browser(t)
	s := start(t)
	first, second := open(t, in, s.ConsoleURL(), "en"), open(t, in, s.ConsoleURL(), "zh-CN")
	second.excepted = []string{"status of 409"}

	const account = "/accounts/" + seed.DemoAppID
	save := `form[action="` + account + `"] .actions button`
	for _, b := range []*tab{first, second} {
		b.goTo(account)
		b.click("details summary")
	}
	first.fill("input[name=name]", "First")
	first.click(save)
	first.shows("Saved.")
	second.fill("input[name=name]", "Second")
	second.fill("input[name=modify_per_month]", "7")
	second.click(save)
	second.shows("内容已被其他人修改")
	second.until(`[...document.querySelectorAll(".clashes tr")].some(r => r.innerText.includes("Second") && r.innerText.includes("First"))`)
	second.until(`document.querySelectorAll(".clashes tbody tr").length === 2 && document.querySelector("input[name=name]").value === "Second"`)
	first.goTo(account)
	first.until(`document.querySelector("h1").innerText.startsWith("First")`)
	second.click(save)
	second.shows("已保存。")
	first.goTo(account)
	first.until(`document.querySelector("h1").innerText.startsWith("Second")`)

	for _, b := range []*tab{first, second} {
		b.goTo("/levers")
		b.click("#faults details summary")
		b.fill("form.fault input[name=id]", "shared")
	}
	first.click("form.fault .actions button")
	first.shows("The fault is injected.")
	second.fill("form.fault input[name=code]", "45011")
	second.click("form.fault .actions button")
	second.shows("已有另一个使用此编号的故障")
	second.until(`[...document.querySelectorAll(".clashes tr")].some(r => r.innerText.includes("45011") && r.innerText.includes("45009"))`)
	second.click("form.fault .actions button")
	second.shows("故障已注入。")

	token, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	modify := func(intro string) {
		send(t, s.APIURL()+"/wxa/modify_merchant?access_token="+token, `{"headimg_mediaid":"","intro":`+quote(intro)+`}`)
	}
	post(t, s.ConsoleURL()+"/levers/faults/drop?sure=yes", nil)
	modify("one")
	second.goTo(demo)
	second.click(`.history a[href*="/revert?"]`)
	second.until(`document.querySelector("form[action*='/revert'] button")`)
	modify("two")
	second.click("form[action*='/revert'] button")
	second.shows("没有恢复")
	second.until(`document.querySelector(".phone .intro").innerText === "two"`)
}

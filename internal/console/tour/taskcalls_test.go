package tour

import (
	"strings"

	"github.com/wxastore/wxastore/internal/seed"
)

// callTasks are those of calls and of the debugging tool.
func callTasks() []task {
	return []task{
		{
			name:  "find a call by its rid, read why it failed and send it again",
			posts: []string{"POST /calls/{rid}/again"}, ends: "GET /calls/{rid}",
			steps: func(h *hand) {
				answer := h.modify("", "no-such-media")
				_, rid, _ := strings.Cut(answer, "rid: ")
				rid, _, _ = strings.Cut(rid, `"`)
				h.goTo("/levers")
				h.seek(rid)
				h.until(`location.pathname === "/calls/" + ` + quote(rid) + ` && document.querySelector(".why .break")`)
				h.until(`document.querySelector(".copy textarea").value.includes("no-such-media")`)
				h.press(".copy button")
				h.send(`form[action$="/again"] button`)
				h.until(`location.pathname !== "/calls/" + ` + quote(rid) + ` && document.querySelector("h1 .code.refused").innerText === "85056"`)
			},
		},
		{
			name:  "see what failed and clear the journal",
			posts: []string{"POST /log/clear"}, ends: "GET /calls",
			steps: func(h *hand) {
				h.modify("", "no-such-media")
				h.modify("好", "")
				h.goTo("/")
				h.follow(`nav a[href="/calls"]`, "/calls")
				h.press(`.tabs a[href="/calls?failed=true"]`)
				h.until(`location.search === "?failed=true" && document.querySelectorAll("tbody tr").length === 1`)
				h.press(`.callbar a[href="/log/clear"]`)
				h.send(`form[action^="/log/clear"] button`)
				h.until(`!document.querySelector("tbody tr")`)
			},
		},
		{
			name:  "change a merchant and its picture with the debugging tool",
			posts: []string{"POST /tool", "POST /tool/request"}, ends: "GET /tool",
			steps: func(h *hand) {
				h.goTo(demo)
				h.follow(`.actions a[href^="/tool?interface=modifywxastore"]`, "/tool")
				h.write("#p-intro", "用键盘写的")
				h.until(`document.querySelector("#follow-request textarea").value.includes("用键盘写的")`)
				h.pick(`input[name="f.headimg_mediaid"]`, picture(h.t))
				h.until(`document.querySelector(".picked canvas")`)
				h.send(".fields > .actions button")
				h.until(`document.querySelectorAll(".outcome .made > li").length === 2 && document.querySelector(".outcome .code.fine")`)
			},
		},
		{
			name:  "send with an expired token and as a platform",
			posts: []string{"POST /tool", "POST /tool/request"}, ends: "GET /tool",
			steps: func(h *hand) {
				h.goTo("/tool?interface=modifywxastore&app=wx3333333333333333")
				h.choose("#token", "expired")
				h.send(".fields > .actions button")
				h.until(`document.querySelector(".outcome .code.refused").innerText === "42001"`)
				h.goTo("/tool?interface=modifywxastore&app=wx3333333333333333")
				h.choose("#component", "wxc1111111111111111")
				h.write("#p-intro", "平台写的介绍")
				h.until(`document.querySelector("#follow-request textarea").value.includes("平台写的介绍")`)
				h.send(".fields > .actions button")
				h.until(`document.querySelector(".outcome .code.fine")`)
			},
		},
		{
			name: "find a merchant by the middle of its name, and its account by an app id",
			ends: "GET /accounts/{app_id}",
			steps: func(h *hand) {
				h.goTo("/")
				h.follow(`nav a[href="/merchants"]`, "/merchants")
				h.write("input[name=search]", "茶书")
				h.key("\r")
				h.until(`location.search.includes("search=") && document.querySelectorAll(".merchants li").length === 1`)
				h.follow(".merchants a", "/merchants/wx1111111111111111")
				h.seek(seed.DemoAppID)
				h.until(`location.pathname === "/search" && document.querySelectorAll(".hits li").length >= 2`)
				h.follow(`.hits a[href="`+demoAccount+`"]`, demoAccount)
			},
		},
	}
}

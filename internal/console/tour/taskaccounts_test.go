package tour

import (
	"net/url"

	"github.com/wxastore/wxastore/internal/seed"
)

// plain is the path of an account without a store Mini Program.
const plain = "/accounts/wx4444444444444444"

// accountTasks are those of accounts, their secrets, tokens and messages.
func accountTasks() []task {
	return []task{
		{
			name: "make an account and note its secret", posts: []string{"POST /accounts"}, ends: "GET /accounts/{app_id}/secret/{key}",
			says: []string{"status of 410"},
			steps: func(h *hand) {
				h.goTo("/")
				h.follow(`nav a[href="/accounts"]`, "/accounts")
				h.press("details summary")
				h.write("input[name=appid]", "wxnew0000000001")
				h.write("details input[name=name]", "新账号")
				h.tick("input[name=merchant]")
				h.write("input[name=nickname]", "新店")
				h.send(`form[action="/accounts"][method=post] .actions button`)
			},
		},
		{
			name: "change an account that another operator has changed", posts: []string{"POST /accounts/{app_id}"}, ends: "GET /accounts/{app_id}",
			says: []string{"status of 409"},
			steps: func(h *hand) {
				h.goTo(demoAccount)
				h.press("#edit summary")
				post(h.t, h.s.ConsoleURL()+demoAccount, url.Values{"name": {"别人改的"}, "kind": {"service"}, "version": {"*"}})
				h.write("#edit input[name=name]", "我改的")
				h.send("#edit input[name=name]")
				h.until(`document.querySelector(".clashes")?.innerText.includes("别人改的")`)
				h.send("#edit input[name=name]")
				h.until(`document.querySelector("h1").innerText.startsWith("我改的")`)
			},
		},
		{
			name: "make a new secret", posts: []string{"POST /accounts/{app_id}/secret"}, ends: "GET /accounts/{app_id}/secret/{key}",
			says: []string{"status of 410"},
			steps: func(h *hand) {
				h.goTo(demoAccount)
				h.press(`a[href$="/secret"]`)
				h.send(`form[action*="/secret"] button`)
			},
		},
		{
			name: "copy a token and revoke it", posts: []string{"POST /accounts/{app_id}/token", "POST /accounts/{app_id}/revoke"}, ends: "GET /accounts/{app_id}",
			says: []string{"status of 410"},
			steps: func(h *hand) {
				h.goTo(demoAccount)
				h.send(`form[action$="/token"] button`)
				h.goTo(demoAccount)
				h.press(`a[href*="/revoke?"]`)
				h.send(`form[action*="/revoke"] button`)
				h.until(`!document.querySelector("a[href*='/revoke?']")`)
			},
		},
		{
			name: "delete an account", posts: []string{"POST /accounts/{app_id}/drop"}, ends: "GET /accounts",
			steps: func(h *hand) {
				h.goTo("/accounts")
				h.follow(`tbody a[href="`+plain+`"]`, plain)
				h.press(`a[href*="/drop?"]`)
				h.send(`form[action*="/drop"] button`)
				h.until(`document.querySelector("tbody") && !document.querySelector('tbody a[href="` + plain + `"]')`)
			},
		},
		{
			name: "check where messages go and send one", posts: []string{"POST /accounts/{app_id}/check", "POST /accounts/{app_id}/test"}, ends: "GET /accounts/{app_id}/messages",
			steps: func(h *hand) {
				h.openShops()
				h.goTo("/accounts/" + seed.DemoAppID)
				h.follow(`.actions a[href$="/messages"]`, demoAccount+"/messages")
				h.send(`form[action$="/check"] button`)
				h.send(`form[action$="/test"] button`)
				h.until(`document.querySelectorAll("#delivered tbody tr").length >= 2`)
			},
		},
	}
}

// openShops gives the demo's account stores, a card, a place, and a message that was
// delivered.
func (h *hand) openShops() {
	h.t.Helper()
	openShops(h.t, h.s, h.demoToken())
}

// demoToken is a token of the demo's account.
func (h *hand) demoToken() string {
	h.t.Helper()
	token, err := h.s.DemoToken(h.t.Context())
	h.must(err)
	return token
}

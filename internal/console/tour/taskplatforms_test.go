package tour

import "github.com/wxastore/wxastore/internal/seed"

// platformTasks are those of platforms, and of the events that are pushed to them.
func platformTasks() []task {
	const made = "/platforms/wxcnew0000000001"
	return []task{
		{
			name:  "make, edit and delete a platform",
			posts: []string{"POST /platforms", "POST /platforms/{appid}", "POST /platforms/{appid}/drop"}, ends: "GET /platforms",
			says: []string{"status of 410"},
			steps: func(h *hand) {
				h.goTo("/")
				h.follow(`nav a[href="/platforms"]`, "/platforms")
				h.press("details summary")
				h.write("input[name=appid]", "wxcnew0000000001")
				h.write("details input[name=name]", "新平台")
				h.write("details input[name=permission_sets]", "8 13")
				h.send("details .actions button")
				h.goTo("/platforms")
				h.follow(`tbody a[href="`+made+`"]`, made)
				h.press("main > details summary")
				h.write("main > details input[name=name]", "改名的平台")
				h.send("main > details .actions button")
				h.until(`document.querySelector("h1").innerText.includes("改名的平台")`)
				h.press(`a[href*="/drop?"]`)
				h.send(`form[action*="/drop"] button`)
			},
		},
		{
			name:  "grant an authorization and withdraw it",
			posts: []string{"POST /platforms/{appid}/authorize", "POST /platforms/{appid}/withdraw"}, ends: "GET /platforms/{appid}",
			says: []string{"status of 410"},
			steps: func(h *hand) {
				h.goTo(platform)
				h.press("#granted details summary")
				h.write("#granted input[name=account]", seed.DemoAppID)
				h.tick(`#granted input[value="8"]`)
				h.send("#granted .fields button")
				h.goTo(platform)
				h.press(`#granted a[href$="/withdraw?authorizer=` + seed.DemoAppID + `"]`)
				h.send(`form[action*="/withdraw"] button`)
			},
		},
		{
			name:  "push a ticket, send it again and drop it",
			posts: []string{"POST /platforms/{appid}/ticket", "POST /events/resend", "POST /events/drop"}, ends: "GET /platforms/{appid}",
			steps: func(h *hand) {
				h.goTo(platform)
				h.send(`form[action$="/ticket"] button`)
				h.until(`document.querySelector("#events tbody tr")`)
				h.send(`#events form[action="/events/resend"] button`)
				h.press(`#events a[href^="/events/drop"]`)
				h.send(`form[action^="/events/drop"] button`)
				h.until(`!document.querySelector("#events tbody tr")`)
			},
		},
		{
			name:  "see what was delivered, with its attempts, and send it again",
			posts: []string{"POST /events/resend"}, ends: "GET /events/{target}/{id}",
			steps: func(h *hand) {
				h.openShops()
				delivered(h.t, h.s)
				h.goTo("/")
				h.follow(`nav a[href="/events"]`, "/events")
				h.press(`.tabs a[href*="state=delivered"]`)
				h.until(`location.search.includes("state=delivered") && document.querySelector("tbody tr")`)
				h.press(`tbody a[href^="/events/messages"]`)
				h.send(`form[action="/events/resend"] button`)
				h.until(`document.querySelectorAll("tbody tr").length === 2`)
			},
		},
	}
}

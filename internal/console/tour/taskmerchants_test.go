package tour

// modify changes the demo's merchant, and returns the answer.
func (h *hand) modify(intro, picture string) string {
	h.t.Helper()
	return send(h.t, h.s.APIURL()+"/wxa/modify_merchant?access_token="+h.demoToken(), `{"headimg_mediaid":`+quote(picture)+`,"intro":`+quote(intro)+`}`)
}

// merchantTasks are those of store Mini Programs, their stores, cards and places, and of
// what waits for a decision.
func merchantTasks() []task {
	const merchant, stores, store, card, place = "/merchants/wx4444444444444444", demo + "/stores", demo + "/stores/400000021", demo + "/cards/pXother", "/places/78"
	return []task{
		{
			name:  "make, edit and delete a store Mini Program",
			says:  []string{"status of 404"},
			posts: []string{"POST /merchants/{app_id}", "POST /merchants/{app_id}/drop"}, ends: "GET /accounts/{app_id}",
			steps: func(h *hand) {
				h.goTo(plain)
				h.follow(`.actions a[href="`+merchant+`"]`, merchant)
				h.write("input[name=nickname]", "新店")
				h.send("input[name=nickname]")
				h.press("#edit summary")
				h.write("#edit input[name=nickname]", "改名")
				h.send("#edit .actions button")
				h.until(`document.querySelector(".phone .nickname").innerText === "改名"`)
				h.press(`a[href*="/drop?"]`)
				h.send(`form[action*="/drop"] button`)
			},
		},
		{
			name:  "put an application under review and decide it",
			posts: []string{"POST /merchants/{app_id}/application", "POST /reviews/{app_id}/{audit_id}"}, ends: "GET /reviews/{app_id}/{audit_id}",
			steps: func(h *hand) {
				h.goTo("/merchants")
				h.follow(`.merchants a[href="`+demo+`"]`, demo)
				h.choose("#application select", "reviewing")
				h.send("#application form button")
				h.press("#application .facts a")
				h.write(".filter input[name=reason]", "照片不清楚")
				h.send(`button[name=action][value=fail]`)
				h.shows("照片不清楚")
			},
		},
		{
			name:  "decide all that wait at once",
			posts: []string{"POST /reviews"}, ends: "GET /reviews",
			steps: func(h *hand) {
				h.openShops()
				h.goTo("/")
				h.follow(`nav a[href="/reviews"]`, "/reviews")
				h.tick("input[name=all]")
				h.send(`button[name=action][value=pass]`)
				h.until(`document.querySelector("tbody") && !document.querySelector("input[name=review]")`)
			},
		},
		{
			name:  "compare two versions and restore one",
			posts: []string{"POST /merchants/{app_id}/revert"}, ends: "GET /merchants/{app_id}",
			steps: func(h *hand) {
				h.modify("第一版", "")
				h.modify("第二版", "")
				h.goTo(demo)
				h.follow(`.history a[href*="/compare?"]`, demo+"/compare")
				h.follow(`.up a`, demo)
				h.press(`.history a[href*="/revert?version=1"]`)
				h.send(`form[action*="/revert"] button`)
				h.until(`document.querySelector(".phone .intro").innerText === "第一版"`)
			},
		},
		{
			name:  "add, edit and delete a store",
			posts: []string{"POST /merchants/{app_id}/stores", "POST /merchants/{app_id}/stores/{poi_id}", "POST /merchants/{app_id}/stores/{poi_id}/drop"}, ends: "GET /merchants/{app_id}/stores",
			steps: func(h *hand) {
				h.goTo(demo)
				h.follow(`a.button[href$="/stores"]`, stores)
				h.press("details summary")
				h.write("input[name=poi_id]", "400000021")
				h.write("details input[name=name]", "示例门店")
				h.send("details .actions button")
				h.goTo(stores)
				h.follow(`.merchants a[href="`+store+`"]`, store)
				h.press("details summary")
				h.write("details input[name=phone]", "020-87654321")
				h.send("details .actions button")
				h.shows("020-87654321")
				h.press(`a[href*="/drop?"]`)
				h.send(`form[action*="/drop"] button`)
			},
		},
		{
			name:  "add, edit and delete a card",
			posts: []string{"POST /merchants/{app_id}/cards", "POST /merchants/{app_id}/cards/{card_id}", "POST /merchants/{app_id}/cards/{card_id}/drop"}, ends: "GET /merchants/{app_id}/stores",
			steps: func(h *hand) {
				h.goTo(stores)
				h.write("#cards input[name=card_id]", "pXother")
				h.write("#cards input[name=type]", "GROUPON")
				h.send("#cards form button")
				h.follow(`#cards a[href="`+card+`"]`, card)
				h.write("input[name=type]", "MEMBER_CARD")
				h.tick("input[name=use_custom_code]")
				h.send(".fields .actions button")
				h.goTo(card)
				h.press(`a[href*="/drop?"]`)
				h.send(`form[action*="/drop"] button`)
			},
		},
		{
			name:  "add, find, edit and delete a place",
			posts: []string{"POST /places", "POST /places/{id}", "POST /places/{id}/drop"}, ends: "GET /places",
			steps: func(h *hand) {
				h.goTo("/")
				h.follow(`nav a[href="/places"]`, "/places")
				h.press("details summary")
				h.write("details input[name=id]", "78")
				h.write("details input[name=name]", "键盘咖啡")
				h.write("details input[name=district_id]", "440105")
				h.send("details .actions button")
				h.goTo("/places")
				h.write("input[name=search]", "键盘")
				h.write("input[name=district]", "440105")
				h.key("\r")
				h.until(`location.search.includes("district=440105") && document.querySelectorAll("tbody tr").length === 1`)
				h.follow("tbody a", place)
				h.press("details summary")
				h.write("details input[name=name]", "键盘茶馆")
				h.send("details .actions button")
				h.until(`document.querySelector("h1").innerText.includes("键盘茶馆")`)
				h.press(`a[href*="/drop?"]`)
				h.send(`form[action*="/drop"] button`)
			},
		},
	}
}

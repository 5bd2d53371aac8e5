package tour

// otherTasks are those of the console itself, and of what it shows of runs.
func otherTasks() []task {
	return []task{
		{
			name:  "sign in and out",
			posts: []string{"POST /login", "POST /logout"}, ends: "GET /login", token: true,
			steps: func(h *hand) {
				h.goTo("/login?next=/calls")
				h.write("input[name=token]", consoleToken)
				h.send("input[name=token]")
				h.until(`location.pathname === "/calls"`)
				h.send(`form[action="/logout"] button`)
			},
		},
		{
			name:  "read the console in the other language and come back",
			posts: []string{"POST /language"}, ends: "GET /{$}",
			steps: func(h *hand) {
				h.goTo("/")
				language := h.script(`document.documentElement.lang`)
				h.send(`form[action="/language"] button`)
				h.until(`document.documentElement.lang !== ` + quote(language))
				h.send(`form[action="/language"] button`)
			},
		},
		{
			name: "read a plan and a run of many merchants",
			ends: "GET /fleet/runs/{run}/{item}",
			steps: func(h *hand) {
				run := changeMany(h.t, h.s)
				h.goTo("/")
				h.follow(`nav a[href="/fleet"]`, "/fleet")
				h.follow(`a[href="/fleet/plans/spring.plan"]`, "/fleet/plans/spring.plan")
				h.press(`.tabs a[href$="action=blocked"]`)
				h.until(`document.querySelectorAll(".plansteps > li").length === 1`)
				h.follow(`nav a[href="/fleet"]`, "/fleet")
				h.follow(`a[href="`+run+`"]`, run)
				h.press(`.counts a[href$="state=held"]`)
				h.until(`document.querySelectorAll(".fleetitems > li").length === 1`)
				h.follow(".fleetitems a", run+"/wx2026000000000002")
			},
		},
		{
			name: "read how the service differs from Weixin",
			ends: "GET /parity/{run}/{scenario}/{step}",
			steps: func(h *hand) {
				run := compareWithWeixin(h.t, h.s)
				h.goTo("/fleet")
				h.follow(`.tabs a[href="/parity"]`, "/parity")
				h.follow("tbody a", run)
				h.press(`.tabs a[href$="show=rows"]`)
				h.press(`tbody a[href$="row=1"]`)
				h.until(`location.search === "?row=1"`)
				h.follow(".paritysteps p a", run+"/account/store-list-51")
			},
		},
	}
}

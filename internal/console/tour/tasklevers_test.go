package tour

import (
	"os"
	"path/filepath"
)

// leverTasks are those of the clock, of faults, and of all that the service keeps.
func leverTasks() []task {
	return []task{
		{
			name:  "move, stop and reset the clock",
			posts: []string{"POST /levers/clock"}, ends: "GET /levers",
			steps: func(h *hand) {
				h.goTo("/")
				h.follow(`nav a[href="/levers"]`, "/levers")
				h.send(`button[name=value][value="2h0m0s"]`)
				h.until(`document.querySelector(".state .chip")`)
				h.write(".filter form:first-child input[name=value]", "36h")
				h.send(".filter form:first-child input[name=value]")
				h.choose("#clock select[name=value]", "0")
				h.send("#clock .filter form:last-child button")
				h.send("button[value=reset]")
				h.until(`!document.querySelector(".state .chip")`)
			},
		},
		{
			name:  "inject a fault, see a call fail by it and delete it",
			posts: []string{"POST /levers/faults", "POST /levers/faults/{id}/drop", "POST /levers/faults/drop"}, ends: "GET /levers",
			steps: func(h *hand) {
				h.goTo("/levers")
				h.press("#newfault summary")
				h.write("form.fault input[name=code]", "45011")
				h.write("form.fault input[name=id]", "busy")
				h.send("form.fault .actions button")
				h.modify("好", "")
				h.goTo("/calls")
				h.press("tbody a")
				h.until(`document.querySelector('.why a[href="/levers#faults"]')`)
				h.follow(`.why a[href="/levers#faults"]`, "/levers")
				h.press(`#faults a[href*="/busy/drop?"]`)
				h.send(`form[action*="/drop"] button`)
				h.send(`#faults .actions form button`)
				h.until(`document.querySelector("#faults tbody tr")`)
				h.press(`a[href="/levers/faults/drop"]`)
				h.send(`form[action*="/drop"] button`)
				h.until(`!document.querySelector("#faults tbody tr")`)
			},
		},
		{
			name:  "apply a seed, reset, restore a snapshot and undo it",
			posts: []string{"POST /levers/seed", "POST /levers/reset", "POST /levers/restore", "POST /levers/undo"}, ends: "GET /levers",
			steps: func(h *hand) {
				snapshot := filepath.Join(h.t.TempDir(), "snapshot")
				h.must(os.WriteFile(snapshot, []byte(answered(h.t, get(h.t, h.s.ConsoleURL()+"/api/snapshot"))), 0o600))
				h.goTo("/levers")
				h.write("textarea[name=seed]", "accounts: [{appid: wxseeded, secret: s, kind: service}]")
				h.send(`form[action="/levers/seed"] button`)
				h.press(`a[href^="/levers/reset?"]`)
				h.send(`form[action^="/levers/reset"] button`)
				h.press(`a[href^="/levers/restore?"]`)
				h.pick("input[name=snapshot]", snapshot)
				h.send(`form[action^="/levers/restore"] button`)
				h.press(`a[href^="/levers/undo?"]`)
				h.send(`form[action^="/levers/undo"] button`)
			},
		},
	}
}

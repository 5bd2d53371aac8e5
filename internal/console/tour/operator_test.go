package tour

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/seed"
)

// TestAccounts makes an account, changes it, and uses its secrets and tokens.
func TestAccounts(t *testing.T) {
	in := browser(t)
	s := start(t)
	b := open(t, in, s.ConsoleURL(), "en")
	token := func(secret string) string {
		return send(t, s.APIURL()+"/cgi-bin/stable_token", `{"grant_type":"client_credential","appid":"wxnew0000000001","secret":"`+secret+`"}`)
	}

	b.goTo("/accounts?new")
	b.fill("input[name=appid]", "wxnew0000000001")
	b.fill("input[name=name]", "A new account")
	b.click("input[name=merchant]")
	b.fill("input[name=nickname]", "新店")
	b.click(`form[action="/accounts"][method=post] .actions button`)
	b.shows("Note the secret now")
	first := b.script(`document.querySelector(".copy textarea").value`)
	if answer := token(first); !strings.Contains(answer, "access_token") {
		t.Fatal(answer)
	}

	// The same app id again: the form comes back with what was in it.
	b.goTo("/accounts?new")
	b.excepted = []string{"status of 400"}
	b.fill("input[name=appid]", "wxnew0000000001")
	b.fill("input[name=name]", "Another")
	b.click(`form[action="/accounts"][method=post] .actions button`)
	b.until(`document.querySelector(".notice.wrong") && document.querySelector("input[name=name]").value === "Another"`)

	b.goTo("/accounts/wxnew0000000001")
	b.until(`document.querySelector("a[href*='/revoke?']")`)
	b.click("a[href*='/revoke?']")
	b.shows("Revoke the token?")
	b.click("form[action*='/revoke'] button")
	b.shows("Revoked.")
	b.shows("No live token.")

	b.click("details summary")
	b.fill(`input[name="daily.modifywxastore"]`, "1")
	b.fill("textarea[name=forbidden_words]", "最便宜\n第一")
	b.click(`form[action="/accounts/wxnew0000000001"] .actions button`)
	b.shows("Saved.")
	account := answered(t, get(t, s.ConsoleURL()+"/api/accounts/wxnew0000000001"))
	if !strings.Contains(account, `"最便宜","第一"`) || !strings.Contains(account, `"modifywxastore":{"daily":1`) || !strings.Contains(account, "A new account") {
		t.Error(account)
	}

	b.click("a[href$='/secret']")
	b.click("form[action*='/secret'] button")
	b.shows("Note the secret now")
	second := b.script(`document.querySelector(".copy textarea").value`)
	if old, fresh := token(first), token(second); !strings.Contains(old, "40125") || !strings.Contains(fresh, "access_token") {
		t.Errorf("after a new secret: %s, %s", old, fresh)
	}
	b.goTo("/accounts/wxnew0000000001")
	if text := b.script("document.documentElement.outerHTML"); strings.Contains(text, second) {
		t.Error("the secret is shown again")
	}

	// A word that is forbidden, and the quota of one call.
	b.goTo("/tool?app=wxnew0000000001")
	b.fill("#p-intro", "全城最便宜")
	b.click(".fields .actions button")
	b.until(`document.querySelector(".outcome .code.refused")?.innerText === "85036"`)
	b.click(".fields .actions button")
	b.until(`document.querySelector(".outcome .code.refused")?.innerText === "45009"`)
}

func get(t *testing.T, address string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestLevers pulls each lever in the browser.
func TestLevers(t *testing.T) {
	in := browser(t)
	s := start(t)
	b := open(t, in, s.ConsoleURL(), "en")
	b.excepted = []string{"status of 400"}

	// A fault is in every page's header until it is used up or deleted.
	b.goTo("/levers")
	b.click("#faults details summary")
	b.fill("form.fault input[name=count]", "1")
	b.click("form.fault .actions button")
	b.shows("Faults: 1")
	b.goTo("/tool")
	b.shows("Faults: 1")
	b.click(".fields .actions button")
	b.until(`document.querySelector(".outcome .code.refused")?.innerText === "45009"`)
	b.until(`!document.querySelector(".state .chip")`)
	b.goTo("/levers")
	b.click(`#faults a[href*="/drop?version="]`)
	b.click(`form[action*="/drop"] button`)
	b.shows("Nothing is injected.")

	b.fill(`.filter form:first-child input[name=value]`, "soon")
	b.click(".filter form:first-child button")
	b.shows(`"soon" is not a length of time`)
	b.fill(`.filter form:first-child input[name=value]`, "36h")
	b.click(".filter form:first-child button")
	b.shows("1 d 12 h ahead")
	b.script(`document.querySelector("select[name=value]").value = "0"`)
	b.click(".filter form:last-child button")
	b.until(`document.querySelector(".state .chip")?.innerText.includes("stopped")`)
	b.click("button[value=reset]")
	b.until(`!document.querySelector(".state .chip")`)

	// A snapshot, a reset, and the snapshot again.
	b.fill("textarea[name=seed]", "accounts: [{appid: wxseeded, secret: s, kind: service, name: Seeded}]")
	b.click(`form[action="/levers/seed"] button`)
	b.shows("The seed is applied.")
	snapshot := filepath.Join(t.TempDir(), "snapshot")
	if err := os.WriteFile(snapshot, []byte(answered(t, get(t, s.ConsoleURL()+"/api/snapshot"))), 0o600); err != nil {
		t.Fatal(err)
	}
	watch := open(t, in, s.ConsoleURL(), "en")
	watch.goTo("/accounts")
	watch.shows("wxseeded")
	b.click(`a[href^="/levers/reset?"]`)
	b.shows("Reset everything?")
	b.click(`form[action^="/levers/reset"] button`)
	b.shows("as it was at the first start")
	watch.until(`!document.body.innerText.includes("wxseeded") && document.body.innerText.includes("` + seed.DemoAppID + `")`)
	b.click(`a[href^="/levers/restore?"]`)
	pick(b, "input[name=snapshot]", picture(t))
	b.click(`form[action^="/levers/restore"] button`)
	b.until(`document.querySelector(".notice.wrong")`)
	b.click(`a[href^="/levers/restore?"]`)
	pick(b, "input[name=snapshot]", snapshot)
	b.click(`form[action^="/levers/restore"] button`)
	b.shows("The snapshot is restored.")
	watch.shows("wxseeded")
	b.click(`a[href^="/levers/undo?"]`)
	b.click(`form[action^="/levers/undo"] button`)
	b.shows("Undone: the earlier state is back.")
	watch.until(`!document.body.innerText.includes("wxseeded")`)
}

// TestTool calls interfaces of every form.
func TestTool(t *testing.T) {
	in := browser(t)
	s := start(t)
	b := open(t, in, s.ConsoleURL(), "en")
	press := func() { b.click(".fields .actions button") }

	b.goTo("/tool?interface=uploadtempmedia")
	b.fill("#p-type", "image")
	pick(b, "#p-media", picture(t))
	press()
	b.until(`document.querySelector(".outcome pre")?.innerText.includes('"media_id"')`)
	id := b.script(`JSON.parse(document.querySelector(".outcome pre").innerText).media_id`)

	b.goTo("/tool?interface=getmedia")
	b.fill("#p-media_id", id)
	press()
	b.until(`document.querySelector(".outcome pre")?.innerText.startsWith("image/png")`)

	b.goTo("/tool?interface=getstableaccesstoken")
	b.fill("#p-secret", seed.DemoSecret)
	press()
	b.until(`document.querySelector(".outcome pre")?.innerText.includes('"access_token"')`)
	b.click(".outcome a.rid")
	b.until(`location.pathname.startsWith("/calls/") && document.querySelector("pre").innerText.includes("0123")`)
	if text := b.script("document.documentElement.outerHTML"); strings.Contains(text, seed.DemoSecret) {
		t.Error("the page of a call shows a secret")
	}
	b.click(`a[href^="/tool?rid="]`)
	b.until(`document.querySelector("#p-appid")?.value === "` + seed.DemoAppID + `" && document.querySelector("#p-secret").value === ""`)

	b.goTo("/tool?interface=modifywxastore")
	b.click(".fields details summary")
	b.fill("textarea[name=raw]", "{not json")
	press()
	b.until(`document.querySelector(".outcome .code.refused")?.innerText === "47001"`)

	// A picture that is none is refused before the call.
	b.goTo("/tool?interface=modifywxastore")
	text := filepath.Join(t.TempDir(), "cup.png")
	if err := os.WriteFile(text, []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	pick(b, `input[name="f.headimg_mediaid"]`, text)
	press()
	b.until(`document.querySelector(".outcome .code.refused")?.innerText === "40005"`)

	b.excepted = []string{"status of 400"}
	b.goTo("/tool?interface=modifywxastore")
	b.fill(".fields input[name=app]", "wxnobody")
	press()
	b.until(`document.querySelector(".notice.wrong")`)
}

package tour

import (
	"net/url"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/seed"
)

// TestPlatforms pushes a ticket to a receiver that is dead, sends it again and
// drops it; then an account grants and withdraws.
func TestPlatforms(t *testing.T) {
	in := browser(t)
	s := start(t)
	post(t, s.ConsoleURL()+"/levers/seed", url.Values{"seed": {shops}})
	b := open(t, in, s.ConsoleURL(), "en")

	b.goTo("/")
	b.click(`nav a[href="/platforms"]`)
	b.until(`location.pathname === "/platforms"`)
	b.shows("连锁门店管家")
	b.click(`tbody a[href="` + platform + `"]`)
	b.until(`location.pathname === "` + platform + `"`)
	b.shows("13 stores")

	// The ticket waits, and says why, without a reload.
	b.click(`form[action$="/ticket"] button`)
	b.shows("has not taken it yet")
	b.until(`document.querySelector("#events tbody")?.innerText.includes("component_verify_ticket")`)
	b.until(`/connection refused/.test(document.querySelector("#events tbody")?.innerText)`)
	tried := b.script(`document.querySelector("#events tbody").innerText.match(/tried: (\d+)/)[1]`)

	// Another tab watches all events meanwhile.
	watch := open(t, in, s.ConsoleURL(), "zh-CN")
	watch.goTo("/events?state=queued")
	watch.shows("等待推送")
	b.click(`#events form[action="/events/resend"] button`)
	b.shows("It is sent again.")
	b.until(`location.pathname === "` + platform + `"`)
	b.until(`Number(document.querySelector("#events tbody").innerText.match(/tried: (\d+)/)[1]) > ` + tried)
	watch.until(`Number(document.querySelector("tbody").innerText.match(/已试 (\d+) 次/)[1]) > ` + tried)
	b.goTo("/events?state=dead")
	b.shows("No event matches the filter.")
	b.goTo("/events?target=wxc1111111111111111")
	b.click(`a[href^="/events/drop"]`)
	b.click(`form[action^="/events/drop"] button`)
	b.shows("Dropped.")
	b.until(`location.search.includes("target=wxc1111111111111111")`)
	b.shows("No event matches the filter.")

	// An account grants two sets of four.
	b.goTo(platform)
	b.click("#granted details summary")
	b.fill("#granted input[name=account]", seed.DemoAppID)
	b.click(`#granted input[value="8"]`)
	b.click(`#granted input[value="9"]`)
	b.click("#granted .fields button")
	b.shows("Note the authorization code now")
	code := b.script(`document.querySelector(".copy textarea").value`)
	b.click(".lead .button")
	b.until(`location.pathname === "` + platform + `"`)
	row := `[...document.querySelectorAll("#granted tbody tr")].find(r => r.innerText.includes("` + seed.DemoAppID + `"))`
	b.until(row + `.innerText.includes("11 media, 13 stores")`)
	if text := b.script("document.documentElement.outerHTML"); code == "" || strings.Contains(text, code) {
		t.Errorf("the code %q is shown again", code)
	}

	// To withdraw is asked for first.
	b.click(`#granted a[href$="/withdraw?authorizer=` + seed.DemoAppID + `"]`)
	b.shows("Withdraw the authorization?")
	b.click(`form[action*="/withdraw"] button`)
	b.shows("Withdrawn.")
	b.until(`!` + row)

	b.excepted = []string{"status of 404", "status of 400"}
	b.click("#granted details summary")
	b.fill("#granted input[name=account]", "wxnobody")
	b.click(`#granted input[value="8"]`)
	b.click("#granted .fields button")
	b.shows("There is no such account")
	b.until(`document.querySelector("#granted input[name=account]").value === "wxnobody" && !document.querySelector('#granted input[value="8"]').checked`)
}

// TestPlatformAccount looks at what is said of a platform as an account, and in
// the debugging tool.
func TestPlatformAccount(t *testing.T) {
	in := browser(t)
	s := start(t)
	post(t, s.ConsoleURL()+"/levers/seed", url.Values{"seed": {shops}})
	b := open(t, in, s.ConsoleURL(), "en")
	b.goTo("/accounts/wxc1111111111111111")
	b.shows("third-party platform")
	b.until(`document.querySelector('.actions a[href="` + platform + `"]')`)
	b.click("details summary")
	b.fill("input[name=name]", " and more")
	b.click(`form[action="/accounts/wxc1111111111111111"] .actions button`)
	b.shows("Saved.")

	b.goTo("/tool?interface=getpreauthcode&app=wxc2222222222222222")
	b.until(`document.querySelector("#p-component_appid").value === "wxc2222222222222222" && document.querySelectorAll("#platforms option").length === 3`)
	b.shows("The console makes none")
	b.click(".fields .actions button")
	b.until(`document.querySelector(".outcome .code.refused")?.innerText === "41001"`)
	token := platformToken(t, s)
	b.fill("#p-component_appid", "wxc1111111111111111")
	b.fill("input[name=access_token]", token)
	b.click(".fields .actions button")
	b.until(`document.querySelector(".outcome pre")?.innerText.includes('"pre_auth_code"')`)
}

// platformToken is a platform's own token, as it gets it.
func platformToken(t *testing.T, s *service) string {
	t.Helper()
	ticket, err := s.PushTicket(t.Context(), "wxc1111111111111111")
	if err != nil {
		t.Fatal(err)
	}
	answer := send(t, s.APIURL()+"/cgi-bin/component/api_component_token",
		`{"component_appid":"wxc1111111111111111","component_appsecret":"5","component_verify_ticket":`+quote(ticket)+`}`)
	_, after, _ := strings.Cut(answer, `"component_access_token":"`)
	token, _, ok := strings.Cut(after, `"`)
	if !ok {
		t.Fatal(answer)
	}
	return token
}

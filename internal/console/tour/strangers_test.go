package tour

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/app"
)

// listenTo serves a stranger's page and returns its origin.
func listenTo(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// TestOtherSites opens pages of other sites in the operator's browser. They try
// to change something, to read something and to listen: CSRF, CORS, and the
// hijack of the stream.
func TestOtherSites(t *testing.T) {
	in := browser(t)
	s := start(t)
	page := fmt.Sprintf(`<!doctype html><iframe name="sink"></iframe>
<form id="clock" method="post" action="%[1]s/levers/clock" target="sink"><input name="how" value="advance"><input name="value" value="2h"></form>
<form id="json" method="post" action="%[1]s/api/clock" enctype="text/plain" target="sink"><input name='{"advance":"2h","x":"' value='"}'></form>
<img id="picture" src="%[1]s/assets/icon.svg">
<script>
const tried = [];
async function attempt(name, f) { try { tried.push(name + ": " + await f()); } catch (e) { tried.push(name + ": no"); } }
async function all() {
	document.getElementById("clock").submit();
	document.getElementById("json").submit();
	await attempt("read", async () => (await (await fetch("%[1]s/api/calls", {credentials: "include"})).text()).length);
	await attempt("read page", async () => (await (await fetch("%[1]s/", {credentials: "include"})).text()).length);
	await attempt("blind post", async () => { await fetch("%[1]s/api/clock", {method: "POST", mode: "no-cors", body: '{"advance":"2h"}'}); return "sent"; });
	await attempt("json post", async () => (await fetch("%[1]s/api/clock", {method: "POST", headers: {"Content-Type": "application/json"}, body: '{"advance":"2h"}'})).status);
	await attempt("delete", async () => (await fetch("%[1]s/api/faults", {method: "DELETE"})).status);
	await attempt("stream", () => new Promise((yes, no) => { const s = new EventSource("%[1]s/stream", {withCredentials: true}); s.onopen = () => yes("open"); s.onmessage = () => yes("heard"); s.onerror = () => { s.close(); no(); }; }));
	await attempt("script", () => new Promise((yes, no) => { const s = document.createElement("script"); s.src = "%[1]s/api/calls"; s.onload = () => yes("loaded"); s.onerror = no; document.body.append(s); }));
	await attempt("frame", () => new Promise((yes, no) => { const f = document.createElement("iframe"); f.src = "%[1]s/levers"; f.onload = () => { try { yes(f.contentDocument.body.innerText.length); } catch { no(); } }; document.body.append(f); }));
	return tried.join("\n");
}
</script>`, s.ConsoleURL())
	other := listenTo(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, page)
	})
	_, port, err := net.SplitHostPort(strings.TrimPrefix(other, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	for _, origin := range []string{other, "http://evil.example:" + port, "http://localhost:" + port} {
		b := open(t, in, origin, "en")
		b.excepted = []string{""} // what the browser says of it is not ours
		b.goTo("/")
		for _, line := range strings.Split(b.script(`all()`), "\n") {
			if !strings.HasSuffix(line, ": no") && line != "blind post: sent" {
				t.Errorf("%s may: %s", origin, line)
			}
		}
		b.until(`document.querySelector("iframe").contentWindow !== null`)
	}
	if moved := s.Clock().Read(); moved.Offset.Abs() >= time.Second || moved.Scale != 1 {
		t.Errorf("another site moved the clock: %+v", moved)
	}
}

// TestRebinding reaches the console by a name that its owner has pointed here:
// to the browser it is the name's own server.
func TestRebinding(t *testing.T) {
	in := browser(t)
	s := start(t)
	_, port, err := net.SplitHostPort(strings.TrimPrefix(s.ConsoleURL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, in, "http://rebound.example:"+port, "en")
	b.excepted = []string{"status of 421"}
	for _, path := range []string{"/", "/stream", "/api/calls", "/login", "/assets/console.js"} {
		b.goTo(path)
		b.shows("not reached by this name")
	}
	own := open(t, in, "http://localhost:"+port, "en")
	own.goTo("/")
	own.shows("Overview")
}

// TestSignIn signs in as people do, where the console has a token.
func TestSignIn(t *testing.T) {
	in := browser(t)
	const token = "a-token-of-some-length"
	s := start(t, func(c *app.Config) { c.ConsoleToken, c.ConsoleHosts = token, []string{"console.example"} })
	_, port, err := net.SplitHostPort(strings.TrimPrefix(s.ConsoleURL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, in, "http://console.example:"+port, "en")
	b.excepted = []string{"status of 401", "insecure"}
	b.goTo("/calls?code=0")
	b.until(`location.pathname === "/login"`)
	b.fill("input[name=token]", "not-the-token-at-all")
	b.click(".fields button")
	b.shows("not the console's token")
	b.fill("input[name=token]", token)
	b.click(".fields button")
	b.until(`location.pathname === "/calls" && location.search === "?code=0"`)
	b.until(`document.documentElement.classList.contains("connected")`)
	if cookie := b.script(`document.cookie`); cookie != "" {
		t.Errorf("a script reads %q", cookie)
	}
	b.click(`form[action="/logout"] button`)
	b.until(`location.pathname === "/login"`)
	b.goTo("/levers")
	b.until(`location.pathname === "/login"`)

	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.ConsoleURL()+"/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if line, _ := bufio.NewReader(resp.Body).ReadString('\n'); resp.StatusCode != http.StatusUnauthorized || strings.Contains(line, "retry") {
		t.Errorf("the stream without credentials: %d %s", resp.StatusCode, line)
	}
}

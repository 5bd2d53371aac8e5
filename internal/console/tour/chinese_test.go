package tour

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// englishSentence is three English words in a row.
var englishSentence = regexp.MustCompile(`(?:^|[^\pL/._-])[A-Za-z']+,? [a-z']+,? [a-z']+`)

// leaks are the sentences in English that a page shows to those who read Chinese.
// What is marked as English or as code is what a client sent, or Weixin's own
// text.
func leaks(t *testing.T, page string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	look := func(text string) {
		const seeded = "Bread at seven, cake at three."
		if text != seeded && englishSentence.MatchString(text) {
			found = append(found, strings.TrimSpace(text))
		}
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			look(n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "lang" && a.Val == "en", a.Key == "class" && strings.Contains(" "+a.Val+" ", " mono "):
				return
			case a.Key == "aria-label", a.Key == "placeholder", a.Key == "alt", a.Key == "title", a.Key == "data-copied":
				look(a.Val)
			}
		}
		if n.Type == html.ElementNode && (n.Data == "pre" || n.Data == "textarea" || n.Data == "script") {
			return
		}
		for child := range n.ChildNodes() {
			walk(child)
		}
	}
	walk(root)
	return found
}

// TestChinesePages reads every page in Chinese, with what every refused form and
// every address of nothing shows: none says a sentence in English.
func TestChinesePages(t *testing.T) {
	o := newOperator(t, start(t)) // without a token, as stage wants it
	o.language = "zh-CN"
	pages := make(map[string]string) // by what was asked for
	for _, f := range forms(o) {
		if f.bad == nil {
			continue
		}
		path := f.badPath
		if path == "" {
			path = f.path
		}
		_, pages["refused "+f.pattern] = o.post(path, f.bad)
	}
	for what, bad := range map[string]url.Values{
		"/levers/clock":  {"how": {"advance"}, "value": {"soon"}},
		"/levers/clock ": {"how": {"advance"}, "value": {"-2h"}},
		"/levers/faults": {"kind": {"latency"}, "shape": {"uniform"}, "wait": {"2s"}, "max": {"1s"}},
		"/levers/seed":   {"seed": {"accounts: [{appid: wx1, secret: s, ip_list: [host]}]"}},
		"/accounts":      {"appid": {"wxnew"}, "kind": {"service"}, "message_url": {"ftp://x"}},
		"/accounts ":     {"appid": {"wx0123456789abcdef"}, "kind": {"service"}},
	} {
		resp, text := o.post(strings.TrimSpace(what), bad)
		if pages["refused "+what+bad.Encode()] = text; resp.StatusCode < 400 {
			t.Errorf("%s %v: %d", what, bad, resp.StatusCode)
		}
	}
	s := o.s
	rid := stage(t, s)
	o.post("/levers/faults", url.Values{"kind": {"latency"}, "shape": {"uniform"}, "wait": {"100ms"}, "max": {"2s"}})
	paths := []string{
		"/calls?code=x", "/calls?from=x", "/accounts?after=%40x", "/calls/none", "/merchants/none", "/accounts/none", "/platforms/none", "/events?state=odd", "/audit",
		"/tool?interface=none", "/?fragment=none", "/accounts/wx0123456789abcdef/secret/none", platform + "/authorize/none", "/tool?rid=" + rid, "/tool?interface=modifywxastore&sent=" + rid,
	}
	for _, page := range scenes(t, s, rid) {
		paths = append(paths, page.path)
	}
	for _, d := range interfaceNames(o) {
		paths = append(paths, "/tool?interface="+d)
	}
	for _, path := range paths {
		pages[path] = o.look(path)
	}
	for what, page := range pages {
		if !strings.Contains(page, `<html lang="zh`) {
			t.Errorf("%s is not a page in Chinese:\n%.300s", what, page)
		}
		for _, leak := range leaks(t, page) {
			t.Errorf("%s says in English: %q", what, leak)
		}
	}
	if !strings.Contains(pages["/levers"], "100ms 到 2s，均匀分布") {
		t.Error("the levers do not show how long a fault waits")
	}
}

// interfaceNames are the interfaces of the debugging tool.
func interfaceNames(o *operator) []string {
	var list struct{ Interfaces []struct{ Name string } }
	o.read("/api/interfaces", &list)
	var all []string
	for _, i := range list.Interfaces {
		all = append(all, i.Name)
	}
	return all
}

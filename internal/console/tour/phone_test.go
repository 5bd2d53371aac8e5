package tour

import (
	"encoding/json"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/console/pages"
	"github.com/wxastore/wxastore/internal/seed"
)

// everyPage is an address for each page that the console serves. What a page's pattern
// names stands here; a new one has to be named, too.
func everyPage(t *testing.T, o *operator, rid string) []string {
	t.Helper()
	listed, _, err := pages.New(pages.Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	o.post("/levers/faults", url.Values{"kind": {"latency"}, "wait": {"1us"}, "interface": {"getcallbackip"}, "id": {"slow"}})
	shown := func(path string, form url.Values) string { // once, at an address of its own
		resp, _ := o.post(path, form)
		return resp.Header.Get("Location")
	}
	run := compareWithWeixin(t, o.s)
	many := changeMany(t, o.s)
	addresses := map[string]string{
		"GET /fleet/runs/{run}":                  many,
		"GET /fleet/runs/{run}/{item}":           many + "/wx2026000000000002",
		"GET /fleet/plans/{plan}":                "/fleet/plans/spring.plan",
		"GET /accounts/{app_id}/secret/{key}":    shown(demoAccount+"/secret", nil),
		"GET /accounts/{app_id}/token/{key}":     shown(demoAccount+"/token", nil),
		"GET /platforms/{appid}/authorize/{key}": shown(platform+"/authorize", url.Values{"account": {seed.DemoAppID}, "set": {"8"}}),
		"GET /reviews/{app_id}/{audit_id}":       firstReview(t, o.s),
		"GET /events/{target}/{id}":              delivered(t, o.s),
		"GET /places/{id}":                       "/places/2708071440732747189",
		"GET /places/{id}/drop":                  "/places/2708071440732747189/drop",
		"GET /levers/faults/{id}/drop":           "/levers/faults/slow/drop",
		"GET /merchants/{app_id}/compare":        demo + "/compare?a=0&b=1",
		"GET /merchants/{app_id}/revert":         demo + "/revert?version=0&seen=1",
		"GET /platforms/{appid}/withdraw":        platform + "/withdraw?authorizer=wx1111111111111111",
		"GET /accounts/{app_id}/revoke":          demoAccount + "/revoke?hash=" + strings.Repeat("0", 64),
		"GET /events/drop":                       "/events/drop?target=wxc1111111111111111&id=" + strings.Repeat("0", 32) + "&back=/events",
		"GET /search":                            "/search?q=wx",
		"GET /parity/{run}":                      run,
		"GET /parity/{run}/{scenario}/{step}":    run + "/account/store-list-51",
	}
	named := strings.NewReplacer("{app_id}", seed.DemoAppID, "{appid}", strings.TrimPrefix(platform, "/platforms/"), "{poi_id}", "400000001", "{card_id}", "pXmember0001", "{rid}", rid, "{$}", "")
	var all []string
	for _, p := range listed {
		path, isGet := strings.CutPrefix(p.Pattern, "GET ")
		if !isGet || path == "/stream" || strings.HasPrefix(path, "/assets/") {
			continue
		}
		address, ok := addresses[p.Pattern]
		if !ok {
			address = named.Replace(path)
		}
		if address == "" || strings.Contains(address, "{") {
			t.Errorf("%s: say where there is such a page", p.Pattern)
			continue
		}
		all = append(all, address)
	}
	if len(all) < 40 {
		t.Fatalf("only %d pages", len(all))
	}
	return all
}

// misplaced is a script that finds texts which lie upon each other, or are cut off at the
// edge of the screen. What scrolls in a box of its own is looked at as far as it is seen.
const misplaced = `(() => {
	const boxes = [], wrong = [];
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const text = texts.currentNode, of = text.parentElement;
		if (!text.data.trim() || of.closest('.skip, .hidden, option, datalist, textarea, script') || !of.checkVisibility({ visibilityProperty: true })) {
			continue;
		}
		const range = document.createRange();
		range.selectNodeContents(text);
		for (const rect of range.getClientRects()) {
			let [left, top, right, bottom] = [rect.left, rect.top, rect.right, rect.bottom];
			for (let box = of; box && box !== document.body; box = box.parentElement) {
				if (getComputedStyle(box).overflow !== 'visible') {
					const edge = box.getBoundingClientRect();
					[left, top, right, bottom] = [Math.max(left, edge.left), Math.max(top, edge.top), Math.min(right, edge.right), Math.min(bottom, edge.bottom)];
				}
			}
			if (right - left < 3 || bottom - top < 3) {
				continue;
			}
			if (right > innerWidth + 1) {
				wrong.push('cut off: ' + text.data.trim().slice(0, 60));
			}
			boxes.push({ left, top, right, bottom, text });
		}
	}
	boxes.sort((a, b) => a.top - b.top);
	boxes.forEach((a, i) => {
		for (let j = i + 1; j < boxes.length && boxes[j].top < a.bottom - 4; j++) {
			const b = boxes[j];
			if (a.text !== b.text && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3) {
				wrong.push('upon each other: ' + a.text.data.trim().slice(0, 60) + ' | ' + b.text.data.trim().slice(0, 60));
			}
		}
	});
	if (document.documentElement.scrollWidth > innerWidth) {
		wrong.push('scrolls sideways: ' + document.documentElement.scrollWidth + ' of ' + innerWidth);
	}
	return JSON.stringify([...new Set(wrong)].slice(0, 8));
})()`

// TestPhone looks at every page, with all that can be opened open, on screens as wide as
// those of phones: nothing is printed upon something else or cut off, and no page scrolls
// sideways.
func TestPhone(t *testing.T) {
	in := browser(t)
	s := start(t)
	rid := stage(t, s)
	o := newOperator(t, s)
	all := everyPage(t, o, rid)
	for _, language := range []string{"en", "zh-CN"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			b := open(t, in, s.ConsoleURL(), language)
			b.excepted = append(b.excepted, "410 (Gone)") // what is shown once was shown to another
			for _, path := range all {
				b.look("light", 360, 740)
				b.goTo(path)
				b.script(`for (const d of document.querySelectorAll("details")) { d.open = true; }`)
				for _, width := range []int64{320, 360, 414} {
					b.look("light", width, 740)
					var wrong []string
					b.must(json.Unmarshal([]byte(b.script(misplaced)), &wrong))
					for _, what := range wrong {
						t.Errorf("%s at %d: %s", path, width, what)
					}
				}
			}
		})
	}
}

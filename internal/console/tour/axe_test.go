package tour

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/wxastore/wxastore/internal/rounds"
)

// violation is what axe-core finds wrong with a page.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string
		FailureSummary string
	}
}

// TestAccessible has axe-core look at every page. In an ordinary run the pages take turns
// with the languages and looks, light and dark, as wide as a desk and as wide as a phone;
// where WXASTORE_TOUR_WAYS is more than 1, each is seen in both languages, in as many of
// the four looks as it says.
func TestAccessible(t *testing.T) {
	in := browser(t)
	axe := axeCore(t)
	s := start(t)
	all := scenes(t, s, stage(t, s))
	// Two that follow each other have both schemes and both widths.
	looks := []look{{"light", 1200}, {"dark", 360}, {"light", 360}, {"dark", 1200}}
	many := min(rounds.Of(t, "WXASTORE_TOUR_WAYS", 1, 1), len(looks))
	for l, language := range []string{"en", "zh-CN"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			b := open(t, in, s.ConsoleURL(), language)
			for i, page := range all {
				if many == 1 && i%2 != l {
					continue
				}
				b.show(page)
				b.script(`for (const d of document.querySelectorAll("details")) { d.open = true; }`)
				run := b.axe(axe)
				for n := range many {
					look := looks[(i/2+l+n)%len(looks)]
					b.look(look.scheme, look.width, 800)
					for _, v := range b.violations(run) {
						for _, n := range v.Nodes {
							t.Errorf("%s %s %d: %s (%s): %s\n\t%s\n\t%s", page.name, look.scheme, look.width, v.ID, v.Impact, v.Help, n.HTML, n.FailureSummary)
						}
					}
				}
			}
		})
	}
}

// axeCore is the source of axe-core.
func axeCore(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatal("axe-core is missing: make tools installs it")
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// look is how a page is looked at.
type look struct {
	scheme string
	width  int64
}

// axe loads axe-core and returns what runs a script next to it. It has a world of
// its own: the page's policy is for the page.
func (b *tab) axe(source string) func(script string) *runtime.RemoteObject {
	b.t.Helper()
	tree, err := chromedp.Call(b.ctx, page.GetFrameTree, cdp.Empty{})
	b.must(err)
	world, err := chromedp.Call(b.ctx, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: tree.FrameTree.Frame.ID, WorldName: "axe"})
	b.must(err)
	run := func(script string) *runtime.RemoteObject {
		got, err := chromedp.Call(b.ctx, runtime.Evaluate, runtime.EvaluateParams{
			Expression: script, ContextID: world.ExecutionContextID, AwaitPromise: new(true), ReturnByValue: new(true),
		})
		b.must(err)
		if got.ExceptionDetails != nil {
			b.t.Fatalf("axe: %s", got.ExceptionDetails.Exception.Description)
		}
		return got.Result
	}
	run(source)
	return run
}

// violations are the serious and the critical ones of the page as it looks now. The rules
// that find others take time, too, and are not asked.
func (b *tab) violations(run func(string) *runtime.RemoteObject) []violation {
	b.t.Helper()
	result := run(`(() => {
		const grave = what => what.impact === "serious" || what.impact === "critical";
		const rules = axe._audit.rules.filter(rule => rule.enabled && grave(rule)).map(rule => rule.id);
		return axe.run(document, { runOnly: { type: "rule", values: rules }, resultTypes: ["violations"] })
			.then(found => JSON.stringify(found.violations.filter(grave)));
	})()`)
	var text string
	b.must(json.Unmarshal(result.Value, &text))
	var found []violation
	b.must(json.Unmarshal([]byte(text), &found))
	return found
}

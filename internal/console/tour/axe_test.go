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

// TestAccessible has axe-core look at every page, in light and dark, at the width of a
// desk and of a phone. The looks take turns with the languages; WXASTORE_TOUR_WAYS says
// how many ways of the four each page is looked at in each language.
func TestAccessible(t *testing.T) {
	in := browser(t)
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatal("axe-core is missing: make tools installs it")
	}
	if err != nil {
		t.Fatal(err)
	}
	s := start(t)
	all := scenes(t, s, stage(t, s))
	languages := []string{"en", "zh-CN"}
	if testing.Short() {
		languages = languages[1:]
	}
	looks := []look{{"light", 1200}, {"dark", 360}, {"dark", 1200}, {"light", 360}}
	many := min(rounds.Of(t, "WXASTORE_TOUR_WAYS", 1, 2), len(looks))
	for l, language := range languages {
		b := open(t, in, s.ConsoleURL(), language)
		for i, page := range all {
			b.show(page)
			b.script(`for (const d of document.querySelectorAll("details")) { d.open = true; }`)
			run := b.axe(string(axe))
			for n := range many {
				look := looks[(i+2*l+n)%len(looks)]
				b.look(look.scheme, look.width, 800)
				for _, v := range b.violations(run) {
					for _, n := range v.Nodes {
						t.Errorf("%s %s %s %d: %s (%s): %s\n\t%s\n\t%s", language, page.name, look.scheme, look.width, v.ID, v.Impact, v.Help, n.HTML, n.FailureSummary)
					}
				}
			}
		}
	}
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

// violations are the serious and the critical ones of the page as it looks now.
func (b *tab) violations(run func(string) *runtime.RemoteObject) []violation {
	b.t.Helper()
	result := run(`axe.run(document, { resultTypes: ["violations"] }).then(r => JSON.stringify(r.violations.filter(v => v.impact === "serious" || v.impact === "critical")))`)
	var text string
	b.must(json.Unmarshal(result.Value, &text))
	var found []violation
	b.must(json.Unmarshal([]byte(text), &found))
	return found
}

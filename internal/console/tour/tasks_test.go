package tour

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/console/pages"
	"github.com/wxastore/wxastore/internal/rounds"
)

// task is one thing that operators come to the console for.
type task struct {
	name string
	// posts are the patterns of the forms that it sends, ends that of the page on which
	// it ends.
	posts []string
	ends  string
	// says is what the browser may say meanwhile.
	says []string
	// token says that the console asks for one.
	token bool
	// steps do the task, by the keyboard alone.
	steps func(*hand)
}

// areas are all tasks, by the part of the console that they are about.
func areas() [][]task {
	return [][]task{accountTasks(), merchantTasks(), callTasks(), leverTasks(), platformTasks(), otherTasks()}
}

// tasks are all.
func tasks() []task { return slices.Concat(areas()...) }

// TestTasks does each task by the keyboard alone, in each language and on a screen as
// wide as a desk's and a phone's. The page on which it ends is looked at by axe-core. In
// an ordinary run the tasks of an area take turns with the ways; WXASTORE_TOUR_WAYS says
// in how many of the four each is done.
func TestTasks(t *testing.T) {
	in := browser(t)
	axe := axeCore(t)
	many := min(rounds.Of(t, "WXASTORE_TOUR_WAYS", 1, 1), len(ways()))
	for a, area := range areas() {
		for i, one := range area {
			for n := range many {
				way := wayOf(a, i+n)
				t.Run(fmt.Sprintf("%s/%s %d", one.name, way.language, way.width), func(t *testing.T) {
					t.Parallel()
					one.do(t, in, axe, way.language, way.width)
				})
			}
		}
	}
}

// way is how a task is done.
type way struct {
	language string
	width    int64
}

// ways are all. The first two differ in the language and in the width, and so do the
// last two.
func ways() []way {
	return []way{{"en", 1280}, {"zh-CN", 360}, {"en", 360}, {"zh-CN", 1280}}
}

// wayOf is how the task of a number is done in the area of a number.
func wayOf(area, i int) way {
	all := ways()
	return all[(2*area+i)%len(all)]
}

func (k task) do(t *testing.T, in context.Context, axe, language string, width int64) {
	t.Helper()
	s := start(t, func(c *app.Config) {
		c.AllowPrivateCallbacks = new(true)
		if k.token {
			c.ConsoleToken = consoleToken
		}
	})
	if !k.token {
		post(t, s.ConsoleURL()+"/levers/seed", url.Values{"seed": {shops}})
	}
	b := open(t, in, s.ConsoleURL(), language)
	b.excepted = k.says
	b.look("light", width, 800)
	h := newHand(b, s)
	k.steps(h)
	h.wait("main h1")
	if at := h.pattern("GET", h.script(`location.href`)); at != k.ends {
		t.Errorf("it ends on %s, not on %s", at, k.ends)
	}
	if got := h.script(`document.documentElement.lang`); got != language {
		t.Errorf("the page is in %s", got)
	}
	if language != "en" {
		for _, leak := range leaks(t, h.script(`document.documentElement.outerHTML`)) {
			t.Errorf("the page in Chinese says %q", leak)
		}
	}
	patterns, documents := h.sent()
	posts := slices.Sorted(slices.Values(k.posts))
	if diff := cmp.Diff(posts, patterns); diff != "" {
		t.Errorf("the forms that it sends (-declared +sent):\n%s", diff)
	}
	if documents != h.checked {
		t.Errorf("%d forms were sent, %d were followed by a reload", documents, h.checked)
	}
	h.fits()
	for _, v := range h.violations(h.axe(axe)) {
		for _, n := range v.Nodes {
			t.Errorf("%s (%s): %s\n\t%s\n\t%s", v.ID, v.Impact, v.Help, n.HTML, n.FailureSummary)
		}
	}
}

// TestTasksAreAll holds that each form of the console is sent by a task, that a task
// names forms and a page that there are, and that each area is seen in both languages
// and at both widths.
func TestTasksAreAll(t *testing.T) {
	listed, _, err := pages.New(pages.Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for a, area := range areas() {
		languages, widths := make(map[string]bool), make(map[int64]bool)
		for i := range area {
			way := wayOf(a, i)
			languages[way.language], widths[way.width] = true, true
		}
		if len(languages) < 2 || len(widths) < 2 {
			t.Errorf("the area of %q is seen in %v at %v alone", area[0].name, languages, widths)
		}
	}
	there, sent, names := make(map[string]bool), make(map[string]bool), make(map[string]bool)
	for _, p := range listed {
		there[p.Pattern] = true
	}
	for _, k := range tasks() {
		if names[k.name] {
			t.Errorf("two tasks are called %q", k.name)
		}
		names[k.name] = true
		for _, pattern := range append(k.posts, k.ends) {
			if sent[pattern] = true; !there[pattern] {
				t.Errorf("%s: the console has no %s", k.name, pattern)
			}
		}
	}
	for pattern := range there {
		if strings.HasPrefix(pattern, "POST ") && !sent[pattern] {
			t.Errorf("%s: no task sends this form", pattern)
		}
	}
}

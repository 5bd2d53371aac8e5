package tour

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/console/pages"
)

// hand works in a tab by the keyboard alone. After each form that it sends it loads the
// page again, and holds that this changes nothing.
type hand struct {
	*tab
	s *service
	o *operator
	// router finds the pattern of an address.
	router *http.ServeMux

	mu sync.Mutex
	// posted are the patterns of the forms that the browser sent, checked how many of
	// them were followed by a reload, documents how many led to another page.
	posted             []string
	documents, checked int
	reloading          bool
	choosers           chan *page.EventFileChooserOpened
}

// router serves nothing, but knows the pattern of each address of the console.
func router(t *testing.T) *http.ServeMux {
	t.Helper()
	listed, _, err := pages.New(pages.Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	m := http.NewServeMux()
	for _, p := range listed {
		m.Handle(p.Pattern, http.NotFoundHandler())
	}
	return m
}

// pattern is that of an address of the console.
func (h *hand) pattern(method, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	_, pattern := h.router.Handler(&http.Request{Method: method, URL: &url.URL{Path: u.Path}, Host: u.Host})
	return pattern
}

func newHand(b *tab, s *service) *hand {
	b.t.Helper()
	h := &hand{tab: b, s: s, o: newOperator(b.t, s), router: router(b.t), choosers: make(chan *page.EventFileChooserOpened, 1)}
	b.must(chromedp.Listen(b.ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			h.mu.Lock()
			defer h.mu.Unlock()
			if e.Request.Method != http.MethodPost || e.RedirectResponse != nil || h.reloading {
				return
			}
			h.posted = append(h.posted, h.pattern(http.MethodPost, e.Request.URL))
			if e.Type == network.ResourceTypeDocument {
				h.documents++
			}
		case *page.EventFileChooserOpened:
			h.choosers <- e
		}
	}))
	b.must(call(b.ctx, page.SetInterceptFileChooserDialog, page.SetInterceptFileChooserDialogParams{Enabled: true}))
	return h
}

// wait waits until the page is whole and has what a selector finds.
func (h *hand) wait(selector string) {
	h.t.Helper()
	h.until(`document.readyState === "complete" && document.querySelector(` + quote(selector) + `)`)
}

// write types a text into a field. The Tab key that leads to a field of one line selects
// what is in it.
func (h *hand) write(selector, text string) {
	h.t.Helper()
	h.wait(selector)
	h.reach(selector)
	h.must(chromedp.Do(h.ctx, chromedp.KeyEvent(text)))
}

// tick presses the space bar on a box.
func (h *hand) tick(selector string) {
	h.t.Helper()
	h.wait(selector)
	h.reach(selector)
	h.key(" ")
}

// choose goes down a list to a value.
func (h *hand) choose(selector, value string) {
	h.t.Helper()
	h.wait(selector)
	h.reach(selector)
	h.key(kb.Home)
	for range 60 {
		if h.script(`document.querySelector(`+quote(selector)+`).value`) == value {
			return
		}
		h.key(kb.ArrowDown)
	}
	h.t.Fatalf("%s has no %s", selector, value)
}

// pick opens the chooser of a file field and chooses a file.
func (h *hand) pick(selector, path string) {
	h.t.Helper()
	h.wait(selector)
	h.reach(selector)
	h.key(" ")
	select {
	case e := <-h.choosers:
		h.must(call(h.ctx, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{path}, BackendNodeID: e.BackendNodeID}))
	case <-time.After(patience):
		h.t.Fatalf("%s opens no chooser of files", selector)
	}
}

// follow presses a link, and waits for the page that has an address of the pattern.
func (h *hand) follow(selector, path string) {
	h.t.Helper()
	h.press(selector)
	h.until(`document.readyState === "complete" && location.pathname === ` + quote(path))
}

// send sends a form by the Enter key, on a button or in a field of one line. To load the
// page again that comes of it changes nothing, and it is not wider than the screen.
func (h *hand) send(selector string) {
	h.t.Helper()
	h.wait(selector)
	h.script(`window.old = true; ""`)
	h.press(selector)
	h.until(`!window.old && document.readyState === "complete"`)
	h.fits()
	before := h.settled()
	h.setReloading(true)
	h.reload()
	h.setReloading(false)
	if diff := cmp.Diff(strings.Split(before, "\n"), strings.Split(h.settled(), "\n")); diff != "" {
		h.t.Errorf("after %s, to load %s again has changed something (-before +after):\n%.1000s", selector, h.script(`location.pathname`), diff)
	}
	h.checked++
}

func (h *hand) setReloading(is bool) {
	h.mu.Lock()
	h.reloading = is
	h.mu.Unlock()
}

// settled is the state when what was asked for last has come into it: the journal has a
// call a moment after its answer.
func (h *hand) settled() string {
	h.t.Helper()
	last := h.o.state()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		time.Sleep(30 * time.Millisecond)
		now := h.o.state()
		if now == last {
			return now
		}
		last = now
	}
	h.t.Fatal("the state does not settle")
	return ""
}

// fits holds that nothing lies upon something else, is cut off, or scrolls sideways.
func (h *hand) fits() {
	h.t.Helper()
	var wrong []string
	h.must(json.Unmarshal([]byte(h.script(misplaced)), &wrong))
	for _, what := range wrong {
		h.t.Errorf("%s: %s", h.script(`location.pathname`), what)
	}
}

// sent are the patterns of the forms that the browser sent, each once.
func (h *hand) sent() (patterns []string, documents int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	patterns = slices.Clone(h.posted)
	slices.Sort(patterns)
	return slices.Compact(patterns), h.documents
}

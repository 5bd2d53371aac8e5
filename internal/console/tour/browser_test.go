package tour

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"os"
	goruntime "runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/wxastore/wxastore/internal/tools"
)

// agent is what the browser calls itself, whatever its version.
const agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"

// patience is how long a test waits for what never comes.
const patience = 30 * time.Second

// shared is the chromium of all tests, which the first starts.
var shared struct {
	once sync.Once
	ctx  context.Context
	stop func() // nil before the start
	err  error
}

// browser returns the chromium that the tests share, and lets the test run next to
// others. Each tab has a context of its own in it, with nothing of other tabs.
func browser(t *testing.T) context.Context {
	t.Helper()
	// The shell has the engine of chromium without the windows: the same pages take less
	// than half of the processor time.
	path := tools.Path(t, "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
	t.Parallel()
	shared.once.Do(func() { shared.ctx, shared.stop, shared.err = startChromium(path) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.ctx
}

// TestMain ends the browser after the tests. They wait for pages more than they compute:
// three tabs are at work on two processors, unless -parallel says otherwise.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", strconv.Itoa(max(3, goruntime.GOMAXPROCS(0)))); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	code := m.Run()
	if shared.stop != nil {
		shared.stop()
	}
	os.Exit(code)
}

func startChromium(path string) (ctx context.Context, stop func(), err error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.DisableGPU,
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("font-render-hinting", "none"), chromedp.Flag("lang", "en"),
		chromedp.Flag("host-resolver-rules", "MAP *.example 127.0.0.1")) // names of strangers that lead here
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // chromium has none for root
	}
	allocated, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ = chromedp.NewContext(allocated)
	if err := chromedp.Do(ctx); err != nil {
		end()
		return nil, nil, fmt.Errorf("chromium does not start: %w", err)
	}
	return ctx, func() {
		if err := chromedp.Cancel(ctx); err != nil {
			fmt.Fprintln(os.Stderr, "chromium:", err)
		}
		end()
	}, nil
}

// tab is an open page of the browser. Whatever the console of the browser
// says is wrong, and every request to another host, fails the test.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string

	mu       sync.Mutex
	wrong    []string
	excepted []string // what may be said
	received float64
}

// open opens a tab with nothing of other tabs in it: no cookie, no cache.
func open(t *testing.T, in context.Context, base, language string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(in, chromedp.WithNewBrowserContext())
	b := &tab{t: t, ctx: ctx, base: base}
	b.must(chromedp.Do(ctx))
	b.must(chromedp.Listen(ctx, b.listen))
	for _, err := range []error{
		call(ctx, network.Enable, network.EnableParams{}),
		call(ctx, cdplog.Enable, cdp.Empty{}),
		call(ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: agent, AcceptLanguage: language}),
	} {
		b.must(err)
	}
	t.Cleanup(func() {
		b.mu.Lock()
		for _, w := range b.wrong {
			t.Error("the browser says:", w)
		}
		b.mu.Unlock()
		cancel()
	})
	return b
}

func call[P, R any](ctx context.Context, command cdp.Command[P, R], params P) error {
	_, err := chromedp.Call(ctx, command, params)
	return err
}

func (b *tab) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	say := func(format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		for _, fine := range b.excepted {
			if strings.Contains(text, fine) {
				return
			}
		}
		b.wrong = append(b.wrong, text)
	}
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err == nil && u.Scheme != "data" && "http://"+u.Host != b.base {
			say("request to %s", e.Request.URL)
		}
	case *network.EventLoadingFinished:
		b.received += e.EncodedDataLength
	case *runtime.EventExceptionThrown:
		say("exception: %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		say("console: %s", e.Type)
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			say("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL)
		}
	}
}

// goTo opens a page.
func (b *tab) goTo(path string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(b.base+path)); err != nil {
		b.t.Fatalf("%s: %v", path, err)
	}
}

// look shows the page in a scheme and a size.
func (b *tab) look(scheme string, width, height int64) {
	b.t.Helper()
	b.must(call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	}))
	b.must(chromedp.Do(b.ctx, chromedp.EmulateViewport(width, height)))
}

// script runs a script and returns what it returns.
func (b *tab) script(script string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[any](script, chromedp.EvalAwaitPromise))
	if err != nil && !strings.Contains(err.Error(), "undefined") && !strings.Contains(err.Error(), "null") {
		b.t.Fatalf("%s: %v", script, err)
	}
	if text, ok := got.(string); ok {
		return text
	}
	text, err := json.Marshal(got)
	b.must(err)
	return string(text)
}

// until waits until a script is true, on whatever page the tab is by then. It does not
// hold on a page that is still being read, of which the half may be there.
func (b *tab) until(script string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, 80*time.Millisecond) {
		if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState !== "loading" && !!(`+script+")")); err == nil && ok {
			return
		}
		select {
		case <-ctx.Done():
			b.t.Fatalf("this did not come: %s\non the page: %.1500s", script, b.script("location.href + '\\n' + document.querySelector('main').innerText"))
		case <-time.After(pause):
		}
	}
}

// shows waits for a text on the page.
func (b *tab) shows(text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("document.body.innerText.includes(%s)", quote(text)))
}

// click presses what a selector finds, as a mouse does. What moves away under the mouse,
// because a live part above it grew, is pressed again.
func (b *tab) click(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	aim := fmt.Sprintf(`window.missed = %s; addEventListener("click", e => { if (window.missed && e.target.closest(window.missed)) { window.missed = ""; } }, true); ""`, quote(selector))
	for {
		b.until("document.querySelector(" + quote(selector) + ")")
		b.script(aim)
		if err := chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
			// A live part may be put in place of what was just found.
			if !strings.Contains(err.Error(), "node with given id") {
				b.t.Fatalf("click %s: %v", selector, err)
			}
			continue
		}
		// On the page to which a click leads, nothing is aimed at.
		if missed, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!window.missed")); err != nil || !missed {
			return
		}
	}
}

// fill types a text into a field, in place of what is there.
func (b *tab) fill(selector, text string) {
	b.t.Helper()
	b.until("document.querySelector(" + quote(selector) + ")")
	b.script("document.querySelector(" + quote(selector) + ").value = ''")
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.SendKeys(chromedp.CSS(selector), text)); err != nil {
		b.t.Fatalf("fill %s: %v", selector, err)
	}
}

func quote(text string) string {
	quoted, _ := json.Marshal(text) // a string can always be encoded
	return string(quoted)
}

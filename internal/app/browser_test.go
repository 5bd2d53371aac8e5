package app_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/internal/tools"
	"github.com/wxastore/wxastore/weixin"
)

// browser opens a tab of chromium, as wide as a phone, until the test ends.
// What it complains of fails the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := tools.Path(t, "chromium-headless-shell")
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.DisableGPU,
		chromedp.Flag("host-resolver-rules", "MAP *.example 127.0.0.1"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // chromium has none for root
	}
	allocated, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	ctx, _ := chromedp.NewContext(allocated)
	var mu sync.Mutex
	var complaints []string
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("chromium: %v", err)
		}
		stop()
		mu.Lock()
		defer mu.Unlock()
		for _, c := range complaints {
			t.Error("the browser says:", c)
		}
	})
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(360, 740)); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	err := chromedp.Listen(ctx, func(event any) {
		e, ok := event.(*cdplog.EventEntryAdded)
		if ok && (e.Entry.Level == "error" || e.Entry.Level == "warning") && !strings.HasSuffix(e.Entry.URL, "/favicon.ico") {
			mu.Lock()
			defer mu.Unlock()
			complaints = append(complaints, e.Entry.Text+" "+e.Entry.URL)
		}
	})
	if err == nil {
		_, err = chromedp.Call(ctx, cdplog.Enable, cdp.Empty{})
	}
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}

// evaluate returns what a script is, once that is not the zero value.
func evaluate[T comparable](t *testing.T, tab context.Context, script string) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(tab, 20*time.Second)
	defer cancel()
	for {
		var zero T
		got, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
		if err == nil && got != zero {
			return got
		}
		select {
		case <-ctx.Done():
			where, _ := chromedp.Run(tab, chromedp.Evaluate[string]("location.href + '\\n' + document.body.innerText"))
			t.Fatalf("%s: %v, %v, on %s", script, got, err, where)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func click(t *testing.T, tab context.Context, selector string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(tab, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		t.Fatalf("click %s: %v", selector, err)
	}
}

// TestAuthorizingInABrowser does all that an administrator does: from a link on
// the platform's site to the page, an account, two of three permission sets,
// and with the code back to the site, which is another site for the browser.
func TestAuthorizingInABrowser(t *testing.T) {
	t.Parallel()
	tab := browser(t)
	arrived, invitation := make(chan url.Values, 1), ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch r.URL.Path {
		case "/":
			fmt.Fprintf(w, `<!doctype html><a id="go" href="%s">authorize</a>`, strings.ReplaceAll(invitation, "&", "&amp;"))
		case "/back":
			arrived <- r.URL.Query()
			fmt.Fprint(w, `<!doctype html><p id="thanks">thanks</p>`)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	site := strings.Replace(server.URL, "127.0.0.1", "platform.example", 1)

	s := start(t, platformSeed(t, server.URL+"/events"))
	if _, err := s.Loader().Text(t.Context(), `
components:
  - {appid: wxplat, secret: secret-of-wxplat, name: 平台, redirect_domain: platform.example, permission_sets: [8, 11, 13]}
`); err != nil {
		t.Fatal(err)
	}
	platform, err := component.New(component.Config{AppID: "wxplat", Secret: "secret-of-wxplat"}, client.WithBaseURL(s.APIURL()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(platform.CloseIdleConnections)
	ticket, err := s.PushTicket(t.Context(), "wxplat")
	if err != nil {
		t.Fatal(err)
	}
	logged.used(ticket)
	if err := platform.StoreTicket(t.Context(), ticket, s.clock.Now()); err != nil {
		t.Fatal(err)
	}
	if invitation, err = platform.AuthorizationURL(t.Context(), component.AuthorizationPage{RedirectURI: site + "/back?state=7", Mobile: true}); err != nil {
		t.Fatal(err)
	}

	if err := chromedp.Do(tab, chromedp.Navigate(site+"/")); err != nil {
		t.Fatal(err)
	}
	click(t, tab, "#go")
	if evaluate[string](t, tab, "document.querySelector('h1')?.innerText") == "" {
		t.Fatal("the page has no title")
	}
	if wide := evaluate[float64](t, tab, "document.documentElement.scrollWidth"); wide > 360 {
		t.Errorf("the page is %v wide on a phone of 360", wide)
	}
	const smallest = "Math.min(...[...document.querySelectorAll('label, select, button')].map(e => e.getBoundingClientRect().height))"
	if high := evaluate[float64](t, tab, smallest); high < 44 {
		t.Errorf("something to touch is only %v high", high)
	}
	evaluate[bool](t, tab, "(document.querySelector('select').value = 'wxshop') === 'wxshop'")
	click(t, tab, "input[name=set][value='11']")
	click(t, tab, "button[value=agree]")
	evaluate[bool](t, tab, "document.querySelector('#thanks') !== null")

	q := <-arrived
	if q.Get("state") != "7" || q.Get("expires_in") != "3600" {
		t.Errorf("arrived with %v", q)
	}
	logged.used(q.Get("auth_code"))
	granted, err := platform.QueryAuth(t.Context(), q.Get("auth_code"))
	if err != nil || granted.AuthorizerAppID != "wxshop" {
		t.Fatalf("%+v, %v", granted, err)
	}
	if diff := cmp.Diff(weixin.Sets{8, 13}, granted.Granted()); diff != "" {
		t.Errorf("granted (-want +got):\n%s", diff)
	}
}

package tour

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
)

// mostReceived is how many bytes the first look at a page may need.
const mostReceived = 150 << 10

// TestWeight opens each page as a browser does that has nothing of it yet.
func TestWeight(t *testing.T) {
	in := browser(t)
	s := start(t)
	b := open(t, in, s.ConsoleURL(), "zh-CN")
	b.must(call(b.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}))
	for _, page := range scenes(t, s, stage(t, s)) {
		b.mu.Lock()
		b.received = 0
		b.mu.Unlock()
		b.show(page)
		b.mu.Lock()
		received := b.received
		b.mu.Unlock()
		if received < 1<<10 || received > mostReceived {
			t.Errorf("%s needs %.0f bytes", page.name, received)
		}
	}
}

// TestMarkupWeight is TestWeight without a browser, of what has no pictures: each page
// with its style and script, uncompressed.
func TestMarkupWeight(t *testing.T) {
	s := start(t)
	shared := 0
	for _, asset := range []string{"console.css", "console.js", "icon.svg"} {
		shared += len(answered(t, get(t, s.ConsoleURL()+"/assets/"+asset)))
	}
	for _, page := range scenes(t, s, stage(t, s)) {
		if size := shared + len(answered(t, get(t, s.ConsoleURL()+page.path))); shared == 0 || size > mostReceived {
			t.Errorf("%s has %d bytes", page.name, size)
		}
	}
}

// BenchmarkPages asks for each page of a service that holds many merchants and
// calls: 20,000 and 2,000, or what WXASTORE_BENCH_MERCHANTS says and a tenth of
// it.
func BenchmarkPages(b *testing.B) {
	merchants := rounds.Of(b, "WXASTORE_BENCH_MERCHANTS", 20_000, 20_000)
	var kept journal.Store
	s := start(b, func(c *app.Config) {
		c.Seed = many(b, merchants)
		c.OpenJournal = func(ctx context.Context, data string, log *slog.Logger) (journal.Store, error) {
			opened, err := sqljournal.Open(ctx, sqlite.JournalFile(data), log)
			kept = opened
			return opened, err
		}
	})
	for from := 0; from < merchants/10; from += 1000 {
		var calls []journal.Entry
		for i := from; i < from+1000; i++ {
			calls = append(calls, journal.Entry{
				RID: fmt.Sprintf("%08x-00000000-%08x", begin.Unix(), i), AppID: appID(i), Interface: "modifywxastore", Method: "POST", Path: "/wxa/modify_merchant",
				Request: fmt.Sprintf(`{"headimg_mediaid":"","intro":"第 %d 家"}`, i), Response: `{"errcode":0,"errmsg":"ok"}`, Code: i % 7 * 40001, Status: 200, At: begin.Add(-time.Minute), UserAgent: "shop/1.4",
			})
		}
		if err := kept.AppendCalls(b.Context(), calls); err != nil {
			b.Fatal(err)
		}
	}
	for _, path := range []string{
		"/", "/merchants", "/merchants?search=wx00000000001", "/merchants?search=%E7%AC%AC+199", "/merchants?state=reviewing", "/merchants/" + appID(merchants/2),
		"/calls", "/calls?code=40001", "/calls?app=" + appID(77), "/calls?text=nowhere", "/calls?interface=modifywxastore&code=80002",
		"/calls/" + fmt.Sprintf("%08x-00000000-%08x", begin.Unix(), 7), "/tool", "/accounts", "/accounts?search=wx00000000001", "/accounts/" + appID(7), "/levers", "/plots",
		"/reviews", "/reviews?state=reviewing", "/reviews?app=" + appID(7), "/places?district=440105", "/merchants/" + appID(7) + "/stores", "/accounts/" + appID(7) + "/messages",
	} {
		b.Run(path, func(b *testing.B) {
			for b.Loop() {
				resp, err := http.Get(s.ConsoleURL() + path)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
					b.Fatal(resp.Status, err)
				}
				resp.Body.Close()
			}
		})
	}
}

func appID(i int) string { return fmt.Sprintf("wx%016d", i) }

// many is a seed file of many merchants.
func many(b *testing.B, n int) string {
	b.Helper()
	var file bytes.Buffer
	for i := range n {
		if i%1000 == 0 {
			file.WriteString("---\naccounts:\n")
		}
		state := "approved"
		if i%10_000 == 9_999 {
			state = "reviewing"
		}
		fmt.Fprintf(&file, "  - {appid: %s, secret: x, kind: service, merchant: {nickname: 第 %d 家, intro: 开门了, state: %s}}\n", appID(i), i, state)
	}
	path := filepath.Join(b.TempDir(), "many.yaml")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

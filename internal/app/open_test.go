package app_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

func openSQLite(ctx context.Context, data string, log *slog.Logger) (store.Store, error) {
	return sqlstore.Open(ctx, sqlite.Folder(data), log)
}

// TestOpenRefuses holds what a bad configuration is told.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	busy := start(t, "")
	seed := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(seed, []byte("accounts:\n- {appid: wxa, secret: s, colour: red}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*app.Config)
		want   string
	}{
		"no port":         {func(c *app.Config) { c.Listen = "127.0.0.1" }, "write host:port"},
		"no data":         {func(c *app.Config) { c.Data = "" }, "name a folder"},
		"demo for all":    {func(c *app.Config) { c.Demo, c.Listen = true, "0.0.0.0:0" }, "only listens on loopback"},
		"demo on no host": {func(c *app.Config) { c.Demo, c.Listen = true, ":0" }, "only listens on loopback"},
		"address in use":  {func(c *app.Config) { c.Listen = strings.TrimPrefix(busy.APIURL(), "http://") }, "choose another --listen"},
		"data in use":     {func(c *app.Config) { c.Data = busy.data }, "in use by another wxastore"},
		"no seed file":    {func(c *app.Config) { c.Seed = "no-such.yaml" }, "there is no seed file no-such.yaml"},
		"unknown field":   {func(c *app.Config) { c.Seed = seed }, "colour"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := app.Config{
				Listen: "127.0.0.1:0", Console: "127.0.0.1:0", Data: t.TempDir(),
				OpenStore: openSQLite, OpenJournal: openSQLiteJournal, Log: slog.New(slog.DiscardHandler),
			}
			c.change(&config)
			opened, err := app.Open(t.Context(), config)
			if err == nil {
				opened.Close()
				t.Fatal("opened")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q does not say %q", err, c.want)
			}
		})
	}
}

// TestDrain stops the service while a call is under way: the call ends, the
// service is not ready in the meantime, and Run returns.
func TestDrain(t *testing.T) {
	t.Parallel()
	config := app.Config{
		Listen: "127.0.0.1:0", Console: "127.0.0.1:0", Data: t.TempDir(), Demo: true,
		OpenStore: openSQLite, OpenJournal: openSQLiteJournal, Log: slog.New(slog.DiscardHandler), DrainTime: 5 * time.Second, AcceptChunked: true,
	}
	s, err := app.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	token, err := s.DemoToken(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if got := get(t, s.ConsoleURL()+"/readyz"); got != "200 ready" {
		t.Fatalf("readyz: %s", got)
	}
	body, feed := io.Pipe()
	answer := make(chan string, 1)
	go func() {
		answer <- post200(http.DefaultClient, s.APIURL()+"/wxa/modify_merchant?access_token="+token, body)
	}()
	if _, err := io.WriteString(feed, slowly[:9]); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond) // the service has read the header
	stop()
	time.Sleep(100 * time.Millisecond)
	if _, err := io.WriteString(feed, slowly[9:]); err != nil {
		t.Fatal(err)
	}
	feed.Close()
	if got := <-answer; got != `{"errcode":0,"errmsg":"ok"}` {
		t.Errorf("the call under way was answered %s", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("run: %v", err)
	}
	http.DefaultClient.CloseIdleConnections()
}

// slowly is a body that comes in two parts.
const slowly = `{"intro":"slowly"}`

func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.Status[:3] + " " + strings.TrimSpace(string(text))
}

// TestOpenFolder opens folders with rights of all kinds: one that other users can
// reach is said to be, and used.
func TestOpenFolder(t *testing.T) {
	t.Parallel()
	for mode, warned := range map[os.FileMode]bool{0o700: false, 0o750: false, 0o755: true, 0o777: true, 0o770: true, 0o701: true, 0o704: true} {
		dir := filepath.Join(t.TempDir(), "data")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		said := new(strings.Builder)
		opened, err := app.Open(t.Context(), app.Config{
			Listen: "127.0.0.1:0", Console: "127.0.0.1:0", Data: dir,
			OpenStore: openSQLite, OpenJournal: openSQLiteJournal, Log: slog.New(slog.NewTextHandler(said, nil)),
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
		if got := strings.Contains(said.String(), "level=WARN") && strings.Contains(said.String(), "chmod -R go="); got != warned {
			t.Errorf("mode %o: warned %t, want %t: %s", mode, got, warned, said)
		}
	}
}

// TestReadyNeedsItsFiles takes the database of a running service away: it is not
// ready any more, and refuses what it could not keep.
func TestReadyNeedsItsFiles(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	opened, err := app.Open(t.Context(), app.Config{
		Listen: "127.0.0.1:0", Console: "127.0.0.1:0", Data: data, Demo: true,
		OpenStore: openSQLite, OpenJournal: openSQLiteJournal, Log: slog.New(slog.DiscardHandler), DrainTime: 5 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	token, err := opened.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- opened.Run(ctx) }()
	s := &service{App: opened}
	modify := func(intro string) string {
		return s.call(t, "POST", "/wxa/modify_merchant?access_token="+token, `{"intro":"`+intro+`"}`)
	}
	if got := modify("kept"); !strings.Contains(got, `"errcode":0`) {
		t.Errorf("a call was answered %s", got)
	}
	s.want(t, "GET /readyz", "", "200 ready")
	if err := os.Remove(filepath.Join(data, "wxastore.db")); err != nil {
		t.Fatal(err)
	}
	if got := modify("lost"); !strings.Contains(got, `"errcode":-1`) {
		t.Errorf("a call was answered %s", got)
	}
	s.want(t, "GET /readyz", "", "503 not ready")
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	// What was taken ahead of the quotas cannot be given back.
	var lost sqlite.Lost
	if err := opened.Close(); err != nil && !errors.As(err, &lost) {
		t.Error(err)
	}
}

package app_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/search/sqlsearch"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
)

// suiteLog is the log of every service that the tests of this package start, at
// every level, with the credentials they used.
type suiteLog struct {
	mu      sync.Mutex
	text    bytes.Buffer
	secrets map[string]bool
}

var logged = &suiteLog{secrets: make(map[string]bool)}

func (l *suiteLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// used notes a credential that must not be in the log.
func (l *suiteLog) used(secret string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.secrets[secret] = true
}

// line returns the log's first line that holds a text.
func (l *suiteLog) line(text string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.text.String()) {
		if strings.Contains(line, text) {
			return line
		}
	}
	return ""
}

// leaks returns the credentials that are in the log.
func (l *suiteLog) leaks() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var leaks []string
	for secret := range l.secrets {
		if strings.Contains(l.text.String(), secret) {
			leaks = append(leaks, secret)
		}
	}
	return leaks
}

func TestMain(m *testing.M) {
	code := m.Run()
	if leaks := logged.leaks(); len(leaks) > 0 {
		fmt.Printf("FAIL: credentials in the log of the suite: %q\n", leaks)
		code = 1
	}
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Println("FAIL:", err)
		code = 1
	}
	os.Exit(code)
}

// testClock is a clock that tests move.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func newTestClock() *testClock {
	return &testClock{now: time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)}
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// service is a running service.
type service struct {
	*app.App
	clock *testClock
	data  string
	// store is the one the service opened.
	store store.Store
}

// start runs a service on free ports until the test ends. Its seed is a file,
// or "" for the demo's account alone.
func start(t testing.TB, seed string) *service {
	t.Helper()
	return startOn(t, onSQLite(nil), seed)
}

// closed starts a service whose console asks for a token.
func closed(t *testing.T, adjust ...func(*app.Config)) *service {
	t.Helper()
	return startOn(t, onSQLite(t), "", append([]func(*app.Config){func(c *app.Config) { c.Demo = false }}, adjust...)...)
}

// startOn is start on a database, with settings of its own.
func startOn(t testing.TB, on database, seed string, adjust ...func(*app.Config)) *service {
	t.Helper()
	s := &service{clock: newTestClock(), data: filepath.Join(t.TempDir(), "data")}
	config := app.Config{
		Listen: "127.0.0.1:0", Console: "127.0.0.1:0", Data: s.data, Seed: seed, Demo: true,
		OpenStore: func(ctx context.Context, data string, log *slog.Logger) (opened store.Store, err error) {
			opened, err = on.openStore(ctx, data, log)
			s.store = opened
			return opened, err
		},
		OpenJournal: on.openJournal,
		OpenSearch: func(ctx context.Context, data string, log *slog.Logger) (search.Store, error) {
			return sqlsearch.Open(ctx, sqlite.SearchFile(data), log)
		},
		Clock: s.clock.Now, Log: slog.New(slog.NewJSONHandler(io.MultiWriter(logged), &slog.HandlerOptions{Level: slog.LevelDebug})),
		DrainTime: 10 * time.Second,
	}
	for _, set := range adjust {
		set(&config)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	opened, err := app.Open(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	s.App = opened
	ended := make(chan error, 1)
	go func() { ended <- opened.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("run: %v", err)
		}
		if err := opened.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

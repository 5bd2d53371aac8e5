package app_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobmem"
)

// post sends a file to the console and returns what is answered, or why nothing
// was.
func (s *service) post(ctx context.Context, t *testing.T, path string, body []byte) string {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, "POST", s.ConsoleURL()+path, bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return ""
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err.Error()
	}
	return resp.Status[:3] + " " + string(text)
}

// TestHostileRestore hands in a file of 2 KB that says it holds 2⁶² bytes, more
// than once at a time: it is refused, and clock and snapshots go on.
func TestHostileRestore(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	file, err := os.ReadFile("../snapshot/testdata/hostile/sparse.snapshot")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	answers := make(chan string, 4)
	for range cap(answers) {
		go func() { answers <- s.post(ctx, t, "/api/restore", file) }()
	}
	if got := s.post(ctx, t, "/api/clock", []byte(`{"advance":"48h"}`)); !strings.HasPrefix(got, "200 ") {
		t.Errorf("the clock: %s", got)
	}
	s.want(t, "GET /api/snapshot", "", "200 ")
	for range cap(answers) {
		if got := <-answers; !strings.Contains(got, "is not a plain file") {
			t.Errorf("restore: %s", got)
		}
	}
}

// TestRestoreOfSamples restores what released builds have written, as the
// console does it: with the checks of the modules.
func TestRestoreOfSamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../snapshot/testdata/samples/*.snapshot")
	if err != nil || len(files) < 2 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	s := start(t, "")
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.post(t.Context(), t, "/api/restore", file); !strings.HasPrefix(got, "200 ") {
			t.Errorf("%s: %s", name, got)
		}
		s.want(t, "GET /api/merchants/wx00000000service1", "", `"intro":"by the platform"`)
		s.want(t, "GET /api/components", "", "wxc000000platform1")
		s.want(t, "GET /api/accounts/"+seed.DemoAppID, "", "404")
	}
}

// stalled is a place for pictures that takes none, as a bucket's server that
// does not answer.
type stalled struct {
	store.Blobs
	begun chan struct{}
}

func (s stalled) Put(ctx context.Context, _ io.Reader) (store.Hash, int64, error) {
	select {
	case s.begun <- struct{}{}:
	default:
	}
	<-ctx.Done()
	return store.Hash{}, 0, ctx.Err()
}

// TestStopDuringRestore stops a service while a restore waits for a bucket:
// neither the restore nor those who wait for it keep it from ending.
func TestStopDuringRestore(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("../snapshot/testdata/samples/sqlite-4.snapshot")
	if err != nil {
		t.Fatal(err)
	}
	blobs := stalled{new(blobmem.Blobs), make(chan struct{}, 1)}
	opened, err := app.Open(t.Context(), app.Config{
		Listen: "127.0.0.1:0", Console: "127.0.0.1:0", ConsoleOpen: true, Data: t.TempDir(),
		OpenStore: openSQLite, OpenJournal: openSQLiteJournal,
		OpenBlobs: func(context.Context, string) (store.Blobs, error) { return blobs, nil },
		Log:       slog.New(slog.DiscardHandler), DrainTime: 100 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &service{App: opened}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- opened.Run(ctx) }()
	answers := make(chan string, 2)
	go func() { answers <- s.post(t.Context(), t, "/api/restore", file) }()
	select {
	case <-blobs.begun:
	case early := <-answers:
		t.Fatalf("the restore has ended: %s", early)
	}
	go func() { answers <- s.post(t.Context(), t, "/api/clock", []byte(`{"advance":"48h"}`)) }()
	stop()
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("run: %v", err)
	}
	if err := opened.Close(); err != nil {
		t.Error(err)
	}
	for range cap(answers) {
		if got := <-answers; strings.HasPrefix(got, "200 ") {
			t.Errorf("answered %s", got)
		}
	}
}

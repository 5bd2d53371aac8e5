package blobs3_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobs3"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	var opened atomic.Int64
	t.Run("Blobs", func(t *testing.T) { // ends when those that run in parallel do
		storetest.ExerciseBlobs(t, func(t *testing.T) store.Blobs {
			return open(t, s.url(bucket, fmt.Sprint(opened.Add(1)), ""))
		})
	})
}

func put(t *testing.T, b *blobs3.Bucket, content string) store.Hash {
	t.Helper()
	h, _, err := b.Put(context.Background(), bytes.NewReader([]byte(content)))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func read(t *testing.T, b *blobs3.Bucket, h store.Hash) string {
	t.Helper()
	r, err := b.Open(context.Background(), h)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestKeys checks where the objects are, and that nothing else is left behind.
func TestKeys(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	config, err := blobs3.Parse(s.url(bucket, "deep/media", ""), environment(secret))
	if err != nil {
		t.Fatal(err)
	}
	config.Spool = t.TempDir()
	b, err := blobs3.Open(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	h := put(t, b, "content")
	read(t, b, h)
	path := filepath.Join(s.root, bucket, "deep", "media", h.String()[:2], h.String()[2:4], h.String())
	if got, err := os.ReadFile(path); string(got) != "content" || err != nil {
		t.Errorf("the server holds %q, %v at %s", got, err, path)
	}
	if left, err := os.ReadDir(config.Spool); len(left) != 0 || err != nil {
		t.Errorf("the spool holds %v, %v, want nothing", left, err)
	}
	if root := open(t, s.url(bucket, "", "&path-style=true")); put(t, root, "content") != h {
		t.Error("the hash depends on the prefix")
	}
}

// TestManyPages lists more than one answer of the server can hold, among
// objects that are not blobs.
func TestManyPages(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	b := open(t, s.url(bucket, "many", ""))
	want := make(map[store.Hash]bool)
	for i := range 2500 {
		content := []byte(fmt.Sprint(i))
		h := store.Hash(sha256.Sum256(content))
		want[h] = true
		name := h.String()
		plant(t, s, content, "many", name[:2], name[2:4], name)
	}
	name := store.Hash{}.String()
	plant(t, s, nil, "many", "README")
	plant(t, s, nil, "many", "ab", "cd", name)      // right name, wrong place
	plant(t, s, nil, "manyother", "00", "00", name) // of another prefix
	err := b.Old(context.Background(), time.Now().Add(time.Hour), func(h store.Hash) error {
		if !want[h] {
			t.Errorf("Old tells of %s, which is not a blob or was listed before", h)
		}
		delete(want, h)
		return nil
	})
	if err != nil || len(want) != 0 {
		t.Errorf("Old: %v, and missed %d blobs", err, len(want))
	}
}

// plant makes an object behind the server's back.
func plant(t *testing.T, s *server, content []byte, key ...string) {
	t.Helper()
	path := filepath.Join(append([]string{s.root, bucket}, key...)...)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestDamage changes an object behind our back: it is not handed out, and the
// next Put heals it.
func TestDamage(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	b := open(t, s.url(bucket, "damage", ""))
	h := put(t, b, "content")
	name := h.String()
	plant(t, s, []byte("con"), "damage", name[:2], name[2:4], name)
	if _, err := b.Open(context.Background(), h); err == nil || errors.Is(err, store.ErrNotFound) || !bytes.Contains([]byte(err.Error()), []byte("is damaged")) {
		t.Errorf("Open of a damaged object: %v", err)
	}
	put(t, b, "content")
	if got := read(t, b, h); got != "content" {
		t.Errorf("after another Put it holds %q", got)
	}
}

// TestLeftovers opens a spool where a process ended in the middle long ago, and
// where another is at work.
func TestLeftovers(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	config, err := blobs3.Parse(s.url(bucket, "", ""), environment(secret))
	if err != nil {
		t.Fatal(err)
	}
	config.Spool = t.TempDir()
	left := make(map[string]string)
	for name, age := range map[string]time.Duration{"blob-1": 61 * time.Minute, "blob-2": 59 * time.Minute, "notes": 61 * time.Minute} {
		left[name] = filepath.Join(config.Spool, name)
		if err := os.WriteFile(left[name], []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-age)
		if err := os.Chtimes(left[name], then, then); err != nil {
			t.Fatal(err)
		}
	}
	b, err := blobs3.Open(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	b.Close()
	for name, want := range map[string]bool{"blob-1": false, "blob-2": true, "notes": true} {
		if _, err := os.Stat(left[name]); (err == nil) != want {
			t.Errorf("%s is there: %t, want %t", name, err == nil, want)
		}
	}
}

package blobdir_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobdir"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T, dir string) *blobdir.Dir {
	t.Helper()
	d, err := blobdir.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func put(t *testing.T, d *blobdir.Dir, content string) store.Hash {
	t.Helper()
	h, _, err := d.Put(context.Background(), bytes.NewReader([]byte(content)))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestContract(t *testing.T) {
	storetest.ExerciseBlobs(t, func(t *testing.T) store.Blobs { return open(t, t.TempDir()) })
}

// TestLayout checks where blobs lie and who may read them, and that nothing
// else is left behind.
func TestLayout(t *testing.T) {
	root := filepath.Join(t.TempDir(), "deep", "media")
	d := open(t, root)
	h := put(t, d, "content")
	put(t, d, "content")
	path := filepath.Join(root, h.String()[:2], h.String())
	for name, want := range map[string]os.FileMode{
		path: 0o600, filepath.Dir(path): 0o700, root: 0o700, filepath.Join(root, "tmp"): 0o700,
	} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", name, info.Mode().Perm(), want)
		}
	}
	if left, err := os.ReadDir(filepath.Join(root, "tmp")); len(left) != 0 || err != nil {
		t.Errorf("tmp holds %v, %v, want nothing", left, err)
	}
}

// TestOpenRemovesLeftovers opens a folder where a Put was cut short long ago,
// and where another process is at work.
func TestOpenRemovesLeftovers(t *testing.T) {
	root := t.TempDir()
	h := put(t, open(t, root), "content")
	leftover := func(name string, age time.Duration) string {
		path := filepath.Join(root, "tmp", name)
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-age)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
		return path
	}
	old, young := leftover("put-1", 61*time.Minute), leftover("put-2", 59*time.Minute)
	d := open(t, root)
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("a leftover is still there: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("what may be another process's is gone: %v", err)
	}
	if has, err := d.Has(t.Context(), h); !has || err != nil {
		t.Errorf("Has after Open = %t, %v, want true", has, err)
	}
}

// TestOpenDuringPut opens a folder that another Dir is putting into.
func TestOpenDuringPut(t *testing.T) {
	root := t.TempDir()
	d := open(t, root)
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, _, err := d.Put(context.Background(), r)
		done <- err
	}()
	if _, err := w.Write([]byte("first half,")); err != nil {
		t.Fatal(err)
	}
	other := open(t, root)
	if _, err := w.Write([]byte(" second half")); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if err := <-done; err != nil {
		t.Errorf("Put: %v", err)
	}
	if has, err := other.Has(t.Context(), sha256.Sum256([]byte("first half, second half"))); !has || err != nil {
		t.Errorf("Has = %t, %v, want true", has, err)
	}
}

// TestShortFileIsReplaced covers a folder that was damaged from outside.
func TestShortFileIsReplaced(t *testing.T) {
	root := t.TempDir()
	d := open(t, root)
	h := put(t, d, "content")
	path := filepath.Join(root, h.String()[:2], h.String())
	if err := os.Truncate(path, 3); err != nil {
		t.Fatal(err)
	}
	put(t, d, "content")
	if got, err := os.ReadFile(path); string(got) != "content" || err != nil {
		t.Errorf("the file holds %q, %v, want it whole", got, err)
	}
}

func TestOldLeavesOtherFilesAlone(t *testing.T) {
	root := t.TempDir()
	d := open(t, root)
	h := put(t, d, "content")
	sub := filepath.Join(root, h.String()[:2])
	elsewhere := filepath.Join(root, "00", h.String()) // right name, wrong folder
	for _, name := range []string{filepath.Join(sub, "README"), filepath.Join(root, "notes"), elsewhere} {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(filepath.Join(sub, h.String()))
	if err != nil {
		t.Fatal(err)
	}
	var found []store.Hash
	err = d.Old(context.Background(), info.ModTime().AddDate(1, 0, 0), func(h store.Hash) error {
		found = append(found, h)
		return nil
	})
	if err != nil || len(found) != 1 || found[0] != h {
		t.Errorf("Old = %v, %v, want only %s", found, err, h)
	}
}

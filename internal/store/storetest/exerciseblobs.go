package storetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// ExerciseBlobs holds a place for bytes to its contract. open returns one
// without blobs, each time another.
func ExerciseBlobs(t *testing.T, open func(t *testing.T) store.Blobs) {
	t.Run("Put", func(t *testing.T) { t.Parallel(); putBlobs(t, open(t)) })
	t.Run("Stage", func(t *testing.T) { t.Parallel(); stageBlobs(t, open(t)) })
	t.Run("Failures", func(t *testing.T) { t.Parallel(); failToPut(t, open(t)) })
	t.Run("Remove", func(t *testing.T) { t.Parallel(); removeBlob(t, open(t)) })
	t.Run("Old", func(t *testing.T) { t.Parallel(); oldBlobs(t, open(t)) })
	t.Run("Concurrency", func(t *testing.T) { t.Parallel(); concurrentBlobs(t, open(t)) })
}

func putBlob(t *testing.T, b store.Blobs, content []byte) store.Hash {
	t.Helper()
	h, size, err := b.Put(context.Background(), bytes.NewReader(content))
	if err != nil || size != int64(len(content)) || h != sha256.Sum256(content) {
		t.Fatalf("Put of %d bytes = %s, %d, %v", len(content), h, size, err)
	}
	return h
}

func readBlob(t *testing.T, b store.Blobs, h store.Hash, want []byte) {
	t.Helper()
	r, err := b.Open(context.Background(), h)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer r.Close()
	for range 2 {
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
			t.Errorf("read %d bytes, %v, want the %d that were put", len(got), err, len(want))
		}
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			t.Errorf("Seek: %v", err)
		}
	}
}

func putBlobs(t *testing.T, b store.Blobs) {
	large := make([]byte, 3<<20+1)
	if _, err := rand.Read(large); err != nil {
		t.Fatal(err)
	}
	for _, content := range [][]byte{{}, {0}, []byte("饺子 <&>"), large} {
		h := putBlob(t, b, content)
		if again := putBlob(t, b, content); again != h {
			t.Errorf("the same bytes have the hashes %s and %s", h, again)
		}
		if has, err := b.Has(t.Context(), h); !has || err != nil {
			t.Errorf("Has = %t, %v, want true", has, err)
		}
		readBlob(t, b, h, content)
	}
	none := hashOf("none")
	if has, err := b.Has(t.Context(), none); has || err != nil {
		t.Errorf("Has of unknown bytes = %t, %v, want false", has, err)
	}
	if _, err := b.Open(context.Background(), none); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Open of unknown bytes: %v, want ErrNotFound", err)
	}
}

func failToPut(t *testing.T, b store.Blobs) {
	broken := errors.New("connection lost")
	text := "the beginning"
	_, _, err := b.Put(context.Background(), io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) {
		t.Errorf("Put from a broken reader: %v, want its error", err)
	}
	if has, err := b.Has(t.Context(), hashOf(text)); has || err != nil {
		t.Errorf("Has of half a blob = %t, %v, want false", has, err)
	}

	ctx, cancel := context.WithCancel(context.Background())
	endless := readerFunc(func(p []byte) (int, error) {
		cancel()
		return len(p), nil
	})
	if _, _, err := b.Put(ctx, endless); !errors.Is(err, context.Canceled) {
		t.Errorf("Put whose context ends: %v, want context.Canceled", err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func removeBlob(t *testing.T, b store.Blobs) {
	content := []byte("content")
	h := putBlob(t, b, content)
	for range 2 {
		if err := b.Remove(t.Context(), h); err != nil {
			t.Errorf("Remove: %v", err)
		}
		if has, err := b.Has(t.Context(), h); has || err != nil {
			t.Errorf("Has after Remove = %t, %v, want false", has, err)
		}
	}
	putBlob(t, b, content)
	readBlob(t, b, h, content)
}

func oldBlobs(t *testing.T, b store.Blobs) {
	ctx := context.Background()
	first := putBlob(t, b, []byte("first"))
	second := putBlob(t, b, []byte("second"))
	collect := func(before time.Time) map[store.Hash]int {
		found := make(map[store.Hash]int)
		err := b.Old(ctx, before, func(h store.Hash) error {
			found[h]++
			return nil
		})
		if err != nil {
			t.Errorf("Old: %v", err)
		}
		return found
	}
	if found := collect(time.Now().Add(-time.Hour)); len(found) != 0 {
		t.Errorf("Old before an hour ago = %v, want none", found)
	}
	future := time.Now().Add(time.Hour)
	if found := collect(future); len(found) != 2 || found[first] != 1 || found[second] != 1 {
		t.Errorf("Old before the next hour = %v, want both once", found)
	}

	// Bytes that are put again are not old. Others are, after a second.
	time.Sleep(1100 * time.Millisecond)
	between := time.Now()
	time.Sleep(20 * time.Millisecond)
	putBlob(t, b, []byte("first"))
	if found := collect(between); len(found) != 1 || found[second] != 1 {
		t.Errorf("Old before the second Put = %v, want only %s", found, second)
	}

	enough := errors.New("enough")
	calls := 0
	err := b.Old(ctx, future, func(store.Hash) error {
		calls++
		return enough
	})
	if err != enough || calls != 1 {
		t.Errorf("Old whose function fails: %v after %d calls, want its error after 1", err, calls)
	}
	// It may remove what it is called for.
	if err := b.Old(ctx, future, func(h store.Hash) error { return b.Remove(ctx, h) }); err != nil {
		t.Errorf("Old that removes: %v", err)
	}
	if found := collect(future); len(found) != 0 {
		t.Errorf("Old after all were removed = %v, want none", found)
	}
}

func concurrentBlobs(t *testing.T, b store.Blobs) {
	content := bytes.Repeat([]byte("same"), 10_000)
	everyWorker(func(worker int) {
		h, _, err := b.Put(context.Background(), bytes.NewReader(content))
		if err != nil {
			t.Errorf("Put: %v", err)
			return
		}
		if worker%8 == 0 {
			if err := b.Remove(t.Context(), h); err != nil {
				t.Errorf("Remove: %v", err)
			}
		}
	})
	readBlob(t, b, putBlob(t, b, content), content)
}

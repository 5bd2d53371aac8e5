package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
)

func exerciseMedia(t *testing.T, open opener) {
	t.Run("Put", func(t *testing.T) { putMedia(t, open(t)) })
	t.Run("Drop", func(t *testing.T) { dropMedia(t, open(t)) })
}

func putMedia(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1", "wx2")
	want := putMedium(t, s, "wx1", "id", "content")
	want.CreatedAt, want.ExpiresAt = kept(want.CreatedAt), kept(want.ExpiresAt)
	got, err := s.Medium(ctx, "wx1", "id")
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Medium: %v, differs (-want +got):\n%s", err, diff)
	}
	for _, key := range [][2]string{{"wx2", "id"}, {"wx1", "other"}, {"", ""}} {
		if _, err := s.Medium(ctx, key[0], key[1]); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Medium(%q, %q): %v, want ErrNotFound", key[0], key[1], err)
		}
	}
	if has, err := s.HasBlob(ctx, want.Blob); !has || err != nil {
		t.Errorf("HasBlob of the medium's = %t, %v, want true", has, err)
	}
	if has, err := s.HasBlob(ctx, hashOf("other")); has || err != nil {
		t.Errorf("HasBlob of another = %t, %v, want false", has, err)
	}

	again := want
	again.Type = "thumb"
	if err := s.PutMedium(ctx, again); !errors.Is(err, store.ErrConflict) {
		t.Errorf("an id put twice: %v, want ErrConflict", err)
	}
	again.AppID = "wx2" // the same id and blob, of another account
	if err := s.PutMedium(ctx, again); err != nil {
		t.Errorf("PutMedium of another account: %v", err)
	}
	if got, err := s.Medium(ctx, "wx1", "id"); err != nil || got.Type != "image" {
		t.Errorf("Medium = %+v, %v, want the first one", got, err)
	}
}

func dropMedia(t *testing.T, s Writes) {
	ctx := context.Background()
	seed(t, s, "wx1")
	for i, id := range []string{"a", "b", "c"} {
		m := store.Medium{AppID: "wx1", ID: id, Blob: hashOf(id), ExpiresAt: noon().Add(time.Duration(i) * time.Millisecond)}
		if err := s.PutMedium(ctx, m); err != nil {
			t.Fatalf("PutMedium: %v", err)
		}
	}
	limit := noon().Add(2 * time.Millisecond) // as c expires
	for _, step := range []struct{ limit, want int }{{0, 0}, {1, 1}, {5, 1}, {5, 0}} {
		if n, err := s.DropMedia(ctx, limit, step.limit); n != step.want || err != nil {
			t.Errorf("DropMedia up to %d = %d, %v, want %d", step.limit, n, err, step.want)
		}
	}
	if _, err := s.Medium(ctx, "wx1", "a"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a dropped medium: %v, want ErrNotFound", err)
	}
	if _, err := s.Medium(ctx, "wx1", "c"); err != nil {
		t.Errorf("a medium that expires at the time, not before it: %v", err)
	}
	if has, err := s.HasBlob(ctx, hashOf("a")); !has || err != nil {
		t.Errorf("HasBlob after DropMedia = %t, %v, want true: only DropBlobs forgets", has, err)
	}
}

func exerciseRecordedBlobs(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	seed(t, s, "wx1", "wx2")
	for _, id := range []string{"loose1", "loose2", "loose3", "taken", "replaced", "named", "shared"} {
		putMedium(t, s, "wx1", id, id)
	}
	for _, id := range []string{"replaced", "taken"} {
		if err := s.ModifyMerchant(ctx, "wx1", change(id, hashOf(id))); err != nil {
			t.Fatalf("ModifyMerchant: %v", err)
		}
	}
	far := noon().Add(1000 * time.Hour)
	if _, err := s.DropMedia(ctx, far, 100); err != nil {
		t.Fatalf("DropMedia: %v", err)
	}
	putMedium(t, s, "wx1", "named", "named")
	putMedium(t, s, "wx2", "another", "shared")
	seeded := hashOf("seeded")
	if _, err := s.Seed(ctx, []store.Seed{{
		Account: account("wx3"), Merchant: &store.Merchant{AppID: "wx3", Headimg: seeded},
	}}); err != nil {
		t.Fatalf("Seed: %v", err)
	}

	// An error of remove comes back as it is, and nothing is forgotten. The bytes may still
	// be on their way out, so that blob is left alone for a while.
	broken := errors.New("disk is on fire")
	var failed store.Hash
	n, err := s.DropBlobs(ctx, 100, func(_ context.Context, h store.Hash) error {
		failed = h
		return broken
	})
	if n != 0 || err != broken {
		t.Errorf("DropBlobs whose remove fails = %d, %v, want that error as it is", n, err)
	}

	removed := make(map[store.Hash]bool)
	remove := func(_ context.Context, h store.Hash) error {
		removed[h] = true
		return nil
	}
	for _, step := range []struct{ limit, want int }{{0, 0}, {1, 1}, {100, 1}, {100, 0}} {
		if n, err := s.DropBlobs(ctx, step.limit, remove); n != step.want || err != nil {
			t.Errorf("DropBlobs up to %d = %d, %v, want %d", step.limit, n, err, step.want)
		}
	}
	loose := []string{"loose1", "loose2", "loose3"}
	for _, id := range append([]string{"taken", "replaced", "named", "shared", "seeded"}, loose...) {
		isLoose := slices.Contains(loose, id) && hashOf(id) != failed
		if removed[hashOf(id)] != isLoose {
			t.Errorf("blob %s was removed: %t, want %t", id, !isLoose, isLoose)
		}
		if has, err := s.HasBlob(ctx, hashOf(id)); has == isLoose || err != nil {
			t.Errorf("HasBlob of %s = %t, %v, want %t", id, has, err, !isLoose)
		}
	}
	exclude(t, s)
	removeSlowly(t, s)
	putAfterDrop(t, s)
}

// putAfterDrop drops a blob and puts a medium of it again, in writes that wait for the
// same one, so that they are mostly carried out together.
func putAfterDrop(t *testing.T, s Writes) {
	ctx := context.Background()
	for i := range 5 {
		m := store.Medium{AppID: "wx1", ID: fmt.Sprint("first", i), Blob: hashOf("again"), ExpiresAt: noon()}
		if err := s.PutMedium(ctx, m); err != nil {
			t.Fatalf("PutMedium: %v", err)
		}
		if _, err := s.DropMedia(ctx, noon().Add(time.Millisecond), 100); err != nil {
			t.Fatalf("DropMedia: %v", err)
		}
		m.ID = fmt.Sprint("second", i)
		begun, release := make(chan bool), make(chan bool)
		var all sync.WaitGroup
		all.Go(func() {
			err := s.Write(ctx, nil, func(store.Tx) error {
				close(begun)
				<-release
				return nil
			})
			if err != nil {
				t.Errorf("Write: %v", err)
			}
		})
		<-begun
		all.Go(func() {
			if _, err := s.DropBlobs(ctx, 100, func(context.Context, store.Hash) error { return nil }); err != nil {
				t.Errorf("DropBlobs: %v", err)
			}
		})
		time.Sleep(20 * time.Millisecond)
		all.Go(func() {
			if err := s.PutMedium(ctx, m); err != nil {
				t.Errorf("PutMedium: %v", err)
			}
		})
		time.Sleep(20 * time.Millisecond)
		close(release)
		all.Wait()
		if has, err := s.HasBlob(ctx, m.Blob); !has || err != nil {
			t.Errorf("HasBlob of a medium that was put after a drop = %t, %v, want true", has, err)
		}
	}
}

// removeSlowly drops blobs whose bytes are not removed before another write is kept: that
// does not wait for them. One of a medium of such a blob does.
func removeSlowly(t *testing.T, s Writes) {
	ctx := context.Background()
	const blobs = 60 // more than are removed together
	for i := range blobs {
		id := fmt.Sprint("slow", i)
		putMedium(t, s, "wx1", id, id)
	}
	if _, err := s.DropMedia(ctx, noon().Add(1000*time.Hour), 100); err != nil {
		t.Fatalf("DropMedia: %v", err)
	}
	var named sync.WaitGroup
	var removed atomic.Int32
	n, err := s.DropBlobs(ctx, 100, func(_ context.Context, h store.Hash) error {
		if err := s.PutSetting(ctx, "in between", nil); err != nil {
			t.Errorf("PutSetting: %v", err)
		}
		if removed.Add(1) == 1 {
			named.Go(func() {
				m := store.Medium{AppID: "wx1", ID: "named while removed", Blob: h, ExpiresAt: noon()}
				if err := s.PutMedium(ctx, m); err != nil || removed.Load() < 10 {
					t.Errorf("PutMedium: %v, when %d blobs were removed", err, removed.Load())
				}
			})
			time.Sleep(100 * time.Millisecond)
		}
		return nil
	})
	named.Wait()
	if err != nil || n < blobs {
		t.Errorf("DropBlobs = %d, %v, want %d", n, err, blobs)
	}
}

// exclude drops and puts the same blob at the same time, with bytes that come
// and go: a medium must never be left without its bytes.
func exclude(t *testing.T, s Writes) {
	ctx := context.Background()
	h := hashOf("comes and goes")
	// An upload keeps its bytes, names them and then looks whether they are still there.
	// From then on they stay, on whichever replica another drops.
	var bytes atomic.Bool
	remove := func(_ context.Context, dropped store.Hash) error {
		if dropped == h {
			bytes.Store(false)
		}
		return nil
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 50 {
			if _, err := s.DropBlobs(ctx, 100, remove); err != nil {
				t.Errorf("DropBlobs: %v", err)
			}
		}
	}()
	for range 50 {
		m := store.Medium{AppID: "wx1", ID: "fleeting", Blob: h, ExpiresAt: noon()}
		bytes.Store(true)
		if err := s.PutMedium(ctx, m); err != nil {
			t.Errorf("PutMedium: %v", err)
		}
		bytes.CompareAndSwap(false, true)
		if has, err := s.HasBlob(ctx, h); !has || err != nil {
			t.Errorf("HasBlob of a medium that was put = %t, %v, want true", has, err)
		}
		if !bytes.Load() {
			t.Error("bytes were removed that a medium names")
		}
		if _, err := s.DropMedia(ctx, noon().Add(time.Millisecond), 100); err != nil {
			t.Errorf("DropMedia: %v", err)
		}
	}
	<-done
}

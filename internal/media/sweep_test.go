package media_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/media"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobdir"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// TestSweep collects the bytes that nothing names and leaves those that are
// named: by a live medium, by a merchant, by a merchant's past.
func TestSweep(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	db, err := sqlstore.Open(ctx, sqlite.Folder(dir), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	blobs, err := blobdir.Open(filepath.Join(dir, "media"))
	if err != nil {
		t.Fatal(err)
	}
	module := &media.Module{Store: db, Blobs: blobs}
	now := time.Now()
	put := func(content string) store.Hash {
		h, _, err := blobs.Put(ctx, bytes.NewReader([]byte(content)))
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	medium := func(id string, h store.Hash, expires time.Time) {
		m := store.Medium{AppID: "wx", ID: id, Type: "image", ContentType: "image/png", Blob: h, Size: 1, CreatedAt: now, ExpiresAt: expires}
		if err := storetest.With(db).PutMedium(ctx, m); err != nil {
			t.Fatal(err)
		}
	}
	long := now.Add(-48 * time.Hour)
	live, expired, taken, past := put("live"), put("expired"), put("taken"), put("past")
	recent, orphan := put("recent"), put("orphan")
	medium("live", live, now.Add(time.Hour))
	medium("expired", expired, long)
	medium("taken", taken, long)
	medium("past", past, long)
	seedMerchant(t, db, past)
	take(t, db, taken)
	age(t, filepath.Join(dir, "media"), orphan, now.Add(-2*time.Hour))

	removed, err := module.Sweep(ctx, now)
	if err != nil {
		t.Fatal(err)
	}
	if removed != 2 {
		t.Errorf("removed %d blobs, want the expired and the orphan", removed)
	}
	for name, c := range map[string]struct {
		hash store.Hash
		want bool
	}{
		"live": {live, true}, "taken": {taken, true}, "past": {past, true}, "recent": {recent, true},
		"expired": {expired, false}, "orphan": {orphan, false},
	} {
		if has, err := blobs.Has(t.Context(), c.hash); err != nil || has != c.want {
			t.Errorf("%s: there is %t, %v", name, has, err)
		}
	}
	// The same bytes can be uploaded again.
	medium("again", put("expired"), now.Add(time.Hour))
	f, err := blobs.Open(ctx, expired)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if text, err := io.ReadAll(f); err != nil || string(text) != "expired" {
		t.Errorf("%q, %v", text, err)
	}
}

// TestOneServiceLists lets two services on one store sweep: while one has the lease, the
// other does not ask for all bytes.
func TestOneServiceLists(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	db, err := sqlstore.Open(ctx, sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	blobs, err := blobdir.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	one, two := &media.Module{Store: db, Blobs: blobs}, &media.Module{Store: db, Blobs: blobs}
	for _, step := range []struct {
		module *media.Module
		// until is what the lease is set to before, "" to leave it.
		until string
		want  int
	}{
		{one, "", 1}, {two, "", 0}, {one, "", 0}, {two, "\x00\x00\x00\x00\x00\x00\x00\x01", 3}, {one, "", 0}, {one, "cannot be read", 2},
	} {
		if step.until != "" {
			if err := db.PutSetting(ctx, "listing of media", []byte(step.until)); err != nil {
				t.Fatal(err)
			}
		}
		h, _, err := blobs.Put(ctx, strings.NewReader(fmt.Sprint(time.Now().UnixNano())))
		if err != nil {
			t.Fatal(err)
		}
		age(t, dir, h, time.Now().Add(-2*time.Hour))
		if n, err := step.module.Sweep(ctx, time.Now()); n != step.want || err != nil {
			t.Errorf("%+v removed %d, %v", step, n, err)
		}
	}
}

func seedMerchant(t *testing.T, db store.Store, headimg store.Hash) {
	t.Helper()
	_, err := storetest.With(db).Seed(t.Context(), []store.Seed{{
		Account:  store.Account{AppID: "wx", Kind: "service"},
		Merchant: &store.Merchant{AppID: "wx", State: store.MerchantApproved, Headimg: headimg},
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// take makes a picture the merchant's.
func take(t *testing.T, db store.Store, h store.Hash) {
	t.Helper()
	err := storetest.With(db).ModifyMerchant(context.WithoutCancel(t.Context()), "wx", func(_ store.Policy, m store.Merchant) (*store.Modification, error) {
		if m.State == store.MerchantNone {
			return nil, errors.New("no merchant")
		}
		before := m.Headimg
		m.Headimg, m.Version = h, m.Version+1
		return &store.Modification{Merchant: m, Change: store.Change{AppID: "wx", Version: m.Version, BeforeHeadimg: before, AfterHeadimg: h}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// age makes the bytes look old.
func age(t *testing.T, dir string, h store.Hash, at time.Time) {
	t.Helper()
	found := false
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == h.String() {
			found = true
			return os.Chtimes(path, at, at)
		}
		return err
	})
	if err != nil || !found {
		t.Fatalf("blob %s: found %t, %v", h, found, err)
	}
}

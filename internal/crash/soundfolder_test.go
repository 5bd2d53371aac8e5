package crash

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3/driver"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobdir"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
	"github.com/wxastore/wxastore/weixin"
)

// soundFolder makes a data folder with one shop that was changed three times,
// the last time with an uploaded picture, and the ledger of the client that did it.
func soundFolder(t *testing.T) (data string, l *ledger) {
	t.Helper()
	data = t.TempDir()
	opened, err := sqlstore.Open(t.Context(), sqlite.Folder(data), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := opened.Close(); err != nil {
			t.Fatal(err)
		}
	}()
	blobs, err := blobdir.Open(filepath.Join(data, "media"))
	if err != nil {
		t.Fatal(err)
	}
	l, err = fill(t.Context(), opened, blobs)
	if err != nil {
		t.Fatal(err)
	}
	return data, l
}

func fill(ctx context.Context, s store.Store, blobs store.Blobs) (*ledger, error) {
	const appID = "wx-1"
	now := time.Now()
	seeded, _, err := blobs.Put(ctx, bytes.NewReader(draw(0)))
	if err != nil {
		return nil, err
	}
	picture, size, err := blobs.Put(ctx, bytes.NewReader(draw(2)))
	if err != nil {
		return nil, err
	}
	_, seedErr := storetest.With(s).Seed(ctx, []store.Seed{{
		Account:  store.Account{AppID: appID, Kind: "service"},
		Merchant: &store.Merchant{AppID: appID, State: store.MerchantApproved, Intro: "seeded", Headimg: seeded, UpdatedAt: now},
	}})
	mediumErr := storetest.With(s).PutMedium(ctx, store.Medium{
		AppID: appID, ID: "medium-1", Type: "image", ContentType: "image/png", Blob: picture, Size: size,
		CreatedAt: now, ExpiresAt: now.Add(time.Hour),
	})
	if err := errors.Join(seedErr, mediumErr); err != nil {
		return nil, err
	}
	l := newLedger(map[string]shop{appID: {"seeded", seeded}})
	l.uploads = []upload{{appID, "medium-1", picture}}
	for i, intro := range []string{"one", "two", "three"} {
		made := &change{appID: appID, client: 1, number: i + 1, intro: intro, acknowledged: true}
		if intro == "three" {
			made.picture = picture
		}
		l.changes[intro] = made
		if err := storetest.With(s).ModifyMerchant(ctx, appID, apply(made, now)); err != nil {
			return nil, fmt.Errorf("change to %q: %w", intro, err)
		}
	}
	return l, nil
}

// apply is what the service's rule does with a change, as far as the checker
// looks.
func apply(made *change, at time.Time) func(store.Policy, store.Merchant) (*store.Modification, error) {
	return func(_ store.Policy, before store.Merchant) (*store.Modification, error) {
		after := before
		after.Intro, after.Version, after.UpdatedAt = made.intro, before.Version+1, at
		after.Month, after.MonthChanges = weixin.Month(at), before.MonthChanges+1
		if !made.picture.IsZero() {
			after.Headimg = made.picture
		}
		return &store.Modification{Merchant: after, Change: store.Change{
			AppID: made.appID, Version: after.Version, Caller: made.appID, RID: "rid", At: at,
			BeforeIntro: before.Intro, AfterIntro: after.Intro, BeforeHeadimg: before.Headimg, AfterHeadimg: after.Headimg,
		}}, nil
	}
}

// execRaw changes the database behind the store's back.
func execRaw(t *testing.T, data, statements string) {
	t.Helper()
	db, err := driver.Open(filepath.Join(data, "wxastore.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
}

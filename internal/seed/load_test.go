package seed_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobdir"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

type bench struct {
	db     store.Store
	blobs  store.Blobs
	loader seed.Loader
	dir    string
}

func setup(t testing.TB) *bench {
	t.Helper()
	dir := t.TempDir()
	db, err := sqlstore.Open(t.Context(), sqlite.Folder(filepath.Join(dir, "data")), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	blobs, err := blobdir.Open(filepath.Join(dir, "data", "media"))
	if err != nil {
		t.Fatal(err)
	}
	return &bench{db: db, blobs: blobs, dir: dir, loader: seed.Loader{Store: db, Blobs: blobs, Now: time.Unix(1_780_000_000, 0)}}
}

func (b *bench) load(t *testing.T, text string) (seed.Result, error) {
	t.Helper()
	path := filepath.Join(b.dir, "seed.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return b.loader.File(t.Context(), path)
}

const full = `
accounts:
  - appid: wx1
    secret: one
    name: One
    kind: official
    individual: true
    ip_list: [127.0.0.1, "2001:db8::/32"]
    irregular: true
    secret_frozen: true
    quotas: {getaccesstoken: {daily: 5, per_minute: 2}}
    modify_per_month: 3
    forbidden_words: [最好]
    category_barred: true
    merchant:
      state: reviewing
      nickname: 一号店
      intro: |
        两行
        文字
      headimg: shop.png
---
accounts:
  - {appid: wx2, secret: two}
`

// TestFile loads a file of two documents, and once more, which changes nothing.
func TestFile(t *testing.T) {
	b := setup(t)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.dir, "shop.png"), picture.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, want := range []seed.Result{{Accounts: 2, Changed: 3}, {Accounts: 2}} {
		got, err := b.load(t, full)
		if err != nil || got != want {
			t.Fatalf("load %d: %+v, %v; want %+v", i+1, got, err, want)
		}
	}
	a, err := b.db.Account(t.Context(), "wx1")
	if err != nil {
		t.Fatal(err)
	}
	if a.Name != "One" || a.Kind != "official" || !a.Individual || a.SecretHash != account.HashSecret("one") || len(a.IPList) != 2 ||
		a.Quotas["getaccesstoken"] != (store.Quota{Daily: 5, PerMinute: 2}) || !a.Irregular || !a.SecretFrozen || a.Policy.ModifyPerMonth != 3 || !a.Policy.CategoryBarred || a.Policy.ForbiddenWords[0] != "最好" {
		t.Errorf("%+v", a)
	}
	m, err := b.db.Merchant(t.Context(), "wx1")
	if err != nil || m.State != store.MerchantReviewing || m.Nickname != "一号店" || m.Intro != "两行\n文字\n" {
		t.Errorf("%+v, %v", m, err)
	}
	if has, err := b.blobs.Has(t.Context(), m.Headimg); err != nil || !has {
		t.Errorf("the picture is there: %t, %v", has, err)
	}
	if a, err := b.db.Account(t.Context(), "wx2"); err != nil || a.Kind != "service" || a.Quotas != nil || a.Irregular {
		t.Errorf("defaults: %+v, %v", a, err)
	}
}

// TestSeedKeepsChanges loads a file after the merchant was changed through the
// service, and after the file's word on the account was changed.
func TestSeedKeepsChanges(t *testing.T) {
	b := setup(t)
	const text = "accounts: [{appid: wx1, secret: one, merchant: {intro: seeded}}]"
	if _, err := b.load(t, text); err != nil {
		t.Fatal(err)
	}
	err := storetest.With(b.db).ModifyMerchant(t.Context(), "wx1", func(_ store.Policy, m store.Merchant) (*store.Modification, error) {
		m.Intro, m.Version = "changed", 1
		return &store.Modification{Merchant: m, Change: store.Change{AppID: "wx1", Version: 1, AfterIntro: "changed"}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	result, err := b.load(t, strings.Replace(text, "one", "other", 1))
	if err != nil || result.Changed != 1 {
		t.Errorf("%+v, %v", result, err)
	}
	if m, err := b.db.Merchant(t.Context(), "wx1"); err != nil || m.Intro != "changed" {
		t.Errorf("%+v, %v", m, err)
	}
	if a, err := b.db.Account(t.Context(), "wx1"); err != nil || a.SecretHash != account.HashSecret("other") {
		t.Errorf("%+v, %v", a, err)
	}
}

// TestFileRefuses holds what is said of files that cannot be loaded.
func TestFileRefuses(t *testing.T) {
	b := setup(t)
	for text, want := range map[string]string{
		"accounts: [{secret: s}]":                                                   "appid",
		"accounts: [{appid: 'a b', secret: s}]":                                     "appid",
		"accounts: [{appid: wx}]":                                                   "secret is missing",
		"accounts: [{appid: wx, secret: s, kind: shop}]":                            "unknown account kind",
		"accounts: [{appid: wx, secret: s, ip_list: [nowhere]}]":                    "neither an IP address",
		"accounts: [{appid: wx, secret: s, quotas: {nope: {daily: 1}}}]":            "no interface",
		"accounts: [{appid: wx, secret: s, quotas: {modifywxastore: {daily: -1}}}]": "negative",
		"accounts: [{appid: wx, secret: s, merchant: {state: new}}]":                "unknown state",
		"accounts: [{appid: wx, secret: s, merchant: {headimg: no.png}}]":           "no.png",
		"accounts: [{appid: wx, secret: s, color: red}]":                            "color",
		"acounts: []":   "acounts",
		"accounts: [":   "document 1",
		"---\n---\n- 1": "document 2",
	} {
		if _, err := b.load(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v does not say %q", text, err, want)
		}
	}
}

// TestFileStops ends a load when its context ends.
func TestFileStops(t *testing.T) {
	b := setup(t)
	path := filepath.Join(b.dir, "many.yaml")
	many := strings.Repeat("---\naccounts: [{appid: wx1, secret: one}]\n", 20_000)
	if err := os.WriteFile(path, []byte(many), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	b.loader.Progress = func(int64) { stop() }
	if _, err := b.loader.File(ctx, path); err == nil {
		t.Error("the load went on")
	}
}

package integrity_test

import (
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	_ "modernc.org/sqlite" // opens the file as another program would

	"github.com/wxastore/wxastore/internal/integrity"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobdir"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func noon() time.Time { return time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC) }

// fill makes a folder with two merchants, of which one was changed three times, a
// picture and a platform. It returns where the picture lies.
func fill(t *testing.T, dir string) (picture string) {
	t.Helper()
	ctx := t.Context()
	s, err := sqlstore.Open(ctx, sqlite.Folder(dir), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	blobs, err := blobdir.Open(filepath.Join(dir, "media"))
	if err != nil {
		t.Fatal(err)
	}
	hash, size, err := blobs.Put(ctx, strings.NewReader("picture"))
	if err != nil {
		t.Fatal(err)
	}
	var seeds []store.Seed
	for _, appID := range []string{"wx1", "wx2"} {
		seeds = append(seeds, store.Seed{
			Account:  store.Account{AppID: appID, Kind: "service"},
			Merchant: &store.Merchant{State: store.MerchantApproved, UpdatedAt: noon()},
		})
	}
	if _, err := storetest.With(s).Seed(ctx, seeds); err != nil {
		t.Fatal(err)
	}
	medium := store.Medium{AppID: "wx1", ID: "medium", Type: "image", Blob: hash, Size: size, CreatedAt: noon(), ExpiresAt: noon()}
	if err := storetest.With(s).PutMedium(ctx, medium); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		err := storetest.With(s).ModifyMerchant(ctx, "wx1", func(_ store.Policy, m store.Merchant) (*store.Modification, error) {
			c := store.Change{AppID: "wx1", Version: m.Version + 1, BeforeIntro: m.Intro, BeforeHeadimg: m.Headimg, Caller: "wx1", At: noon()}
			m.Intro, m.Headimg, m.Version = fmt.Sprint("intro ", i), hash, c.Version
			c.AfterIntro, c.AfterHeadimg = m.Intro, m.Headimg
			return &store.Modification{Merchant: m, Change: c}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Write(ctx, nil, fillStores); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "media", hash.String()[:2], hash.String())
}

// fillStores gives wx1 a store whose pictures are under review, an application and a card.
func fillStores(tx store.Tx) error {
	tx.AddShop(store.Shop{AppID: "wx1", PoiID: "400000001", MapPoiID: "1", Status: store.ShopPassed, AuditID: 2, OldPosition: store.NoPosition})
	tx.PutShopPosition(store.ShopPosition{AppID: "wx1", List: store.ListedShops, PoiID: "400000001"})
	tx.PutShopCounts(store.ShopCounts{AppID: "wx1", Listed: 1})
	tx.PutShopPlace(store.ShopPlace{MapPoiID: "1", AppID: "wx1", PoiID: "400000001"})
	tx.PutCard(store.Card{AppID: "wx1", CardID: "pcard"})
	tx.AddReview(store.Review{AppID: "wx1", AuditID: 1, Kind: store.ReviewApplication, State: store.ReviewPassed})
	tx.AddReview(store.Review{AppID: "wx1", AuditID: 2, Kind: store.ReviewPictures, Subject: "400000001", State: store.ReviewReviewing})
	tx.PutReviewer(store.Reviewer{AppID: "wx1", LastAuditID: 2})
	tx.PutApplication(store.Application{AppID: "wx1", AuditID: 1})
	return nil
}

func check(t *testing.T, dir string, quick bool) (found []string) {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlite.ExistingFolder(dir), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	blobs, err := blobdir.Open(filepath.Join(dir, "media"))
	if err != nil {
		t.Fatal(err)
	}
	counts, err := integrity.Check(t.Context(), s, blobs, integrity.Options{Quick: quick}, func(f integrity.Finding) error {
		found = append(found, fmt.Sprintf("%s: %s: %s", f.Rule, f.Record, f.Wrong))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if counts.Findings != int64(len(found)) {
		t.Errorf("%d findings counted, %d reported", counts.Findings, len(found))
	}
	return found
}

// TestDamagedStore damages a folder and holds that exactly the damage is found.
func TestDamagedStore(t *testing.T) {
	t.Parallel()
	const others = "x'0000000000000000000000000000000000000000000000000000000000000001'"
	tokens := `INSERT INTO tokens VALUES ('wx9', ` + others + `, 'classic', 0, 0, 0)`
	for _, test := range []struct {
		name, sql string
		// content replaces the picture's; "-" removes it.
		content string
		quick   bool
		want    []string
	}{
		{name: "sound"},
		{name: "sound quickly", quick: true},
		{name: "gap", sql: `DELETE FROM merchant_changes WHERE version = 2`, want: []string{"history: wx1: change 2 is missing"}},
		{name: "no end", sql: `DELETE FROM merchant_changes WHERE version = 3`, want: []string{"history: wx1: the merchant has version 3, its last change 2"}},
		{name: "lost update", sql: `UPDATE merchants SET intro = 'x' WHERE app_id = 'wx1'`, want: []string{"history: wx1: the merchant has another introduction"}},
		{name: "torn", sql: `UPDATE merchant_changes SET before_intro = 'x' WHERE version = 3`, want: []string{"history: wx1: change 3 begins with another introduction"}},
		{name: "earlier image", sql: `UPDATE merchant_changes SET before_headimg = NULL WHERE version = 3`, want: []string{"history: wx1: change 3 begins with another head image"}},
		{name: "current image", sql: `UPDATE merchants SET headimg = NULL WHERE app_id = 'wx1'`, want: []string{"history: wx1: the merchant has another head image"}},
		{name: "no merchant", sql: `DELETE FROM merchants WHERE app_id = 'wx1'`, want: []string{"wx1: change 1 is of no", "change 2 is of no", "change 3 is of no"}},
		{name: "never changed", sql: `UPDATE merchants SET version = 7 WHERE app_id = 'wx2'`, want: []string{"history: wx2: the merchant has version 7 and no history"}},
		{name: "no account", sql: `DELETE FROM accounts WHERE app_id = 'wx2'`, want: []string{"reference: wx2: a row of merchants is of no account"}},
		{name: "token", sql: tokens, want: []string{"reference: wx9 00000000000000000000000000000000000000000000000000000000000000"}},
		{name: "line", sql: `INSERT INTO token_lines VALUES ('wx9', 'stable', NULL, NULL, 0, 0, '', 0, 0)`, want: []string{"reference: wx9 stable: a row of token_lines"}},
		{name: "quota", sql: `INSERT INTO quota_use VALUES ('wx9', 'i', '2026', 1)`, want: []string{"reference: wx9 i: a row of quota_use"}},
		{
			name: "authorization", sql: `INSERT INTO authorizations VALUES ('wx9', 'wxplat', 'granted', '[]', NULL, NULL, 0, 0)`,
			want: []string{"reference: wx9 wxplat: a row of authorizations is of no account", "reference: wx9 wxplat: an authorization is for a platform"},
		},
		{name: "platform", sql: `INSERT INTO components VALUES ('wx9', '', '', '', '', '', '[]', 0, 0, '')`, want: []string{"reference: wx9: a row of components"}},
		{name: "code", sql: `INSERT INTO component_codes VALUES ('wx9', ` + others + `, 'ticket', '', 0, 0, '')`, want: []string{"reference: wx9 0000"}},
		{name: "medium", sql: `UPDATE media SET blob = ` + others, want: []string{"reference: wx1 medium: a medium names bytes"}},
		{name: "head image", sql: `UPDATE blobs SET kept = FALSE`, want: []string{
			"reference: wx1: a merchant has", "wx1 2: a history has", "wx1 3: a history has", "wx1 1: a history has", "wx1 2: a history has", "wx1 3: a history has",
		}},
		{name: "list", sql: `UPDATE accounts SET ip_list = '[' WHERE app_id = 'wx1'`, want: []string{"database: accounts wx1: ip_list is not JSON"}},
		{name: "hash", sql: `UPDATE accounts SET secret_hash = x'00' WHERE app_id = 'wx1'`, want: []string{"database: accounts wx1: secret_hash is not a SHA-256"}},
		{name: "size", sql: `UPDATE blobs SET size = 99`, want: []string{"it has 7 bytes, and 99 are recorded"}},
		{name: "store gone", sql: `DELETE FROM shops`, want: []string{"wx1 400000001: a list has a store that is not there", "wx1 1: a place has a store that is not there"}},
		{name: "store moved", sql: `UPDATE shops SET position = 1`, want: []string{"wx1 400000001: a store is not where", "wx1 400000001: a list has a store that is not there"}},
		{name: "stores miscounted", sql: `UPDATE shop_counts SET listed = 2`, want: []string{"wx1: stores are not as many"}},
		{name: "no count", sql: `DELETE FROM shop_counts`, want: []string{"wx1 400000001: a list goes beyond its count"}},
		{name: "place of another", sql: `UPDATE shop_places SET poi_id = '5'`, want: []string{"wx1 1: a place has a store that is not there"}},
		{name: "review decided", sql: `UPDATE reviews SET state = 'passed'`, want: []string{"wx1 400000001: a store waits for a review"}},
		{name: "review gone", sql: `DELETE FROM reviews`, want: []string{"wx1 400000001: a store waits for a review", "wx1 1: an application is of no review"}},
		{name: "card", sql: `UPDATE cards SET app_id = 'wx9'`, want: []string{"wx9 pcard: a row of cards is of no account"}},
		{name: "reviewer", sql: `UPDATE reviewers SET app_id = 'wx9'`, want: []string{"wx9: a row of reviewers is of no account"}},
		{name: "rules", sql: `UPDATE shops SET pictures = '['`, want: []string{"database: shops wx1: pictures is not JSON"}},
		{name: "picture gone", content: "-", want: []string{"its bytes are missing"}},
		{name: "picture gone quickly", content: "-", quick: true, want: []string{"its bytes are missing"}},
		{name: "picture flipped", content: "pictuRe", want: []string{"its bytes are others"}},
		{name: "picture flipped quickly", content: "pictuRe", quick: true},
		{name: "picture cut", content: "pict", want: []string{"its bytes are others"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			picture := fill(t, dir)
			damage(t, dir, picture, test.sql, test.content)
			found := check(t, dir, test.quick)
			if len(found) != len(test.want) {
				t.Fatalf("found %q, want %q", found, test.want)
			}
			for i, want := range test.want {
				if !strings.Contains(found[i], want) {
					t.Errorf("found %q, want %q", found[i], want)
				}
			}
		})
	}
}

func damage(t *testing.T, dir, picture, text, content string) {
	t.Helper()
	if text != "" {
		db, err := sql.Open("sqlite", filepath.Join(dir, "wxastore.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	if content == "" {
		return
	}
	if err := os.Remove(picture); err != nil {
		t.Fatal(err)
	}
	if content != "-" {
		if err := os.WriteFile(picture, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDamagedFile writes over pages of the database: the check says so and looks
// no further.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fill(t, dir)
	path := filepath.Join(dir, "wxastore.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	var root int64
	err = db.QueryRow(`SELECT rootpage FROM sqlite_schema WHERE name = 'accounts_name'`).Scan(&root)
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	// The index loses its entries.
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt([]byte{0x0a, 0, 0, 0, 0, 0x10, 0, 0}, (root-1)*4096); err != nil {
		t.Fatal(err)
	}
	found := check(t, dir, false)
	if len(found) != 1 || !strings.HasPrefix(found[0], "database: : the database is damaged: ") {
		t.Errorf("found %q", found)
	}
}

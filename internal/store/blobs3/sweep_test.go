package blobs3_test

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/media"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// TestStallHoldsNoWriteUp lets the bucket take a request to remove a picture, or to put
// one, and not answer it: merchants are changed meanwhile.
func TestStallHoldsNoWriteUp(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	b := open(t, s.url(bucket, "sweep", ""))
	db, err := sqlstore.Open(t.Context(), sqlite.Folder(t.TempDir()), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	records, module := storetest.With(db), &media.Module{Store: db, Blobs: b}
	seeded := storetest.Merchants(0, 1)
	if _, err := records.Seed(t.Context(), seeded); err != nil {
		t.Fatal(err)
	}
	appID := seeded[0].Account.AppID
	expired := store.Medium{AppID: appID, ID: "expired", Blob: put(t, b, "expired"), ExpiresAt: time.UnixMilli(1)}
	if err := records.PutMedium(t.Context(), expired); err != nil {
		t.Fatal(err)
	}
	for method, call := range map[string]func() error{
		http.MethodDelete: func() error { _, err := module.Sweep(t.Context(), time.Now()); return err },
		http.MethodPut: func() error {
			staged, err := b.Stage(t.Context(), strings.NewReader("GIF89a"))
			if err != nil {
				return err
			}
			defer staged.Close()
			return staged.Keep(t.Context())
		},
	} {
		var once sync.Once
		arrived, answer := make(chan bool), make(chan bool)
		s.do(func(_ http.ResponseWriter, r *http.Request) bool {
			if r.Method == method {
				once.Do(func() { close(arrived) })
				<-answer
			}
			return false
		})
		ended := make(chan error, 1)
		go func() { ended <- call() }()
		<-arrived
		err := records.ModifyMerchant(t.Context(), appID, func(_ store.Policy, m store.Merchant) (*store.Modification, error) {
			m.Version, m.Intro = m.Version+1, method
			return &store.Modification{Merchant: m, Change: store.Change{AppID: appID, Version: m.Version, AfterIntro: method}}, nil
		})
		if err != nil {
			t.Errorf("a merchant is changed while %s is not answered: %v", method, err)
		}
		select {
		case err := <-ended:
			t.Errorf("%s has ended before the bucket answered: %v", method, err)
		default:
		}
		close(answer)
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", method, err)
		}
	}
	if _, err := b.Open(t.Context(), expired.Blob); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Open of what was removed: %v, want ErrNotFound", err)
	}
}

package quota_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/quota"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
	"github.com/wxastore/wxastore/weixin"
)

// TestReplace replaces the counts while calls are taken ahead: neither are the
// ones before spent nor given back.
func TestReplace(t *testing.T) {
	t.Parallel()
	s, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	declare := []store.Seed{{Account: store.Account{AppID: "wx1", Kind: "service"}}}
	if _, err := storetest.With(s).Seed(t.Context(), declare); err != nil {
		t.Fatal(err)
	}
	q, page := quota.New(s, nil, nil), weixin.ModifyMerchant.Page
	used := func() int {
		t.Helper()
		u, err := q.Used(t.Context(), "wx1", page, time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		return u.Used
	}
	spend := func() {
		t.Helper()
		if err := q.Spend(t.Context(), "wx1", page, time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	}
	spend()
	spend()
	if used() != 2 {
		t.Errorf("%d used, want 2", used())
	}
	stop := errors.New("stop")
	if err := q.Replace(t.Context(), func() error { return stop }); err != stop || used() != 2 {
		t.Errorf("after a replacement that failed: %v, %d used", err, used())
	}
	spend()
	err = q.Replace(t.Context(), func() error {
		spend() // takes ahead what is about to be replaced
		err := storetest.ReplaceAll(t.Context(), s, func(func(string, []any) error) error { return nil })
		if err == nil {
			_, err = storetest.With(s).Seed(context.WithoutCancel(t.Context()), declare)
		}
		return err
	})
	if err != nil || used() != 0 {
		t.Errorf("after a replacement: %v, %d used", err, used())
	}
	if err := q.Return(t.Context()); err != nil || used() != 0 {
		t.Errorf("after a return: %v, %d used", err, used())
	}
	spend()
	if used() != 1 {
		t.Errorf("%d used, want 1", used())
	}
}

// TestReturnOfAnAccountThatIsGone has nobody to give calls back to.
func TestReturnOfAnAccountThatIsGone(t *testing.T) {
	t.Parallel()
	s, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := storetest.With(s).Seed(t.Context(), []store.Seed{{Account: store.Account{AppID: "wx1", Kind: "service"}}}); err != nil {
		t.Fatal(err)
	}
	q := quota.New(s, nil, nil)
	for range 2 { // the second takes others ahead
		if err := q.Spend(t.Context(), "wx1", weixin.ModifyMerchant.Page, time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Write(t.Context(), []store.Key{store.AccountKey("wx1")}, func(tx store.Tx) error { return tx.DropAccount("wx1") }); err != nil {
		t.Fatal(err)
	}
	if err := q.Return(t.Context()); err != nil {
		t.Errorf("Return: %v", err)
	}
}

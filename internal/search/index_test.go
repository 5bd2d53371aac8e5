package search_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/search/sqlsearch"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// TestIndexFollows searches records that are added, changed and deleted, and an index
// that is opened again after they were changed without it.
func TestIndexFollows(t *testing.T) {
	log, ctx := slog.New(slog.DiscardHandler), t.Context()
	records, err := sqlstore.Open(ctx, sqlite.Memory(), log)
	if err != nil {
		t.Fatal(err)
	}
	defer records.Close()
	dir := t.TempDir()
	open := func(ctx context.Context) (search.Store, error) {
		return sqlsearch.Open(ctx, sqlite.SearchFile(dir), log)
	}
	x := search.New(records, open, log)
	records.Observe(x.Changed)
	seed := func(nickname string, from, to int) {
		t.Helper()
		for i := from; i < to; i++ {
			id := fmt.Sprintf("wx%04d", i)
			err := records.Write(ctx, []store.Key{store.AccountKey(id), store.MerchantKey(id)}, func(tx store.Tx) error {
				tx.PutAccount(store.Account{AppID: id, Name: "账号", Kind: "service"})
				tx.PutMerchant(store.Merchant{AppID: id, State: store.MerchantApproved, Nickname: nickname, UpdatedAt: time.UnixMilli(int64(i))})
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	// finds searches until nothing is behind.
	finds := func(text string, want ...string) {
		t.Helper()
		for {
			found, err := x.Find(ctx, search.Query{Kind: search.Merchants, Text: text})
			if err != nil {
				t.Fatal(err)
			}
			if found.Behind {
				continue
			}
			if !slices.Equal(found.AppIDs, want) {
				t.Errorf("Find %q = %v, want %v", text, found.AppIDs, want)
			}
			return
		}
	}
	rename := func(id, nickname string) {
		t.Helper()
		err := records.Write(ctx, []store.Key{store.MerchantKey(id)}, func(tx store.Tx) error {
			m, err := tx.Merchant(id)
			if err != nil {
				return err
			}
			m.Nickname = nickname
			tx.PutMerchant(m)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	seed("上海人民路咖啡", 0, 3)
	finds("民路咖", "wx0000", "wx0001", "wx0002")
	rename("wx0001", "北京饺子馆")
	finds("民路咖", "wx0000", "wx0002")
	finds("饺子", "wx0001")
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}

	records.Observe(func([]store.Changed) {}) // the index is away
	rename("wx0002", "广州药店")
	seed("深圳超市", 3, 900)
	x = search.New(records, open, log)
	records.Observe(x.Changed)
	finds("民路咖", "wx0000")
	finds("州药", "wx0002")
	finds("wx0899", "wx0899")

	// All is replaced, as a restore does.
	if err := storetest.ReplaceAll(ctx, records, func(func(string, []any) error) error { return nil }); err != nil {
		t.Fatal(err)
	}
	finds("民路咖")
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
}

// slow is an index whose server takes too long for more than most docs at a time.
type slow struct {
	search.Store
	most    int
	refused *int
}

func (s slow) Put(ctx context.Context, put []search.Doc, drop []string) error {
	if len(put) > s.most {
		*s.refused++
		return context.DeadlineExceeded
	}
	return s.Store.Put(ctx, put, drop)
}

// TestIndexOfASlowServer builds an index of which no whole batch can be written.
func TestIndexOfASlowServer(t *testing.T) {
	log, ctx := slog.New(slog.DiscardHandler), t.Context()
	records, err := sqlstore.Open(ctx, sqlite.Memory(), log)
	if err != nil {
		t.Fatal(err)
	}
	defer records.Close()
	const accounts = 700
	err = records.Write(ctx, nil, func(tx store.Tx) error {
		for i := range accounts {
			tx.PutAccount(store.Account{AppID: fmt.Sprintf("wx%04d", i), Name: "账号", Kind: "service"})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	x := search.New(records, func(ctx context.Context) (search.Store, error) {
		kept, err := sqlsearch.Open(ctx, sqlite.MemorySearch(), log)
		return slow{kept, 20, &refused}, err
	}, log)
	defer x.Close()
	for {
		found, err := x.Find(ctx, search.Query{Kind: search.Accounts, Text: "账号"})
		if errors.Is(err, context.DeadlineExceeded) {
			if refused > accounts {
				t.Fatal("the index does not end")
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if found.Behind {
			continue
		}
		if len(found.AppIDs) != accounts || refused == 0 {
			t.Errorf("%d accounts are found, %d batches were refused, want %d and some", len(found.AppIDs), refused, accounts)
		}
		return
	}
}

package sqlite_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// TestImage opens stores from one image: each has what was put into it, and none
// what another writes.
func TestImage(t *testing.T) {
	ctx, quiet := t.Context(), slog.New(slog.DiscardHandler)
	add := func(ctx context.Context, s store.Store, appID string) error {
		_, err := storetest.With(s).Seed(ctx, []store.Seed{{Account: store.Account{AppID: appID}}})
		return err
	}
	fill := func(fill func(store.Store) error) func(sqldb.Source) (io.Closer, error) {
		return func(source sqldb.Source) (io.Closer, error) {
			s, err := sqlstore.Open(ctx, source, quiet)
			if err != nil {
				return nil, err
			}
			if err := fill(s); err != nil {
				return nil, errors.Join(err, s.Close())
			}
			return s, nil
		}
	}
	image, err := sqlite.NewImage(ctx, fill(func(s store.Store) error { return add(ctx, s, "wxfirst") }))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s, err := sqlstore.Open(ctx, sqlite.Copy(image), quiet)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Account(ctx, "wxfirst"); err != nil {
			t.Error(err)
		}
		if _, err := s.Account(ctx, "wxown"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an account that another store added: %v", err)
		}
		if err := add(ctx, s, "wxown"); err != nil {
			t.Error(err)
		}
		if err := s.IntegrityCheck(ctx); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	cause := errors.New("cannot be filled")
	if _, err := sqlite.NewImage(ctx, fill(func(store.Store) error { return cause })); !errors.Is(err, cause) {
		t.Errorf("NewImage that fails: %v", err)
	}
}

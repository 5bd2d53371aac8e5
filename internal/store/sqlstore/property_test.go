package sqlstore_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// The kinds of writes in a random series.
const (
	changes = iota
	refuses
	panics
	failsAfterWriting
	issuesToken
	putsMedium
	kinds
)

// TestGroupingChangesNothing runs random series of writes, of which some fail,
// at the same time through shared commits, and again one at a time, and
// compares all that is left. Each series has an account of its own, so that
// the order among them does not matter.
func TestGroupingChangesNothing(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { groupingChangesNothing(t, openMemory) })
	t.Run("PostgreSQL", func(t *testing.T) { groupingChangesNothing(t, openPostgres) })
}

func groupingChangesNothing(t *testing.T, open func(*testing.T) *sqlstore.Store) {
	grouped, alone := open(t), open(t)
	check := 0
	rapid.Check(t, func(rt *rapid.T) {
		check++
		series := rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(0, kinds-1), 1, 8), 2, 8).Draw(rt, "series")
		appIDs := make([]string, len(series))
		for i := range series {
			appIDs[i] = fmt.Sprintf("wx%d-%d", check, i)
			for _, s := range []*sqlstore.Store{grouped, alone} {
				if _, err := storetest.With(s).Seed(t.Context(), []store.Seed{{Account: store.Account{AppID: appIDs[i]}}}); err != nil {
					rt.Fatal(err)
				}
			}
		}
		var all sync.WaitGroup
		for i, writes := range series {
			all.Go(func() { runSeries(rt, grouped, appIDs[i], writes) })
		}
		all.Wait()
		for i, writes := range series {
			runSeries(rt, alone, appIDs[i], writes)
			if diff := cmp.Diff(remains(rt, alone, appIDs[i], len(writes)), remains(rt, grouped, appIDs[i], len(writes))); diff != "" {
				rt.Errorf("series %d left something else (-alone +grouped):\n%s", i, diff)
			}
		}
	})
}

func openMemory(t *testing.T) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	return opened(t, s, err)
}

func openPostgres(t *testing.T) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), postgres.At(pgtest.Address(t)), slog.New(slog.DiscardHandler))
	return opened(t, s, err)
}

func opened(t *testing.T, s *sqlstore.Store, err error) *sqlstore.Store {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// runSeries runs the writes of one series in order and checks that each ends
// as it must.
func runSeries(rt *rapid.T, s *sqlstore.Store, appID string, writes []int) {
	ctx := context.Background()
	refused := errors.New("refused")
	for step, kind := range writes {
		name := fmt.Sprintf("%s step %d", appID, step)
		var err, want error
		switch kind {
		case changes:
			err = storetest.With(s).ModifyMerchant(ctx, appID, func(_ store.Policy, m store.Merchant) (*store.Modification, error) {
				before := m.Intro
				m.Intro, m.Version = name, m.Version+1
				return &store.Modification{Merchant: m, Change: store.Change{
					Version: m.Version, BeforeIntro: before, AfterIntro: name,
				}}, nil
			})
		case refuses, panics:
			want = refused
			err = storetest.With(s).ModifyMerchant(ctx, appID, func(store.Policy, store.Merchant) (*store.Modification, error) {
				if kind == panics {
					panic("mistake")
				}
				return nil, refused
			})
			if kind == panics && err != nil {
				want = err
			}
		case failsAfterWriting:
			want = refused
			err = s.WriteSQL(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
				return errors.Join(
					tx.Exec(ctx, "UPDATE merchants SET intro = 'must not stay' WHERE app_id = ?1", appID),
					tx.Exec(ctx, "UPDATE accounts SET name = 'must not stay' WHERE app_id = ?1", appID),
					refused)
			})
		case issuesToken:
			err = storetest.With(s).IssueToken(ctx, appID, "classic", func(line store.TokenSeries) (account.Issue, error) {
				line.Current, line.Forced = hash(name), line.Forced+1
				return account.Issue{Series: line, Minted: &store.Token{Hash: hash(name)}, SupersedeAt: time.UnixMilli(int64(step))}, nil
			})
		case putsMedium:
			err = storetest.With(s).PutMedium(ctx, store.Medium{AppID: appID, ID: name, Blob: hash(name)})
		}
		if !errors.Is(err, want) {
			rt.Errorf("%s, kind %d: %v, want %v", name, kind, err, want)
		}
	}
}

func hash(name string) store.Hash { return sha256.Sum256([]byte(name)) }

// remains is all that a series left behind.
func remains(rt *rapid.T, s *sqlstore.Store, appID string, steps int) []any {
	ctx := context.Background()
	must := func(err error) {
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			rt.Error(err)
		}
	}
	account, err := s.Account(ctx, appID)
	must(err)
	merchant, err := s.Merchant(ctx, appID)
	must(err)
	history, err := s.History(ctx, appID, 0, 100)
	must(err)
	left := []any{account, merchant, history}
	for step := range steps {
		name := fmt.Sprintf("%s step %d", appID, step)
		token, _, err := s.Bearer(ctx, appID, hash(name))
		must(err)
		medium, err := s.Medium(ctx, appID, name)
		must(err)
		has, err := s.HasBlob(ctx, hash(name))
		must(err)
		left = append(left, token, medium, has)
	}
	return left
}

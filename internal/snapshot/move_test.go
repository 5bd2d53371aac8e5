package snapshot_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/integrity"
	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/internal/snapshot"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobmem"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

func openPostgres(t *testing.T) state {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), postgres.At(pgtest.Address(t)), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return state{s, new(blobmem.Blobs)}
}

// rows are all rows as text, sorted.
func rows(t *testing.T, s state) []string {
	t.Helper()
	var all []string
	err := s.ReadAll(t.Context(), func(table store.Table, row []any) error {
		all = append(all, fmt.Sprintf("%s %#v", table.Name, row))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// findings are what a check finds.
func findings(t *testing.T, s state) (found []string) {
	t.Helper()
	records := s.Store.(*sqlstore.Store)
	_, err := integrity.Check(t.Context(), records, s.blobs, integrity.Options{}, func(f integrity.Finding) error {
		found = append(found, fmt.Sprint(f))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// changeOnce gives a merchant another introduction.
func changeOnce(ctx context.Context, s store.Store, appID string) error {
	return storetest.With(s).ModifyMerchant(ctx, appID, func(_ store.Policy, m store.Merchant) (*store.Modification, error) {
		c := store.Change{AppID: appID, Version: m.Version + 1, BeforeIntro: m.Intro, BeforeHeadimg: m.Headimg, AfterHeadimg: m.Headimg, Caller: appID, At: madeAt()}
		m.Version, m.Intro = c.Version, fmt.Sprint(`<b>饺子</b> \x41 '"`, c.Version)
		c.AfterIntro = m.Intro
		return &store.Modification{Merchant: m, Change: c}, nil
	})
}

// TestMove moves a state from SQLite to PostgreSQL and back: no row differs.
// WXASTORE_MOVED_MERCHANTS says how many merchants it has.
func TestMove(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("make test runs it")
	}
	server := openPostgres(t)
	from, back := filled(t, rounds.Of(t, "WXASTORE_MOVED_MERCHANTS", 1500, 1500)), open(t)
	ctx := t.Context()
	list, _, err := from.Merchants(ctx, store.MerchantFilter{}, 150)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		for range 2 {
			if err := changeOnce(ctx, from, m.AppID); err != nil {
				t.Fatal(err)
			}
		}
	}
	// A push keeps what the other side said, whatever bytes that is.
	push := store.Delivery{Target: store.ComponentTarget(list[0].AppID), ID: "push", Kind: "k", Body: []byte{0, 0xff}, CreatedAt: madeAt()}
	if err := storetest.ReplaceAll(ctx, from, with(t, from, push)); err != nil {
		t.Fatal(err)
	}
	want := rows(t, from)
	if len(want) < 3000 {
		t.Fatalf("only %d rows", len(want))
	}
	for _, step := range []struct{ from, to state }{{from, server}, {server, back}} {
		result, err := snapshot.Restore(ctx, bytes.NewReader(write(t, step.from)), snapshot.Target{Store: step.to, Blobs: step.to.blobs})
		if err != nil || result.Rows != int64(len(want)) {
			t.Fatalf("%+v, %v", result, err)
		}
		if diff := cmp.Diff(want, rows(t, step.to)); diff != "" {
			t.Errorf("the state differs (-want +got):\n%s", diff)
		}
		if found := findings(t, step.to); found != nil {
			t.Errorf("found %q", found)
		}
	}
}

// with is all of a store and a push that failed.
func with(t *testing.T, s state, p store.Delivery) func(func(string, []any) error) error {
	t.Helper()
	type row struct {
		table  string
		values []any
	}
	var all []row
	err := s.ReadAll(t.Context(), func(table store.Table, values []any) error {
		all = append(all, row{table.Name, values})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	said := []byte("answered \x00\xff\\x41")
	all = append(all,
		row{"push_targets", []any{p.Target.AppID, int64(1), nil, int64(0), int64(0), ""}},
		row{"pushes", []any{p.Target.AppID, p.ID, int64(1), "failed", p.Kind, p.Body, p.CreatedAt.UnixMilli(), int64(3), said}},
	)
	return func(add func(string, []any) error) error {
		for _, r := range all {
			if err := add(r.table, r.values); err != nil {
				return err
			}
		}
		return nil
	}
}

// TestCopyUnderLoad copies stores while merchants change one after the other,
// round by round: the copy passes the check, and is as of one point in time, at which the
// first n merchants are a round ahead of the others.
func TestCopyUnderLoad(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) state{
		"SQLite": func(t *testing.T) state { return openFile(t) }, "PostgreSQL": openPostgres,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			const merchants = 300
			var seeds []store.Seed
			for i := range merchants {
				seeds = append(seeds, store.Seed{
					Account:  store.Account{AppID: fmt.Sprintf("wx%04d", i), Kind: "service", Name: strings.Repeat("n", 3000)},
					Merchant: &store.Merchant{State: store.MerchantApproved, UpdatedAt: madeAt()},
				})
			}
			if _, err := storetest.With(s).Seed(t.Context(), seeds); err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			begun, ended := make(chan struct{}), make(chan error, 1)
			go func() {
				for n := 0; ctx.Err() == nil; n++ {
					if n == merchants+10 {
						close(begun)
					}
					if err := changeOnce(context.WithoutCancel(ctx), s, fmt.Sprintf("wx%04d", n%merchants)); err != nil {
						ended <- err
						return
					}
				}
				ended <- nil
			}()
			select {
			case <-begun:
			case err := <-ended:
				t.Fatal(err)
			}
			var copies [][]byte
			for range 3 {
				copies = append(copies, write(t, s))
			}
			stop()
			if err := <-ended; err != nil {
				t.Fatal(err)
			}
			for _, file := range copies {
				oneMoment(t, file)
			}
		})
	}
}

func oneMoment(t *testing.T, file []byte) {
	t.Helper()
	to := open(t)
	if _, err := snapshot.Restore(t.Context(), bytes.NewReader(file), snapshot.Target{Store: to, Blobs: to.blobs}); err != nil {
		t.Fatal(err)
	}
	if found := findings(t, to); found != nil {
		t.Errorf("found %q", found)
	}
	list, _, err := to.Merchants(t.Context(), store.MerchantFilter{}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	steps := int64(0)
	for i := 1; i < len(list); i++ {
		step := list[i-1].Version - list[i].Version
		if step < 0 {
			t.Errorf("%s has version %d, %s before it %d", list[i].AppID, list[i].Version, list[i-1].AppID, list[i-1].Version)
		}
		steps += step
	}
	if len(list) < 2 || steps > 1 {
		t.Errorf("%d merchants are %d rounds apart", len(list), steps)
	}
}

func openFile(t *testing.T) state {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlite.Folder(t.TempDir()), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return state{s, new(blobmem.Blobs)}
}

package sqlite_test

import (
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// TestReplacedIsWhole replaces everything more often than once, with more rows than are
// dropped in one piece: the file is sound, and its schema what it was.
func TestReplacedIsWhole(t *testing.T) {
	dir := t.TempDir()
	s := openFile(t, dir)
	if _, err := storetest.With(s).Seed(t.Context(), storetest.Merchants(0, 2500)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := storetest.ReplaceAll(t.Context(), s, rowsOf(t, s)); err != nil {
			t.Fatal(err)
		}
		if err := s.IntegrityCheck(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if list, _, err := s.Merchants(t.Context(), store.MerchantFilter{}, 10_000); err != nil || len(list) != 2500 {
		t.Errorf("%d merchants, %v, want 2500", len(list), err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	compareSchema(t, rawDB(t, dir, "wxastore.db"), "schema.sql")
}

// rowsOf fills what a store holds.
func rowsOf(t *testing.T, s store.Store) func(add func(string, []any) error) error {
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
	return func(add func(string, []any) error) error {
		for _, r := range all {
			if err := add(r.table, r.values); err != nil {
				return err
			}
		}
		return nil
	}
}

// TestLeftOfARestore opens a store in which a killed process was about to replace
// everything, before the exchange and after it: what it left is dropped.
func TestLeftOfARestore(t *testing.T) {
	dir := t.TempDir()
	for _, swap := range []bool{false, true} {
		s := openFile(t, dir)
		if _, err := storetest.With(s).Seed(t.Context(), storetest.Merchants(0, 100)); err != nil {
			t.Fatal(err)
		}
		filled, err := s.Fill(t.Context(), func(func(string, []any) error) error { return nil })
		if err == nil && swap {
			err = filled.Swap(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = openFile(t, dir)
		for there := true; there; {
			if there, err = s.HasTable(t.Context(), sqldb.Shadow("by")); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Millisecond)
		}
		list, _, err := s.Merchants(t.Context(), store.MerchantFilter{}, 1000)
		if want := map[bool]int{false: 100, true: 0}[swap]; err != nil || len(list) != want {
			t.Errorf("%d merchants after a restart, %v, want %d", len(list), err, want)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		compareSchema(t, rawDB(t, dir, "wxastore.db"), "schema.sql")
	}
}

package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// TestReplacedNextToAReplica replaces everything, several times, while another replica
// reads and writes with statements that it has prepared: none of its calls fails, and the
// schema, what others may do and what was set stay as they were.
func TestReplacedNextToAReplica(t *testing.T) {
	address := pgtest.Address(t)
	one, two := open(t, address), open(t, address)
	t.Cleanup(func() { one.Close(); two.Close() })
	conn := admin(t, address)
	if _, err := conn.Exec(t.Context(), `GRANT SELECT ON merchants TO PUBLIC; ALTER TABLE merchants SET (fillfactor = 90)`); err != nil {
		t.Fatal(err)
	}
	describe := func() []string {
		t.Helper()
		rows, err := conn.Query(t.Context(), `SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()
			UNION ALL SELECT c.relname || coalesce(c.reloptions::TEXT, '') || coalesce(c.relacl::TEXT, '') FROM pg_class AS c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
			UNION ALL SELECT table_name || ' ' || column_name || ' ' || ordinal_position || data_type || is_nullable || coalesce(column_default, '') || coalesce(collation_name, '')
				FROM information_schema.columns WHERE table_schema = current_schema()
			UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'`)
		if err != nil {
			t.Fatal(err)
		}
		all, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(all)
		return all
	}
	before := describe()
	declared := storetest.Merchants(0, 50)
	if _, err := storetest.With(one).Seed(t.Context(), declared); err != nil {
		t.Fatal(err)
	}
	var all []any
	var tables []string
	err := one.ReadAll(t.Context(), func(table store.Table, row []any) error {
		tables, all = append(tables, table.Name), append(all, row)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := two.Account(t.Context(), declared[n%50].Account.AppID); err != nil {
				t.Errorf("a read of the other replica: %v", err)
			}
			if err := two.PutSetting(t.Context(), "n", nil); err != nil {
				t.Errorf("a write of the other replica: %v", err)
			}
		}
	}()
	for range 2 {
		err := storetest.ReplaceAll(t.Context(), one, func(add func(string, []any) error) error {
			for i, row := range all {
				if err := add(tables[i], row.([]any)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	<-ended
	if diff := cmp.Diff(before, describe()); diff != "" {
		t.Errorf("the schema (-before +after):\n%s", diff)
	}
}

// TestReplaceWaitsForATransaction replaces everything while another transaction reads a
// table: calls do not wait for that, and the replacement comes when it has ended.
func TestReplaceWaitsForATransaction(t *testing.T) {
	address := pgtest.Address(t)
	s := open(t, address)
	t.Cleanup(func() { s.Close() })
	conn := admin(t, address)
	if _, err := conn.Exec(t.Context(), `BEGIN; LOCK TABLE settings IN ACCESS SHARE MODE`); err != nil {
		t.Fatal(err)
	}
	replaced := make(chan error, 1)
	go func() {
		replaced <- storetest.ReplaceAll(t.Context(), s, func(func(string, []any) error) error { return nil })
	}()
	other := admin(t, address)
	for waits := false; !waits; {
		err := other.QueryRow(t.Context(), `SELECT EXISTS (SELECT 1 FROM pg_locks WHERE relation = 'settings'::regclass AND mode = 'AccessExclusiveLock' AND NOT granted)`).Scan(&waits)
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.PutSetting(t.Context(), "behind", nil); err != nil {
		t.Errorf("a write behind the replacement: %v", err)
	}
	if _, err := conn.Exec(t.Context(), `COMMIT`); err != nil {
		t.Fatal(err)
	}
	if err := <-replaced; err != nil {
		t.Errorf("ReplaceAll: %v", err)
	}
}

// TestLeftOfARestore: what a killed process has left stays while it may be in use, and the
// next replacement takes its place.
func TestLeftOfARestore(t *testing.T) {
	address := pgtest.Address(t)
	nothing := func(func(string, []any) error) error { return nil }
	s := open(t, address)
	if _, err := s.Fill(t.Context(), nothing); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, address)
	if there, err := s.HasTable(t.Context(), sqldb.Shadow("by")); !there || err != nil {
		t.Errorf("HasTable = %t, %v: what may be in use is dropped", there, err)
	}
	if err := storetest.ReplaceAll(t.Context(), s, nothing); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Fill(t.Context(), nothing); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := admin(t, address).Exec(t.Context(), `UPDATE `+sqldb.Shadow("by")+` SET at = 0`); err != nil {
		t.Fatal(err)
	}
	s = open(t, address)
	t.Cleanup(func() { s.Close() })
	for there := true; there; {
		var err error
		if there, err = s.HasTable(t.Context(), sqldb.Shadow("by")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
}

// TestLargeTablesGoInPieces replaces tables that are too large to be dropped at once.
func TestLargeTablesGoInPieces(t *testing.T) {
	address := pgtest.Address(t)
	s := open(t, address)
	t.Cleanup(func() { s.Close() })
	conn := admin(t, address)
	_, err := conn.Exec(t.Context(), `INSERT INTO settings (name, value) SELECT 'n' || n, repeat('x', 1000)::BYTEA FROM generate_series(1, 20000) AS n`)
	if err != nil {
		t.Fatal(err)
	}
	if err := storetest.ReplaceAll(t.Context(), s, func(func(string, []any) error) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if there, err := s.HasTable(t.Context(), sqldb.Shadow("settings")); there || err != nil {
		t.Errorf("HasTable = %t, %v after the replacement", there, err)
	}
	if _, err := s.Setting(t.Context(), "n1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Setting: %v, want ErrNotFound", err)
	}
}

package postgres_test

import (
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"

	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

var released = flag.Bool("released", false, "write testdata/released.txt again: the schema that is released now")

// next is the schema of a later program, as migrations may make it: a column with a
// default, a table, an index.
func next(t *testing.T) *sqldb.Schema {
	t.Helper()
	schema, later := *sqlstore.Schema(), make(fstest.MapFS)
	err := fs.WalkDir(schema.Migrations, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(schema.Migrations, path)
		later[path] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	later["migrations/postgres/99999_next.sql"] = &fstest.MapFile{Data: []byte(`-- +goose Up
ALTER TABLE settings ADD COLUMN next BIGINT NOT NULL DEFAULT 7;
ALTER TABLE accounts ADD COLUMN next TEXT;
CREATE TABLE next (id BIGINT PRIMARY KEY);
CREATE INDEX accounts_next ON accounts (next);
`)}
	schema.Migrations = later
	return &schema
}

// TestOldAndNew migrates a database to the schema of a later program while two stores of
// this one read and write: none of their calls fails, nothing is lost, and they go on
// afterwards. Another of this program is refused then.
func TestOldAndNew(t *testing.T) {
	address := pgtest.Address(t)
	stores := []*sqlstore.Store{open(t, address), open(t, address)}
	if _, err := storetest.With(stores[0]).Seed(t.Context(), storetest.Merchants(0, 100)); err != nil {
		t.Fatal(err)
	}
	account := storetest.Merchants(0, 1)[0].Account.AppID
	if err := stores[0].PutSetting(t.Context(), "n0", []byte("0")); err != nil {
		t.Fatal(err)
	}
	const writers = 8
	var kept [writers]int
	var done atomic.Int64
	var stop atomic.Bool
	var work sync.WaitGroup
	for i := range writers {
		s := stores[i%len(stores)]
		work.Go(func() {
			for n := 1; !stop.Load(); n++ {
				if err := s.PutSetting(t.Context(), fmt.Sprint("n", i), fmt.Append(nil, n)); err != nil {
					t.Errorf("a write: %v", err)
					return
				}
				kept[i] = n
				if _, err := s.Account(t.Context(), account); err != nil {
					t.Errorf("a read: %v", err)
					return
				}
				done.Add(1)
			}
		})
	}
	wait := func(more int64) {
		for end := done.Load() + more; done.Load() < end && !t.Failed(); {
			if _, err := stores[0].Setting(t.Context(), "n0"); err != nil {
				t.Errorf("a read: %v", err)
			}
		}
	}
	wait(200)
	state, _, err := postgres.Migrate(t.Context(), address, next(t), sqljournal.Schema())
	if err != nil || state.To != 99999 {
		t.Errorf("migrated %+v, %v", state, err)
	}
	wait(200)
	stop.Store(true)
	work.Wait()
	for i, want := range kept {
		if got, err := stores[0].Setting(t.Context(), fmt.Sprint("n", i)); err != nil || string(got) != fmt.Sprint(want) {
			t.Errorf("setting %d is %s, %v, want %d", i, got, err, want)
		}
	}
	for _, s := range stores {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	s, err := sqlstore.Open(t.Context(), postgres.At(address), slog.New(slog.DiscardHandler))
	if err == nil {
		s.Close()
		t.Fatal("an older program opens the database of a newer one")
	}
	if said := err.Error(); !strings.Contains(said, "was written by a newer wxastore") || !strings.Contains(said, "99999") {
		t.Errorf("an older program says %s", said)
	}
}

// TestMigrationWaitsBriefly migrates while another transaction has locked a table: calls
// that come to the table meanwhile do not wait until that ends, and the migration is made
// once it has.
func TestMigrationWaitsBriefly(t *testing.T) {
	address := pgtest.Address(t)
	s := open(t, address)
	t.Cleanup(func() { s.Close() })
	conn := admin(t, address)
	if _, err := conn.Exec(t.Context(), `BEGIN; LOCK TABLE settings IN ACCESS SHARE MODE`); err != nil {
		t.Fatal(err)
	}
	migrated := make(chan error, 1)
	go func() {
		_, _, err := postgres.Migrate(t.Context(), address, next(t), sqljournal.Schema())
		migrated <- err
	}()
	other := admin(t, address)
	for waits := false; !waits; {
		err := other.QueryRow(t.Context(), `SELECT EXISTS (SELECT 1 FROM pg_locks WHERE relation = 'settings'::regclass AND mode = 'AccessExclusiveLock' AND NOT granted)`).Scan(&waits)
		if err != nil {
			t.Fatal(err)
		}
	}
	// The statement would end after 5 s if the migration waited as long as the lock is held.
	if err := s.PutSetting(t.Context(), "behind a migration", nil); err != nil {
		t.Errorf("a write behind a migration that waits: %v", err)
	}
	select {
	case err := <-migrated:
		t.Fatalf("migrated although a table was locked: %v", err)
	default:
	}
	if _, err := conn.Exec(t.Context(), `COMMIT`); err != nil {
		t.Fatal(err)
	}
	if err := <-migrated; err != nil {
		t.Errorf("the migration: %v", err)
	}
}

// TestMigrationsExpand compares the schema with the one of the last release, whose
// programs go on while a newer one has migrated: each of its columns is there as it was,
// its tables have no other unique index, and what is new in them may be left out.
func TestMigrationsExpand(t *testing.T) {
	address := pgtest.Address(t)
	if err := open(t, address).Close(); err != nil {
		t.Fatal(err)
	}
	conn := admin(t, address)
	query := func(sql string) []string {
		t.Helper()
		rows, err := conn.Query(t.Context(), sql)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		return lines
	}
	const ours = `schemaname = current_schema() AND tablename NOT LIKE 'goose%'`
	columns := query(`SELECT table_name || '.' || column_name || ' ' || data_type || CASE WHEN is_nullable = 'YES' THEN ' null' ELSE '' END
		|| CASE WHEN column_default IS NULL THEN '' ELSE ' default' END
		FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT LIKE 'goose%' ORDER BY 1`)
	unique := query(`SELECT 'unique ' || tablename || ' ' || regexp_replace(indexdef, '^.* USING ', '') FROM pg_indexes WHERE ` + ours + ` AND indexdef LIKE 'CREATE UNIQUE%' ORDER BY 1`)
	const path = "testdata/released.txt"
	if *released {
		if err := os.WriteFile(path, []byte(strings.Join(append(slices.Clone(columns), unique...), "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before := strings.Split(strings.TrimSpace(string(text)), "\n")
	tables := make(map[string]bool)
	for _, line := range before {
		if name, _, ok := strings.Cut(line, "."); ok {
			tables[name] = true
		}
		if !slices.Contains(columns, line) && !slices.Contains(unique, line) {
			t.Errorf("programs of the last release need %q: a migration adds, and what nobody needs any more goes a release later", line)
		}
	}
	for _, line := range columns {
		table, _, _ := strings.Cut(line, ".")
		if tables[table] && !slices.Contains(before, line) && !strings.HasSuffix(line, " null") && !strings.HasSuffix(line, " default") {
			t.Errorf("%s: programs of the last release add rows without it: let it be null, or give it a default", line)
		}
	}
	for _, line := range unique {
		if table := strings.Fields(line)[1]; tables[table] && !slices.Contains(before, line) {
			t.Errorf("%s: programs of the last release do not know that rows of %s must not be alike", line, table)
		}
	}
}

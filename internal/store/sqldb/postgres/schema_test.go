package postgres_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

var (
	tables = regexp.MustCompile(`(?s)CREATE TABLE (\w+) \(\n(.*?)\)[A-Z ,]*;`)
	// SQLite appends a column that a later migration adds after a comma.
	columns = regexp.MustCompile(`(?m)(?:^    |, )([a-z_]+) +[A-Z]+`)
)

// TestSchemaIsTheSame compares tables and columns with those of SQLite, for
// which all SQL is written, too.
func TestSchemaIsTheSame(t *testing.T) {
	s := open(t, pgtest.Address(t))
	var own []string // which SQLite alone has
	for _, table := range s.Tables() {
		for _, column := range table.Own {
			own = append(own, table.Name+"."+column)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for file, open := range map[string]func(address string) interface{ Close() error }{
		"../sqlite/schema.sql":  func(address string) interface{ Close() error } { return open(t, address) },
		"../sqlite/journal.sql": func(address string) interface{ Close() error } { return openJournal(t, address) },
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, table := range tables.FindAllStringSubmatch(string(text), -1) {
			for _, column := range columns.FindAllStringSubmatch(table[2], -1) {
				if !slices.Contains(own, table[1]+"."+column[1]) {
					want = append(want, table[1]+"."+column[1])
				}
			}
		}
		slices.Sort(want)
		address := pgtest.Address(t)
		if err := open(address).Close(); err != nil {
			t.Fatal(err)
		}
		rows, err := admin(t, address).Query(t.Context(), `SELECT table_name || '.' || column_name FROM information_schema.columns
			WHERE table_schema = current_schema() AND table_name NOT LIKE 'goose%'`)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for rows.Next() {
			var column string
			if err := rows.Scan(&column); err != nil {
				t.Fatal(err)
			}
			got = append(got, column)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: tables differ (-SQLite +PostgreSQL):\n%s", file, diff)
		}
	}
}

// TestDefaults compares the defaults of the columns that later migrations add
// with those that older snapshots get.
func TestDefaults(t *testing.T) {
	address := pgtest.Address(t)
	s := open(t, address)
	var want []string
	for _, table := range s.Tables() {
		for _, c := range table.Columns {
			want = append(want, table.Name+"."+c.Name+storetest.ShowDefault(table, c))
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	rows, err := admin(t, address).Query(t.Context(), `SELECT table_name || '.' || column_name, coalesce(split_part(column_default, '::', 1), '')
		FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name NOT LIKE 'goose%' AND table_name = ANY ($1)`, names(s.Tables()))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for rows.Next() {
		var column, byDefault string
		if err := rows.Scan(&column, &byDefault); err != nil {
			t.Fatal(err)
		}
		got = append(got, column+strings.NewReplacer("true", "TRUE", "false", "FALSE").Replace(byDefault))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("defaults differ (-declared +migrated):\n%s", diff)
	}
}

func names(tables []store.Table) (all []string) {
	for _, table := range tables {
		all = append(all, table.Name)
	}
	return all
}

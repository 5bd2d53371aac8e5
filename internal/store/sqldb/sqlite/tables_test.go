package sqlite_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/store/storetest"
)

// TestTablesAreAll compares the tables that are copied with what the migrations
// make: one that is missing would be lost by a snapshot, and with another default
// an old snapshot would be restored to something else than what was migrated.
func TestTablesAreAll(t *testing.T) {
	dir := t.TempDir()
	s := openFile(t, dir)
	defer s.Close()
	var declared, own []string
	for _, table := range s.Tables() {
		for _, name := range table.Own {
			own = append(own, table.Name+" "+name)
		}
		for _, c := range table.Columns {
			kind := map[string]string{"integer": "INTEGER", "boolean": "INTEGER", "real": "REAL", "hash": "BLOB", "bytes": "BLOB"}[string(c.Kind)]
			if kind == "" {
				kind = "TEXT"
			}
			declared = append(declared, fmt.Sprint(table.Name, " ", c.Name, " ", kind, " ", c.Null, storetest.ShowDefault(table, c)))
		}
	}
	rows, err := rawDB(t, dir, "wxastore.db").Query(`SELECT t.name, c.name, c.type, c."notnull" = 0, c.dflt_value FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
		WHERE t.type = 'table' AND t.name NOT LIKE 'goose%' AND t.name NOT LIKE 'sqlite%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var made []string
	for rows.Next() {
		var table, column, kind string
		var null bool
		var byDefault sql.Null[string]
		if err := rows.Scan(&table, &column, &kind, &null, &byDefault); err != nil {
			t.Fatal(err)
		}
		if slices.Contains(own, table+" "+column) {
			continue
		}
		made = append(made, fmt.Sprint(table, " ", column, " ", kind, " ", null, byDefault.V))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(declared)
	slices.Sort(made)
	if !slices.Equal(declared, made) {
		t.Errorf("declared in tables.go\n%s\nmade by the migrations\n%s", strings.Join(declared, "\n"), strings.Join(made, "\n"))
	}
}

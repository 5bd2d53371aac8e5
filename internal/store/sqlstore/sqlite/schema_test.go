package sqlite_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write schema.sql anew from the migrations")

// TestSchema compares what the migrations make of an empty database with
// schema.sql, so that a reader finds the whole schema in one place and a change
// of a released migration does not go unseen.
func TestSchema(t *testing.T) {
	dir := t.TempDir()
	if err := openFile(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	rows, err := rawDB(t, dir).Query(`SELECT sql FROM sqlite_schema
		WHERE sql IS NOT NULL AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%' ORDER BY tbl_name, type DESC, name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	dump := new(strings.Builder)
	dump.WriteString("-- What the migrations make. Written by: go test ./internal/store/sqlstore/sqlite -run TestSchema -update\n")
	for rows.Next() {
		var statement string
		if err := rows.Scan(&statement); err != nil {
			t.Fatal(err)
		}
		dump.WriteString("\n" + statement + ";\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("schema.sql", []byte(dump.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), dump.String()); diff != "" {
		t.Errorf("schema.sql differs from what the migrations make (-file +migrated):\n%s", diff)
	}
}

package sqlite_test

import (
	"database/sql"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write schema.sql and journal.sql again from the migrations")

// TestSchema compares what the migrations make of empty databases with
// schema.sql and journal.sql, so that a reader finds a whole schema in one
// place and a change of a released migration does not go unseen.
func TestSchema(t *testing.T) {
	dir := t.TempDir()
	if err := openFile(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	if err := openJournal(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	compareSchema(t, rawDB(t, dir, "wxastore.db"), "schema.sql")
	compareSchema(t, rawDB(t, dir, "journal.db"), "journal.sql")
}

func compareSchema(t *testing.T, db *sql.DB, file string) {
	t.Helper()
	rows, err := db.Query(`SELECT sql FROM sqlite_schema
		WHERE sql IS NOT NULL AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%' ORDER BY tbl_name, type DESC, name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	dump := new(strings.Builder)
	dump.WriteString("-- What the migrations make. Written by: go test ./internal/store/sqldb/sqlite -run TestSchema -update\n")
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
		if err := os.WriteFile(file, []byte(dump.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), dump.String()); diff != "" {
		t.Errorf("%s differs from what the migrations make (-file +migrated):\n%s", file, diff)
	}
}

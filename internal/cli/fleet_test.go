package cli

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/weixin"
)

// run runs a command of fleet and returns its exit status and what it prints.
func runFleet(t *testing.T, args ...string) (status int, printed string) {
	t.Helper()
	program, err := New()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	s := &command.Streams{In: strings.NewReader(""), Out: &out, Err: &out, Look: command.Look{Lang: weixin.English}}
	status = program.Run(t.Context(), append([]string{"fleet"}, args...), s)
	return status, out.String()
}

// shops fills a table of merchants.
func shops(t *testing.T, db *sql.DB) {
	t.Helper()
	for _, statement := range []string{
		`CREATE TABLE shops (appid TEXT, intro TEXT, open INTEGER, city TEXT)`,
		`INSERT INTO shops VALUES ('wx2026000000000001', '{{city}}分店', 1, '广州'), ('wx2026000000000002', '{{city}}分店', 1, NULL), ('wx2026000000000003', 'x', 0, '深圳')`,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

// TestQuery plans what a query of either database returns; a query that would change
// something is refused by the database.
func TestQuery(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shops.db")
	lite, err := sqlite.OpenPlain(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	shops(t, lite)
	if err := lite.Close(); err != nil {
		t.Fatal(err)
	}
	server := pgtest.Address(t)
	large, err := postgres.OpenPlain(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	defer large.Close()
	shops(t, large)
	for name, from := range map[string]string{"SQLite": file, "PostgreSQL": server} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			ledger, plan := filepath.Join(dir, "fleet.db"), filepath.Join(dir, "a.plan")
			query := "SELECT appid, intro, city FROM shops WHERE open = 1 ORDER BY appid"
			status, printed := runFleet(t, "plan", "--query", query, "--from", from, "--on", "twin", "--ledger", ledger, "--out", plan)
			if status != 2 || !strings.Contains(printed, "1 to change, 0 unchanged, 1 blocked") || !strings.Contains(printed, "the column city is empty") {
				t.Fatalf("status %d: %s", status, printed)
			}
			if status, printed = runFleet(t, "apply", plan, "--from", from, "--on", "twin", "--ledger", ledger); status != 3 || !strings.Contains(printed, "1  done") {
				t.Fatalf("status %d: %s", status, printed)
			}
			if status, printed = runFleet(t, "plan", "--query", "DELETE FROM shops RETURNING appid", "--from", from, "--on", "twin", "--ledger", ledger); status != 1 {
				t.Errorf("a query that deletes: status %d: %s", status, printed)
			}
			if status, printed = runFleet(t, "plan", "--query", query, "--from", from, "--on", "twin", "--ledger", ledger); !strings.Contains(printed, "0 to change, 1 unchanged, 1 blocked") {
				t.Errorf("status %d: %s", status, printed)
			}
		})
	}
}

// TestBlockedRows are said in the operator's language, also when they are read from the
// ledger, and do not keep a rehearsal from going on.
func TestBlockedRows(t *testing.T) {
	dir := t.TempDir()
	ledger, table, plan := filepath.Join(dir, "fleet.db"), filepath.Join(dir, "a.csv"), filepath.Join(dir, "a.plan")
	if err := os.WriteFile(table, []byte("appid,intro\nwx2026000000000001,一\nwx2026000000000001,二\nwx-x,三\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	step := func(lang string, want int, say string, args ...string) {
		t.Helper()
		if status, printed := runFleet(t, append(args, "--lang", lang, "--on", "twin", "--ledger", ledger)...); status != want || !strings.Contains(printed, say) {
			t.Fatalf("%v: status %d: %s", args, status, printed)
		}
	}
	step("zh", 2, "第 2 行已有这个 AppID", "plan", table, "--out", plan)
	step("en", 2, `"reason":"duplicate","detail":"line 2 has this app id, too"`, "plan", table, "--json")
	step("en", 1, "1  another day", "apply", plan, "--faults", "85049=100%", "--max-failures", "100")
	step("en", 3, "1  done", "retry", "--class", "held")
	step("zh", 0, "duplicate: 第 2 行已有这个 AppID", "show", "--appid", "wx2026000000000001#3")
	step("zh", 0, "已完成 1，共 3", "runs")
}

// TestRestore reads an export into a new ledger, which then plans as the first one does.
func TestRestore(t *testing.T) {
	dir := t.TempDir()
	first, second := filepath.Join(dir, "first.db"), filepath.Join(dir, "second.db")
	table, lines, plan := filepath.Join(dir, "a.csv"), filepath.Join(dir, "a.jsonl"), filepath.Join(dir, "a.plan")
	if err := os.WriteFile(table, []byte("appid,intro\nwx2026000000000001,一\nwx2026000000000002,二\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	step := func(want int, say string, args ...string) {
		t.Helper()
		if status, printed := runFleet(t, args...); status != want || !strings.Contains(printed, say) {
			t.Fatalf("%v: status %d: %s", args, status, printed)
		}
	}
	step(2, "2 to change", "plan", table, "--on", "twin", "--ledger", first, "--out", plan)
	step(0, "2  done", "apply", plan, "--on", "twin", "--ledger", first)
	step(0, "saved as "+lines, "ledger", "export", "--ledger", first, "--out", lines)
	step(0, "restored 2 merchants and stores", "ledger", "restore", lines, "--ledger", second)
	step(0, "0 to change, 2 unchanged", "plan", table, "--on", "twin", "--ledger", second)
	if err := os.WriteFile(lines, []byte("{\"appid\":\"wx2026000000000001\"}\nnot a record\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	step(1, "line 2 is not one of fleet ledger export", "ledger", "restore", lines, "--ledger", second)
}

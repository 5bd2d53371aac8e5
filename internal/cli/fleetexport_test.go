package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExportOfRevert plans what export writes of a run that reverts another: its rows were
// read from no table, and a picture of it is in the ledger alone.
func TestExportOfRevert(t *testing.T) {
	dir := t.TempDir()
	picture, err := os.ReadFile(filepath.Join("../../examples", "head.png"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := os.ReadFile(filepath.Join("../../examples", "front.png"))
	if err != nil {
		t.Fatal(err)
	}
	ledger, plan, failed := filepath.Join(dir, "fleet.db"), filepath.Join(dir, "a.plan"), filepath.Join(dir, "failed.csv")
	write := func(name string, text []byte) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	step := func(want int, say string, args ...string) string {
		t.Helper()
		status, printed := runFleet(t, append(args, "--on", "twin", "--ledger", ledger)...)
		if status != want || !strings.Contains(printed, say) {
			t.Fatalf("%v: status %d: %s", args, status, printed)
		}
		return printed
	}
	write("one.png", picture)
	write("two.png", second)
	first := write("first.csv", []byte("name,intro,headimg,appid\n一店,一,one.png,wx2026000000000001\n二店,二,one.png,wx2026000000000002\n"))
	then := write("then.csv", []byte("intro,headimg,appid\n三,two.png,wx2026000000000001\n四,two.png,wx2026000000000002\n"))
	for _, table := range []string{first, then} {
		step(2, "2 to change", "plan", table, "--out", plan)
		step(0, "2  done", "apply", plan)
	}
	run, _, _ := strings.Cut(step(0, "2 of 2 done", "runs"), " ")
	if got := step(0, "appid,intro,headimg,state", "export", run); !strings.Contains(got, "wx2026000000000001,三,two.png,done") {
		t.Errorf("the export of a table that has appid last: %s", got)
	}
	step(2, "2 to change, 0 unchanged, 0 blocked", "revert", run, "--out", plan)
	step(1, "2  our input", "apply", plan, "--faults", "85036=100%", "--max-failures", "100")
	step(0, "2 rows saved", "export", "--failed", "--out", failed)
	step(2, "2 to change, 0 unchanged, 0 blocked", "plan", failed, "--out", plan)
	step(0, "2  done", "apply", plan)
	step(0, "0 to change, 2 unchanged", "plan", first)
}

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
	step(0, "saved as "+failed, "export", "--failed", "--out", failed)
	step(2, "2 to change, 0 unchanged, 0 blocked", "plan", failed, "--out", plan)
	step(0, "2  done", "apply", plan)
	step(0, "0 to change, 2 unchanged", "plan", first)
}

// TestRunsInChinese says in the operator's language how a run has ended and why, what a plan
// warns of, and what is noted; in JSON the names of states stay.
func TestRunsInChinese(t *testing.T) {
	dir := t.TempDir()
	ledger, table, plan := filepath.Join(dir, "fleet.db"), filepath.Join(dir, "a.csv"), filepath.Join(dir, "a.plan")
	step := func(lang string, want int, say string, args ...string) {
		t.Helper()
		if status, printed := runFleet(t, append(args, "--lang", lang, "--on", "twin", "--ledger", ledger)...); status != want || !strings.Contains(printed, say) {
			t.Fatalf("%v: status %d: %s", args, status, printed)
		}
	}
	write := func(intro string) {
		t.Helper()
		if err := os.WriteFile(table, []byte("appid,intro\nwx2026000000000001,"+intro+"\nwx2026000000000002,"+intro+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("一")
	step("en", 2, "apply it with wxastore fleet apply "+plan, "plan", table, "--out", plan)
	step("zh", 4, "达到失败上限而停止：1 个先行商家中，wx2026000000000001 的结果是 input", "apply", plan, "--canary", "1", "--faults", "85036=100%")
	step("zh", 0, "达到失败上限而停止：", "show")
	step("zh", 0, "  达到失败上限而停止  ", "runs")
	step("zh", 0, `"why":"1 个先行商家中，`, "runs", "--json")
	step("en", 0, `"state":"stopped"`, "runs", "--json")
	step("en", 0, `  stopped  `, "runs")
	step("zh", 3, "已结束", "resume")
	step("zh", 0, "已结束", "retry", "--class", "input")
	if _, printed := runFleet(t, "show", "--appid", "wx2026000000000001", "--on", "twin", "--ledger", ledger); printed != "wx2026000000000001  done\n" {
		t.Errorf("one that is done: %q", printed)
	}
	write("二")
	step("en", 2, `"warnings":["change 2 of this month, whose limit Weixin does not publish"]`, "plan", table, "--json")
	step("zh", 2, `"warnings":["本月第 2 次修改，微信没有公布上限"]`, "plan", table, "--json", "--out", plan)
	step("en", 4, "stopped: 1 merchants in state input, and 0 are allowed", "apply", plan, "--parallel", "1", "--max-failures", "input=0", "--faults", "85036=100%")
	step("zh", 0, "有 1 个商家的结果是 input，上限 0 个", "show")
	step("en", 0, "noted in the ledger: 1 merchant(s)", "tell", "wx2026000000000001", "--intro", "三")
	step("zh", 0, "账本已登记 1 个商家", "tell", "wx2026000000000001", "--intro", "三")
}

package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/client/component/filetokens"
	"github.com/wxastore/wxastore/internal/built"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// provider is a clean folder of a provider, and the service that it calls.
type provider struct {
	program, folder string
	env             []string
}

func (p provider) command(args ...string) *exec.Cmd {
	c := exec.Command(p.program, args...)
	c.Dir, c.Env = p.folder, append([]string{"LANG=en_US.UTF-8", "PATH=" + os.Getenv("PATH"), "HOME=" + p.folder}, p.env...)
	return c
}

// run runs a command of fleet to its end.
func (p provider) run(t *testing.T, args ...string) (status int, printed string) {
	t.Helper()
	out, err := p.command(append([]string{"fleet"}, args...)...).CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), string(out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0, string(out)
}

// TestFleetBinary uses the program as a provider does, in processes of its own.
func TestFleetBinary(t *testing.T) {
	if testing.Short() {
		t.Skip("make test builds the program and runs it")
	}
	program := built.Program(t)
	t.Run("first run", func(t *testing.T) { firstRun(t, provider{program: program, folder: t.TempDir()}) })
	t.Run("two processes", func(t *testing.T) { twoProcesses(t, provider{program: program, folder: t.TempDir()}) })
	t.Run("terminal", func(t *testing.T) { liveTable(t, provider{program: program, folder: t.TempDir()}) })
}

// firstRun plans docs/fleet.md's file of 50 rows, of which 7 are broken in 7 ways, against
// a service, through a platform whose tokens lie in a folder. Each broken row is named with
// a remedy, and no change and no picture was sent by then.
func firstRun(t *testing.T, p provider) {
	srv := wxastoretest.Run(t)
	for _, name := range []string{"fleet.csv", "head.png", "receiver.py"} {
		content, err := os.ReadFile(filepath.Join("../../examples", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(p.folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p.env = append(p.env, platform(t, srv, p.folder)...)
	status, printed := p.run(t, "plan", "fleet.csv", "--out", "first.plan")
	if status != 2 || !strings.Contains(printed, "43 to change, 0 unchanged, 7 blocked") {
		t.Fatalf("status %d: %s", status, printed)
	}
	var remedies, rows []string
	for line := range strings.Lines(printed) {
		if remedy, ok := strings.CutPrefix(line, "  do:"); ok {
			remedies = append(remedies, strings.TrimSpace(remedy))
		}
		if strings.HasPrefix(line, "line ") {
			rows = append(rows, line)
		}
	}
	if len(remedies) != 7 || len(rows) != 7 {
		t.Errorf("%d remedies %q, %d rows %q", len(remedies), remedies, len(rows), rows)
	}
	srv.CheckCalls(t, weixin.ModifyMerchant.Name, 0)
	srv.CheckCalls(t, weixin.UploadTempMedia.Name, 0)
	if status, printed = p.run(t, "apply", "first.plan", "--canary", "3"); status != 3 || !strings.Contains(printed, "    43  done") || !strings.Contains(printed, "     7  blocked by the plan") {
		t.Fatalf("status %d: %s", status, printed)
	}
	srv.CheckCalls(t, weixin.ModifyMerchant.Name, 43)
	if status, printed = p.run(t, "plan", "fleet.csv"); status != 1 || !strings.Contains(printed, "0 to change, 43 unchanged, 7 blocked") {
		t.Errorf("status %d: %s", status, printed)
	}
}

// platform has all accounts of the file authorize a platform, and returns how the program
// finds it.
func platform(t *testing.T, srv *wxastoretest.Server, folder string) []string {
	t.Helper()
	const id, secret = "wxprovider00000001", "secret-of-the-provider"
	srv.AddComponent(wxastoretest.Component{AppID: id, Secret: secret})
	tokens := filepath.Join(folder, "tokens")
	if err := os.Mkdir(tokens, 0o700); err != nil {
		t.Fatal(err)
	}
	kept, err := filetokens.Open(tokens)
	if err != nil {
		t.Fatal(err)
	}
	c, err := component.New(component.Config{AppID: id, Secret: secret, Store: kept}, client.WithBaseURL(srv.URL), client.WithHTTPClient(srv.Client()))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.StoreTicket(t.Context(), srv.PushTicket(id), time.Now()); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 50; n++ {
		appID := fmt.Sprintf("wx%016d", 2026000000000000+n)
		srv.AddAccount(wxastoretest.Account{AppID: appID, Secret: "unknown to the provider", Merchant: &wxastoretest.Merchant{Nickname: "店", Intro: "before"}})
		sets := []int{8, 13}
		if n == 45 { // as its row says
			sets = []int{1}
		}
		if _, err := c.QueryAuth(t.Context(), srv.Authorize(id, appID, sets...)); err != nil {
			t.Fatal(err)
		}
	}
	return []string{"WXASTORE_API=" + srv.URL, "WXASTORE_COMPONENT=" + id, "WXASTORE_COMPONENT_SECRET=" + secret, "WXASTORE_COMPONENT_TOKENS=" + tokens}
}

// merchants puts a service's accounts into a table and a file of secrets, and plans them.
func (p *provider) merchants(t *testing.T, srv *wxastoretest.Server, n int) {
	t.Helper()
	var table, secrets bytes.Buffer
	table.WriteString("appid,intro\n")
	for i := range n {
		appID := fmt.Sprintf("wxbinary%08d", i)
		srv.AddAccount(wxastoretest.Account{AppID: appID, Secret: "of-" + appID, Merchant: &wxastoretest.Merchant{Nickname: "店", Intro: "before"}})
		fmt.Fprintf(&table, "%s,after\n", appID)
		fmt.Fprintf(&secrets, "%s,of-%s\n", appID, appID)
	}
	p.env = append(p.env, "WXASTORE_API="+srv.URL)
	for name, content := range map[string][]byte{"a.csv": table.Bytes(), "secrets.csv": secrets.Bytes()} {
		if err := os.WriteFile(filepath.Join(p.folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if status, printed := p.run(t, "plan", "a.csv", "--secrets", "secrets.csv", "--out", "a.plan"); status != 2 {
		t.Fatalf("status %d: %s", status, printed)
	}
}

// twoProcesses applies one plan in two processes at once: the second one is refused with a
// sentence that names the first, and changes nothing.
func twoProcesses(t *testing.T, p provider) {
	srv := wxastoretest.Run(t)
	p.merchants(t, srv, 3)
	srv.Inject(wxastoretest.Fault{Interface: weixin.ModifyMerchant.Name, Times: 1, Do: wxastoretest.Delay(20 * time.Second)})
	first := p.command("fleet", "apply", "a.plan", "--secrets", "secrets.csv", "--parallel", "1")
	first.Stdin = nil
	var told bytes.Buffer
	first.Stdout, first.Stderr = &told, &told
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	srv.WaitForCalls(t.Context(), weixin.GetStableAccessToken.Name, 3+1) // the plan's, and that of the call that is delayed
	status, printed := p.run(t, "apply", "a.plan", "--secrets", "secrets.csv")
	if status != 1 || !strings.Contains(printed, "the ledger is in use by") || !strings.Contains(printed, fmt.Sprintf("(process %d, since ", first.Process.Pid)) ||
		!strings.Contains(printed, "wait until that has ended, or stop it") {
		t.Errorf("the second: status %d: %s", status, printed)
	}
	srv.ClearFaults()
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	if status, printed = p.run(t, "resume", "--secrets", "secrets.csv"); status != 3 || !strings.Contains(printed, "2  done") || !strings.Contains(printed, "1  unknown") {
		t.Errorf("after the first was killed: status %d: %s", status, printed)
	}
}

// liveTable applies on a terminal that is too narrow for the first line of the table: each
// table replaces the one before it, and the summary follows the last.
func liveTable(t *testing.T, p provider) {
	srv := wxastoretest.Run(t)
	p.merchants(t, srv, 8)
	srv.Inject(wxastoretest.Fault{Interface: weixin.ModifyMerchant.Name, Do: wxastoretest.Delay(150 * time.Millisecond)})
	const columns = 24
	main, sub := openTerminal(t, columns)
	c := p.command("fleet", "apply", "a.plan", "--secrets", "secrets.csv", "--parallel", "1")
	c.Env = append(c.Env, "TERM=xterm")
	c.Stdout, c.Stderr = sub, sub
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if err := sub.Close(); err != nil {
		t.Fatal(err)
	}
	var shown bytes.Buffer
	_, _ = bufio.NewReader(main).WriteTo(&shown) // a terminal that was left answers with an error
	if err := c.Wait(); err != nil {
		t.Fatalf("%v: %s", err, &shown)
	}
	tables := strings.Split(shown.String(), "\x1b[J")
	if len(tables) < 3 {
		t.Fatalf("%d tables: %q", len(tables), &shown)
	}
	for n, table := range tables[:len(tables)-1] {
		lines := strings.Split(strings.TrimSuffix(table, "\r\n"), "\r\n")
		up := lines[len(lines)-1]
		lines = lines[:len(lines)-1]
		if want := fmt.Sprintf("\x1b[%dA", len(lines)); up != want {
			t.Errorf("table %d has %d lines, and the next one goes up by %q", n, len(lines), up)
		}
		for _, line := range lines {
			if command.Cells(line) > columns {
				t.Errorf("table %d has a line of %d columns: %q", n, command.Cells(line), line)
			}
		}
	}
	last := tables[len(tables)-1]
	if !strings.Contains(last, "done  8\r\n") || !strings.Contains(last, "finished\r\n     8  done\r\n") {
		t.Errorf("the last table: %q", last)
	}
}

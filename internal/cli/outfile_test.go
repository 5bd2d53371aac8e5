package cli

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// TestFileThatCannotBeWritten names a file in a folder that is not there to every command
// that writes one: it is refused before anybody is asked for anything, and a file that is
// there stays as it was.
func TestFileThatCannotBeWritten(t *testing.T) {
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls++ }))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	for name, text := range map[string]string{
		"a.csv":       "appid,intro\nwx0123456789abcdef,x\n",
		"secrets.csv": "wx0123456789abcdef,0123456789abcdef0123456789abcdef\n",
		"taken":       "taken",
	} {
		if err := os.WriteFile(path(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ledger := []string{"--ledger", path("fleet.db")}
	asks := []string{"--api", server.URL, "--appid", "wx0123456789abcdef", "--secret", "x"}
	writing := map[string]struct {
		args     []string
		replaces bool
	}{
		"parity run OUT":           {args: append([]string{"parity", "run", "--out", "FILE"}, asks...)},
		"parity record FILE":       {args: append([]string{"parity", "record", "FILE"}, asks...)},
		"parity learn FILE":        {args: append([]string{"parity", "learn", "FILE"}, asks...)},
		"fleet plan OUT":           {args: append([]string{"fleet", "plan", path("a.csv"), "--out", "FILE", "--api", server.URL, "--secrets", path("secrets.csv")}, ledger...), replaces: true},
		"fleet revert OUT":         {args: append([]string{"fleet", "revert", "some-run", "--out", "FILE", "--api", server.URL}, ledger...), replaces: true},
		"fleet export OUT":         {args: append([]string{"fleet", "export", "--out", "FILE"}, ledger...)},
		"fleet ledger export OUT":  {args: append([]string{"fleet", "ledger", "export", "--out", "FILE"}, ledger...)},
		"fleet ledger backup FILE": {args: append([]string{"fleet", "ledger", "backup", "FILE"}, ledger...)},
		"admin snapshot FILE":      {args: []string{"admin", "snapshot", "FILE", "--console", server.URL}},
		"backup FILE":              {args: []string{"backup", "FILE", "--data", dir}},
	}
	program, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, leaf := range program.parser.Model.Leaves(true) {
		for _, f := range leaf.Flags {
			if _, known := writing[leaf.Path()+" OUT"]; f.Name == "out" && !known {
				t.Errorf("wxastore %s --out is not tried", leaf.Path())
			}
		}
		for _, p := range leaf.Positional {
			if _, known := writing[leaf.Path()+" FILE"]; !known && (strings.HasPrefix(p.Help, "The file to write") || strings.HasPrefix(p.Help, "Where to save")) {
				t.Errorf("wxastore %s %s is not tried", leaf.Path(), p.Summary())
			}
		}
	}
	attempt := func(args []string, file string) (status int, said string) {
		line := make([]string, len(args))
		for i, a := range args {
			line[i] = strings.Replace(a, "FILE", file, 1)
		}
		var out bytes.Buffer
		s := &command.Streams{In: strings.NewReader(""), Out: &out, Err: &out, Look: command.Look{Lang: weixin.English}}
		return program.Run(t.Context(), line, s), out.String()
	}
	for name, w := range writing {
		refused := 2
		if w.args[0] == "fleet" || w.args[0] == "parity" {
			refused = 1 // 2 says that there are changes, or differences
		}
		missing := filepath.Join(dir, "missing", "file")
		if status, said := attempt(w.args, missing); status != refused || !strings.Contains(said, missing) || calls > 0 {
			t.Errorf("%s: status %d after %d calls: %s", name, status, calls, said)
		}
		calls = 0
		if strings.HasSuffix(name, " FILE") {
			if status, said := attempt(w.args, ""); status != refused || said == "" || calls > 0 {
				t.Errorf("%s: an empty name: status %d after %d calls: %s", name, status, calls, said)
			}
		}
		if w.replaces {
			continue
		}
		if status, said := attempt(w.args, path("taken")); status != refused || !strings.Contains(said, "taken is there already") || calls > 0 {
			t.Errorf("%s: a file that is there: status %d after %d calls: %s", name, status, calls, said)
		}
		calls = 0
		if text, err := os.ReadFile(path("taken")); err != nil || string(text) != "taken" {
			t.Fatalf("%s left %q, %v", name, text, err)
		}
	}
	left, err := filepath.Glob(path(".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("temporary files are left: %q, %v", left, err)
	}
}

package typescript

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/wxastore/wxastore/internal/tools"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestCall makes types from the document, has the compiler check a program that uses
// them, and runs it against a service.
func TestCall(t *testing.T) {
	tools.Need(t, "node")
	t.Parallel()
	here, err := os.MkdirTemp(".", ".made-") //nolint:usetesting // below node_modules
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(here) })
	program, err := os.ReadFile("call.ts")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(here, "call.ts"), program, 0o600); err != nil {
		t.Fatal(err)
	}
	srv := wxastoretest.Run(t)
	run := func(name string, args ...string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s %q: %v (npm ci in internal/wireapi/typescript?)\n%s", name, args, err, out)
		}
		return string(out)
	}
	run("node", "node_modules/openapi-typescript/bin/cli.js", "../../../docs/weixin.openapi.json", "--output", filepath.Join(here, "weixin.d.ts"))
	run("node", "node_modules/typescript/bin/tsc", "--strict", "--target", "es2022", "--module", "nodenext", "--types", "node", filepath.Join(here, "call.ts"))
	if out := run("node", filepath.Join(here, "call.js"), srv.URL, srv.AppID, srv.Secret); out != "0 ok\n" {
		t.Errorf("the call printed %q", out)
	}
	if m := srv.Merchant(srv.AppID); m.Intro != "修改的内容" {
		t.Errorf("the introduction is %q", m.Intro)
	}
}

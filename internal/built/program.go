package built

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// Program returns the path of the program. What it builds is gone when the test ends.
func Program(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("WXASTORE_BIN"); path != "" {
		// Looked at, so that a cached result of the test is one of this program.
		if _, err := os.Stat(path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	path := filepath.Join(t.TempDir(), "wxastore")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-ldflags=-s -w", "-o", path, "github.com/wxastore/wxastore/cmd/wxastore")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	return path
}

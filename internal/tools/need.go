package tools

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// alone is a variable of the environment that scripts/check.sh sets: make check needs
// nothing but Go, and leaves what needs more to make test.
const alone = "WXASTORE_GO_ALONE"

// Need begins a test that runs other programs than Go's, those named and what it finds
// itself. Make check skips it. One that is missing ends it.
func Need(t testing.TB, programs ...string) {
	t.Helper()
	if os.Getenv(alone) != "" {
		t.Skip("make test runs it, and make tools installs what it needs")
	}
	for _, program := range programs {
		Path(t, program)
	}
}

// Path is Need for one program, by any of its names, whose path it returns.
func Path(t testing.TB, names ...string) string {
	t.Helper()
	Need(t)
	folder := folder()
	for _, name := range names {
		for _, candidate := range []string{filepath.Join(folder, name), name} {
			if path, err := exec.LookPath(candidate); err == nil {
				return path
			}
		}
	}
	t.Fatalf("%s is missing: make tools installs it", names[0])
	return ""
}

// folder is where make tools puts what is not a package of the system: TOOLS, or as in
// the Makefile, next to go.mod.
func folder() string {
	if folder := os.Getenv("TOOLS"); folder != "" {
		return folder
	}
	above := "."
	for range 10 {
		if _, err := os.Stat(filepath.Join(above, "go.mod")); err == nil {
			return filepath.Join(above, ".tools")
		}
		above = filepath.Join(above, "..")
	}
	return ""
}

package check

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// analyze runs systemd-analyze.
func analyze(t *testing.T, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Fatal("systemd-analyze is missing: make tools installs it")
	}
	output, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		t.Errorf("systemd-analyze %s: %v\n%s", args[0], err, output)
	}
	return string(output)
}

// TestUnit has systemd read the unit, with a program in the place of the
// service's that is there. What it does not understand, it says and goes on:
// so it must say nothing.
func TestUnit(t *testing.T) {
	text, err := os.ReadFile("../systemd/wxastore.service")
	if err != nil {
		t.Fatal(err)
	}
	const program = "/usr/local/bin/wxastore"
	if !strings.Contains(string(text), "ExecStart="+program+" serve\n") {
		t.Fatalf("the unit does not start %s", program)
	}
	unit := filepath.Join(t.TempDir(), "wxastore.service")
	if err := os.WriteFile(unit, []byte(strings.Replace(string(text), program, "/bin/true", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	said := analyze(t, "verify", "--man=no", unit)
	if strings.Contains(said, "wxastore.service") {
		t.Errorf("systemd-analyze verify says:\n%s", said)
	}
	// 0 is locked up, 100 is free.
	analyze(t, "security", "--offline=yes", "--threshold=15", unit)
}

// TestUnitSettings checks the variables of the unit and of its file, those that
// are commented out as well.
func TestUnitSettings(t *testing.T) {
	for _, name := range []string{"../systemd/wxastore.service", "../systemd/wxastore.env"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		known(t, regexp.MustCompile(`WXASTORE_[A-Z_]+`).FindAllString(string(text), -1))
	}
}

package check

import (
	"os/exec"
	"testing"
)

// run runs a program and returns what it wrote on standard output. One that is
// missing fails the test.
func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	command.Dir = dir
	output, err := command.Output()
	if err != nil {
		said := ""
		if exit, ok := err.(*exec.ExitError); ok {
			said = string(exit.Stderr)
		}
		t.Fatalf("%s %q: %v\n%s", name, args, err, said)
	}
	return string(output)
}

package conformance

import (
	"os"
	"os/exec"
	"regexp"
	"testing"
)

// TestHelpers runs the one-file helpers of examples, each of which starts a service of
// its own, fetches a token and ends the service and its folder.
func TestHelpers(t *testing.T) {
	t.Parallel()
	binary := buildService(t)
	for _, line := range [][]string{
		{"python3", "../examples/python/wxastore.py"}, {"node", "../examples/node/wxastore.mjs"},
		{"php", "../examples/php/WxaStore.php"}, {"java", "../examples/java/WxaStore.java"},
	} {
		t.Run(line[0], func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			command := exec.CommandContext(t.Context(), line[0], line[1:]...)
			command.Env = append(os.Environ(), "WXASTORE_BIN="+binary, "TMPDIR="+folder, "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir="+folder, "PYTHONDONTWRITEBYTECODE=1")
			said, err := command.Output()
			// How many seconds are left depends on how busy the machine is.
			if err != nil || !regexp.MustCompile(`^token of 7[12]\d\d seconds\n$`).Match(said) {
				t.Errorf("%v says %q, %v", line, said, err)
			}
			if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

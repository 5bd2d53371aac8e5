package check

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// known checks that each variable named WXASTORE_… is a setting of the service,
// by the help of the service itself.
func known(t *testing.T, variables []string) {
	t.Helper()
	command := exec.Command("go", "run", "./cmd/wxastore", "serve", "--help")
	command.Dir = "../.."
	help, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	// Remove this when `wxastore serve --help` lists --database.
	settings := map[string]bool{"WXASTORE_DATABASE": true}
	for _, flag := range regexp.MustCompile(`(?m)^ +(?:-\w, )?--([a-z-]+)`).FindAllSubmatch(help, -1) {
		settings["WXASTORE_"+strings.ToUpper(strings.ReplaceAll(string(flag[1]), "-", "_"))] = true
	}
	if !settings["WXASTORE_LISTEN"] {
		t.Fatalf("no settings were found in the help:\n%s", help)
	}
	for _, name := range variables {
		if strings.HasPrefix(name, "WXASTORE_") && !settings[name] {
			t.Errorf("%s is not a setting of wxastore serve", name)
		}
	}
}

package check

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestNoTokenIsKnown looks through all files but tests for a token of the console that
// everybody could read here, and for a console that asks for none.
func TestNoTokenIsKnown(t *testing.T) {
	// A token that is made when it is needed, a variable, or none.
	made := regexp.MustCompile(`^(["']?\$[({].*)?$`)
	set := regexp.MustCompile(`(?m)\bCONSOLE_TOKEN[=:] ?(\S*)`)
	mentioned := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path, "../check/") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, found := range set.FindAllStringSubmatch(strings.ReplaceAll(string(text), "WXASTORE_CONSOLE_TOKEN", "CONSOLE_TOKEN"), -1) {
			if mentioned++; !made.MatchString(found[1]) {
				t.Errorf("%s: the token %s is known to all", path, found[1])
			}
		}
		if strings.Contains(string(text), "CONSOLE_OPEN") || strings.Contains(string(text), "console-open") {
			t.Errorf("%s opens the console to every user of the machine", path)
		}
		return nil
	})
	if err != nil || mentioned < 4 {
		t.Errorf("%d tokens were looked at, %v", mentioned, err)
	}
}

// TestUnitToken runs the line of the unit that makes the token.
func TestUnitToken(t *testing.T) {
	text, err := os.ReadFile("../systemd/wxastore.service")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^#   (echo "WXASTORE_CONSOLE_TOKEN=.*) >>/etc/wxastore\.env$`).FindSubmatch(text)
	if line == nil || !strings.Contains(string(text), "\nEnvironmentFile=/etc/wxastore.env\n") {
		t.Fatal("the unit does not say how its token is made, or does without")
	}
	said, err := exec.Command("sh", "-c", string(line[1])).Output()
	if err != nil || !regexp.MustCompile(`^WXASTORE_CONSOLE_TOKEN=[0-9a-f]{48}\n$`).Match(said) {
		t.Errorf("it makes %q, %v", said, err)
	}
}

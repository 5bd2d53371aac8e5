package parity_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/cli"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/parity"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestPages runs every command of the page, in their order, and compares the table
// of what is sent with the scenarios. The Chinese page has the same commands.
func TestPages(t *testing.T) {
	english, chinese := readPage(t, "parity.md"), readPage(t, "parity.zh-CN.md")
	for _, page := range []string{english, chinese} {
		compareTable(t, page)
	}
	if !slices.Equal(commandsOf(english), commandsOf(chinese)) {
		t.Errorf("the pages have other commands: %q, %q", commandsOf(english), commandsOf(chinese))
	}
	runCommands(t, commandsOf(english))
}

func readPage(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../../docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// commandsOf are the commands of a page; what is in quotes is INTRO.
func commandsOf(page string) (commands []string) {
	quoted := regexp.MustCompile(`"[^"]+"`)
	for _, line := range regexp.MustCompile(`(?m)^    wxastore (parity .*)$`).FindAllStringSubmatch(page, -1) {
		commands = append(commands, quoted.ReplaceAllString(line[1], "INTRO"))
	}
	return commands
}

// runCommands runs the commands of a page with a wxastore in the part of Weixin.
func runCommands(t *testing.T, commands []string) {
	srv := wxastoretest.Run(t)
	t.Chdir(t.TempDir())
	t.Setenv("WXASTORE_API", srv.URL)
	t.Setenv("WXASTORE_APPID", srv.AppID)
	t.Setenv("WXASTORE_SECRET", srv.Secret)
	t.Setenv("WXASTORE_TOKEN", "")
	if len(commands) < 9 {
		t.Fatalf("%d commands", len(commands))
	}
	for _, line := range commands {
		args := strings.Fields(line)
		if i := slices.Index(args, "INTRO"); i >= 0 {
			args[i] = srv.Merchant(srv.AppID).Intro
		}
		if slices.Contains([]string{"run", "record", "learn"}, args[1]) {
			// The others need no account, and are played elsewhere.
			args = append(args, "--only", "account", "--only", "uploads", "--only", "modify")
		}
		var said strings.Builder
		if status := cli.Run(t.Context(), args, &command.Streams{Out: &said, Err: &said}); status != 0 {
			t.Errorf("wxastore %s: %s", line, &said)
		}
	}
	if srv.Merchant(srv.AppID).Version != 0 {
		t.Error("the store Mini Program was changed")
	}
}

// compareTable looks for each scenario with its level and its number of calls.
func compareTable(t *testing.T, page string) {
	scenarios, err := parity.Scenarios()
	if err != nil {
		t.Fatal(err)
	}
	published := 0
	for _, s := range scenarios {
		if s.Name == "probe" || s.Name == "no-appid" {
			published += len(s.Steps)
			continue
		}
		row := regexp.MustCompile(fmt.Sprintf(`(?m)^\|[^|]*\| %s \| %d \|`, s.Name, len(s.Steps)))
		if !row.MatchString(page) {
			t.Errorf("no row says that %s has %d calls", s.Name, len(s.Steps))
		}
	}
	if !strings.Contains(page, fmt.Sprintf("no-appid | %d |", published)) {
		t.Errorf("no row says that %d calls were published", published)
	}
}

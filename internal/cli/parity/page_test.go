package parity_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/cli"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/parity"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestPages runs every command of the two pages, in their order, and compares the
// table of what is sent with the scenarios.
func TestPages(t *testing.T) {
	for _, page := range []string{"parity.md", "parity.zh-CN.md"} {
		t.Run(page, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("../../../docs", page))
			if err != nil {
				t.Fatal(err)
			}
			runPage(t, string(text))
			compareTable(t, string(text))
		})
	}
}

var commandLine = regexp.MustCompile(`(?m)^    wxastore (parity .*)$`)

// runPage runs the commands of a page with a wxastore in the part of Weixin.
func runPage(t *testing.T, page string) {
	srv := wxastoretest.Run(t)
	t.Chdir(t.TempDir())
	t.Setenv("WXASTORE_API", srv.URL)
	t.Setenv("WXASTORE_APPID", srv.AppID)
	t.Setenv("WXASTORE_SECRET", srv.Secret)
	t.Setenv("WXASTORE_TOKEN", "")
	intro := regexp.MustCompile(`"[^"]+"`)
	lines := commandLine.FindAllStringSubmatch(page, -1)
	if len(lines) < 9 {
		t.Fatalf("%d commands", len(lines))
	}
	for _, line := range lines {
		args := strings.Fields(intro.ReplaceAllString(line[1], "INTRO"))
		for i, arg := range args {
			if arg == "INTRO" {
				args[i] = srv.Merchant(srv.AppID).Intro
			}
		}
		var said strings.Builder
		// A wxastore answers the probes as itself, so that known differences are missing.
		if status := cli.Run(t.Context(), args, &command.Streams{Out: &said, Err: &said}); status == 1 {
			t.Errorf("wxastore %s: %s", line[1], &said)
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

package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestTailSince prints the calls of the last while before it waits for others.
func TestTailSince(t *testing.T) {
	srv := wxastoretest.Run(t)
	t.Setenv("WXASTORE_API", srv.URL)
	t.Setenv("WXASTORE_APPID", srv.AppID)
	t.Setenv("WXASTORE_SECRET", srv.Secret)
	var said bytes.Buffer
	streams := &command.Streams{In: strings.NewReader(""), Out: &said, Err: &said}
	for _, intro := range []string{"first", "second"} {
		if status := Run(t.Context(), []string{"modify", "--intro", intro}, streams); status != 0 {
			t.Fatal(status, said.String())
		}
	}
	said.Reset()
	status := Run(t.Context(), []string{"admin", "calls", "tail", "--since", "1h", "--interface", "modifywxastore", "--count", "2", "--console", srv.ConsoleURL}, streams)
	if lines := strings.Split(strings.TrimSpace(said.String()), "\n"); status != 0 || len(lines) != 2 || !strings.Contains(lines[0], "modifywxastore") {
		t.Errorf("%d: %s", status, said.String())
	}
}

// TestRunOfNothing says that a command is missing, and ends as a shell does.
func TestRunOfNothing(t *testing.T) {
	var said bytes.Buffer
	streams := &command.Streams{In: strings.NewReader(""), Out: &said, Err: &said}
	if status := Run(t.Context(), []string{"run", "--", "no-such-command"}, streams); status != 127 || !strings.Contains(said.String(), "there is no command no-such-command") {
		t.Errorf("%d: %s", status, said.String())
	}
}

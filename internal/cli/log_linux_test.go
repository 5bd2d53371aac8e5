package cli

import (
	"bufio"
	"context"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// ending ends a service as soon as it says where it is.
type ending context.CancelFunc

func (e ending) Write(p []byte) (int, error) {
	e()
	return len(p), nil
}

// TestLogSpeaksToPeople holds that the log on a terminal is in the language of --lang, and
// what a program reads in English.
func TestLogSpeaksToPeople(t *testing.T) {
	for _, tt := range []struct{ flags, want string }{
		{"--lang zh", "info  正在停止：等待进行中的调用结束 within=10s"},
		{"--lang zh --log-format text", "msg=正在停止：等待进行中的调用结束 within=10s"},
		{"--lang zh --log-format json", `"msg":"stopping: calls under way may end"`},
		{"--lang en", "info  stopping: calls under way may end within=10s"},
	} {
		main, terminal := openTerminal(t, 200)
		ctx, cancel := context.WithCancel(t.Context())
		args := strings.Fields("serve --color never --listen 127.0.0.1:0 --console 127.0.0.1:0 --database memory --data " + t.TempDir() + " " + tt.flags)
		if status := Run(ctx, args, &command.Streams{Out: ending(cancel), Err: terminal}); status != 0 {
			t.Fatalf("%s: status %d", tt.flags, status)
		}
		terminal.Close()
		var last string
		for lines := bufio.NewScanner(main); lines.Scan(); {
			last = lines.Text()
		}
		if !strings.Contains(last, tt.want) {
			t.Errorf("%s: %q, want %q", tt.flags, last, tt.want)
		}
	}
}

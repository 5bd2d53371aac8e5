package serve

import (
	"bytes"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// TestLines shows what a terminal shows of the log, without colours.
func TestLines(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	h := &lines{level: slog.LevelInfo, look: command.Look{Width: 90}, out: &output{to: &said}}
	at := time.Date(2026, 3, 1, 7, 50, 11, 971e6, time.UTC)
	call := slog.NewRecord(at, slog.LevelInfo, "call", 0)
	call.AddAttrs(slog.String("rid", "r"), slog.String("method", "POST"), slog.String("path", "/wxa/modify_merchant"), slog.String("app", "wx0123456789abcdef"),
		slog.Int("code", 85056), slog.Duration("took", 312*time.Microsecond), slog.String("reason", "no such\nmedia id"))
	other := slog.NewRecord(at, slog.LevelWarn, "event not delivered", 0)
	other.AddAttrs(slog.String("target", "2h\x1b[2J"), slog.Any("reason", errors.New("no route")))
	for _, r := range []slog.Record{call, other} {
		if err := h.Handle(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	const want = "15:50:11.971 85056 POST /wxa/modify_merchant wx0123456789abcdef 0.31ms no such media id\n" +
		"15:50:11.971 warn  event not delivered target=2h\ufffd[2J reason=no route\n"
	if said.String() != want {
		t.Errorf("%q, want %q", &said, want)
	}
	if h.Enabled(t.Context(), slog.LevelDebug) {
		t.Error("it says what is below its level")
	}
}

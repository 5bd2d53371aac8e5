package app

import (
	"log/slog"
	"testing"
	"time"
)

// TestConnectionTimes looks at the times that a service has which is not told
// others; docs/fidelity.md promises them.
func TestConnectionTimes(t *testing.T) {
	c := Config{Listen: "127.0.0.1:0", Console: "127.0.0.1:0", Data: t.TempDir()}
	if err := c.complete(); err != nil {
		t.Fatal(err)
	}
	s := (&App{config: c, log: slog.New(slog.DiscardHandler)}).newServer(nil)
	if s.ReadHeaderTimeout != 10*time.Second || s.ReadTimeout != 20*time.Second {
		t.Errorf("a header has %s and a request %s", s.ReadHeaderTimeout, s.ReadTimeout)
	}
}

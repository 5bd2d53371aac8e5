package crash

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/built"
)

// TestDescriptorsGone takes more connections than the service may have files
// open. It says so where an operator looks, goes on, and takes connections again
// when some have ended.
func TestDescriptorsGone(t *testing.T) {
	const most = 64
	limited := []string{"sh", "-c", `ulimit -n 64 && exec "$0" "$@"`, built.Program(t)}
	p := startServiceBy(t, limited, "--demo", "--data", t.TempDir())
	address := strings.TrimPrefix(p.api, "http://")
	var conns []net.Conn
	for range 2 * most {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conns = append(conns, conn)
	}
	eventually(t, "the log says that connections cannot be accepted", func() bool {
		for line := range strings.Lines(p.log.String()) {
			if strings.Contains(line, "level=ERROR") && strings.Contains(line, "cannot be accepted") && strings.Contains(line, "too many open files") {
				return true
			}
		}
		return false
	})
	for _, conn := range conns {
		conn.Close()
	}
	eventually(t, "calls are answered again", func() bool {
		got, err := readiness(t.Context(), p.console)
		return err == nil && got == http.StatusOK
	})
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(startTime); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %s", startTime, what)
		}
	}
}

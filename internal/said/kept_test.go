package said_test

import (
	"encoding/json"
	"net"
	"os"
	"strconv"
	"syscall"
	"testing"

	"github.com/wxastore/wxastore/internal/said"
)

// TestKept keeps sentences as JSON and reads them back with what stands in them.
func TestKept(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		said.Errorf("nothing stands in it"),
		said.Errorf("%d characters, %d are allowed", 150, int64(120)),
		said.Errorf("hours %q: write %s", "9点", "09:00-21:00"),
		said.Errorf("%w", syscall.ENOENT),
		said.Errorf("%s: %w", "a.png", said.Errorf("more than %d bytes", 10)),
		said.Whole(&net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}),
		said.Errorf("%v", strconv.Quote("100%!")),
	} {
		text, failed := json.Marshal(err)
		if failed != nil {
			t.Fatal(failed)
		}
		again := new(said.Error)
		if failed := json.Unmarshal(text, again); failed != nil {
			t.Fatalf("%s: %v", text, failed)
		}
		was, _ := err.(*said.Error).Sentence()
		if format, args := again.Sentence(); again.Error() != err.Error() || format != was || len(args) > 2 {
			t.Errorf("%s: %q of %q, want %q", text, again, format, err)
		}
	}
	for _, text := range []string{`"text"`, `{"format":"%d","args":["x"]}`, `{"format":"%d","args":[1.5]}`, `{"format":"%s","args":[[]]}`} {
		if err := json.Unmarshal([]byte(text), new(said.Error)); err == nil {
			t.Errorf("%s is read", text)
		}
	}
}

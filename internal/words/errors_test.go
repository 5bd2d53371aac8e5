package words

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/wxastore/wxastore/internal/said"
)

// foreign are the errors of the system and of libraries that people meet.
func foreign() []error {
	return []error{
		syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE, syscall.EHOSTUNREACH, syscall.ENETUNREACH, syscall.EADDRINUSE,
		os.ErrDeadlineExceeded, context.DeadlineExceeded, context.Canceled, errors.New("no such host"), io.ErrUnexpectedEOF,
		syscall.ENOENT, fs.ErrNotExist, syscall.EACCES, syscall.EEXIST, syscall.EISDIR, syscall.ENOTDIR, syscall.ENOSPC, net.ErrClosed,
		x509.UnknownAuthorityError{},
	}
}

// TestForeignErrorsAreChinese holds that each has Chinese, and that no line is about none.
func TestForeignErrorsAreChinese(t *testing.T) {
	t.Parallel()
	table, err := Read(Chinese)
	if err != nil {
		t.Fatal(err)
	}
	left := make(map[string]bool)
	for key := range table {
		if text, ok := strings.CutPrefix(key, ErrorPrefix); ok {
			left[text] = true
		}
	}
	for _, err := range foreign() {
		if !left[err.Error()] {
			t.Errorf("no Chinese for %q", err)
		}
		delete(left, err.Error())
	}
	for text := range left {
		t.Errorf("no error is %q", text)
	}
}

// TestSayWrapped says errors that libraries have wrapped: what is known of them in
// Chinese, the rest as it is.
func TestSayWrapped(t *testing.T) {
	t.Parallel()
	table := Table{"say.ask %s: %w": "请求 %s：%v", "error.connection refused": "连接被拒绝"}
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: &os.SyscallError{Syscall: "connect", Err: syscall.ECONNREFUSED}}
	for _, c := range []struct {
		err  error
		want string
	}{
		{said.Errorf("ask %s: %w", "it", &url.Error{Op: "Get", URL: "http://x", Err: dial}), `请求 it：Get "http://x": dial tcp: connect: 连接被拒绝`},
		{fmt.Errorf("twice: %w", said.Errorf("ask %s: %w", "it", dial)), "twice: 请求 it：dial tcp: connect: 连接被拒绝"},
		{fmt.Errorf("%w, and more", syscall.ECONNREFUSED), "连接被拒绝, and more"},
		{errors.New("of nobody"), "of nobody"},
		{errors.Join(dial, errors.New("of nobody")), "dial tcp: connect: 连接被拒绝\nof nobody"},
	} {
		if got := table.Say(c.err); got != c.want {
			t.Errorf("%q is said %q, want %q", c.err, got, c.want)
		}
	}
}

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
	"os/exec"
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
		syscall.EPERM, syscall.EROFS, syscall.EMFILE, syscall.ENOTEMPTY, syscall.EBUSY, syscall.EDQUOT, syscall.ETXTBSY, syscall.ENOEXEC, syscall.ENAMETOOLONG, syscall.EINVAL,
		syscall.ELOOP, syscall.EADDRNOTAVAIL, syscall.ETIMEDOUT, syscall.EPROTONOSUPPORT, fs.ErrExist, fs.ErrClosed, io.EOF, errors.New("missing port in address"), exec.ErrNotFound,
		// Windows says these.
		errors.New("The system cannot find the file specified."), errors.New("The system cannot find the path specified."), errors.New("Access is denied."),
		errors.New("There is not enough space on the disk."), errors.New("No connection could be made because the target machine actively refused it."),
		errors.New("Only one usage of each socket address (protocol/network address/port) is normally permitted."),
	}
}

// tried are errors of what the system was asked to do, whose formats are the keys.
func tried() []error {
	why, at := errors.New("why"), &net.TCPAddr{}
	all := []error{
		&os.LinkError{Op: "rename", Err: why}, &os.LinkError{Op: "link", Err: why}, &net.OpError{Op: "dial", Net: "tcp", Err: why},
	}
	for _, op := range []string{"open", "openat", "CreateFile", "mkdir", "stat", "lstat", "read", "write", "sync", "close", "remove", "unlinkat", "chmod", "truncate", "chdir", "fork/exec"} {
		all = append(all, &fs.PathError{Op: op, Err: why})
	}
	for _, op := range []string{"dial", "listen", "read", "write", "accept"} {
		all = append(all, &net.OpError{Op: op, Net: "tcp", Addr: at, Err: why})
	}
	return all
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
	for _, err := range tried() {
		format, _, _ := system(err)
		if !left[format] {
			t.Errorf("no Chinese for %q", format)
		}
		delete(left, format)
	}
	for text := range left {
		t.Errorf("no error is %q", text)
	}
}

// TestSayWrapped says errors that libraries have wrapped: what is known of them in
// Chinese, the rest as it is.
func TestSayWrapped(t *testing.T) {
	t.Parallel()
	table := Table{
		"say.ask %s: %w": "请求 %s：%v", "error.connection refused": "连接被拒绝", "error.no such host": "找不到主机", "error.permission denied": "没有权限",
		"error.dial %s %s: %w": "连接 %[2]s：%[3]v", "error.open %s: %w": "打开 %s：%v", "error.rename %s %s: %w": "将 %s 改名为 %s：%v",
	}
	at := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: &os.SyscallError{Syscall: "connect", Err: syscall.ECONNREFUSED}}
	for _, c := range []struct {
		err  error
		want string
	}{
		{said.Errorf("ask %s: %w", "it", &url.Error{Op: "Get", URL: "http://x", Err: dial}), `请求 it：Get "http://x": dial tcp: 连接被拒绝`},
		{fmt.Errorf("twice: %w", said.Errorf("ask %s: %w", "it", dial)), "twice: 请求 it：dial tcp: 连接被拒绝"},
		{fmt.Errorf("%w, and more", syscall.ECONNREFUSED), "连接被拒绝, and more"},
		{errors.New("of nobody"), "of nobody"},
		{errors.Join(dial, errors.New("of nobody")), "dial tcp: 连接被拒绝\nof nobody"},
		{&net.OpError{Op: "dial", Net: "tcp", Addr: at, Err: &os.SyscallError{Syscall: "connect", Err: syscall.ECONNREFUSED}}, "连接 127.0.0.1:8080：连接被拒绝"},
		{&net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Name: "nowhere", IsNotFound: true}}, "dial tcp: 找不到主机: nowhere"},
		{fmt.Errorf("read it: %w", &fs.PathError{Op: "open", Path: "/x", Err: syscall.EACCES}), "read it: 打开 /x：没有权限"},
		{&fs.PathError{Op: "odd", Path: "/x", Err: syscall.EACCES}, "odd /x: 没有权限"},
		{&os.LinkError{Op: "rename", Old: "a", New: "b", Err: syscall.EACCES}, "将 a 改名为 b：没有权限"},
		{fmt.Errorf("%w and %w", syscall.EACCES, dial), "没有权限 and dial tcp: 连接被拒绝"},
	} {
		if got := table.Say(c.err); got != c.want {
			t.Errorf("%q is said %q, want %q", c.err, got, c.want)
		}
	}
}

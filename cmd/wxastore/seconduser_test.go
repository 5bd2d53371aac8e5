//go:build !windows

package main

import (
	"bufio"
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/wxastore/wxastore/internal/tools"
)

// nobody is a user that owns nothing.
const nobody = 65534

// TestSecondUser starts services as one user of the machine and comes as another:
// to the console over loopback, to the folder, and to the files in it.
func TestSecondUser(t *testing.T) {
	tools.Need(t, "curl")
	if os.Geteuid() != 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("only root can be two users")
		}
		t.Skip("only root can be two users")
	}
	where, wxastore := sharedFolder(t)
	data := filepath.Join(where, "data")
	// A folder that everybody may look into, as one that was made by hand.
	if err := os.Mkdir(data, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(data, 0o755); err != nil {
		t.Fatal(err)
	}
	console := startAt(t, wxastore, data)

	if got := as(t, 0, where, wxastore, "admin", "clock", "show", "--data", data); !strings.Contains(got, "offset") {
		t.Errorf("who started the service asks its console: %s", got)
	}
	if got := as(t, nobody, where, "curl", "-sS", "-w", " %{http_code}", console+"/api/snapshot"); !strings.HasSuffix(got, " 401") || !strings.Contains(got, "Authorization: Bearer TOKEN") {
		t.Errorf("another user asks for a snapshot: %s", got)
	}
	if got := as(t, nobody, where, wxastore, "admin", "clock", "show", "--data", data); !strings.Contains(got, "permission denied") || !strings.Contains(got, "another user's") {
		t.Errorf("another user asks by the folder: %s", got)
	}
	// None of the files can be read, or a lock on one could stop every write.
	err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == data {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(data, "wxastore.db-shm")); err != nil {
		t.Errorf("the file that the test is about: %v", err)
	}
	if got := as(t, nobody, where, "cat", filepath.Join(data, "wxastore.db-shm")); !strings.Contains(got, "Permission denied") {
		t.Errorf("another user reads the database: %.100s", got)
	}

	// The other user's own service, where the first one looks for his.
	theirs := filepath.Join(where, "wxastore-data")
	if err := os.Mkdir(theirs, 0o700); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(data, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	planted := filepath.Join(theirs, "run.json")
	if err := os.WriteFile(planted, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{theirs, planted} {
		if err := os.Chown(path, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	for _, command := range [][]string{{"admin", "clock", "show"}, {"component", "list"}, {"open"}, {"env"}, {"run", "--", "true"}} {
		got := as(t, 0, where, append([]string{wxastore}, command...)...)
		if !strings.Contains(got, "is not believed, because it belongs to another user (65534)") {
			t.Errorf("%v believes what another user has put there: %s", command, got)
		}
	}
}

// TestSecondUserOfTheDemo is let in: its secret is known to all.
func TestSecondUserOfTheDemo(t *testing.T) {
	tools.Need(t, "curl")
	if os.Geteuid() != 0 {
		t.Skip("only root can be two users; TestSecondUser fails where that must be")
	}
	where, wxastore := sharedFolder(t)
	console := startAt(t, wxastore, filepath.Join(where, "data"), "--demo")
	if got := as(t, nobody, where, "curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", console+"/api/snapshot"); got != "200" {
		t.Errorf("another user asks the demo for a snapshot: %s", got)
	}
}

// sharedFolder is one that every user can reach, with the program in it.
func sharedFolder(t *testing.T) (dir, wxastore string) {
	t.Helper()
	dir = t.TempDir()
	for _, path := range []string{dir, filepath.Dir(dir)} {
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	wxastore = filepath.Join(dir, "wxastore")
	if err := os.WriteFile(wxastore, program, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir, wxastore
}

// startAt starts a service as root and returns its console's address.
func startAt(t *testing.T, wxastore, data string, more ...string) (console string) {
	t.Helper()
	serve := exec.Command(wxastore, append([]string{"serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0", "--data", data}, more...)...)
	var log bytes.Buffer
	serve.Stderr = &log
	out, err := serve.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = serve.Process.Signal(syscall.SIGTERM)
		if err := serve.Wait(); err != nil {
			t.Errorf("the service ended with %v: %s", err, &log)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "console "); ok {
			return strings.TrimSpace(address)
		}
	}
	t.Fatalf("the service did not say where it is: %s", &log)
	return ""
}

// as runs a command as a user and returns what it says.
func as(t *testing.T, user uint32, dir string, command ...string) string {
	t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: user}}
	said, err := cmd.CombinedOutput()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	return string(said)
}

package crash

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/built"
)

// startTime is how long a start may take, recovery included.
const startTime = 30 * time.Second

// shared is the binary under test, which the first test that needs it builds.
var shared struct {
	once   sync.Once
	folder string
	path   string
	err    error
}

// TestMain removes the binary after the tests.
func TestMain(m *testing.M) {
	code := m.Run()
	if shared.folder != "" {
		os.RemoveAll(shared.folder)
	}
	os.Exit(code)
}

// buildService returns the path of the binary under test.
func buildService(t *testing.T) string {
	t.Helper()
	if os.Getenv("WXASTORE_BIN") != "" {
		return built.Program(t)
	}
	shared.once.Do(func() {
		if shared.folder, shared.err = os.MkdirTemp("", "wxastore-crash"); shared.err != nil { //nolint:usetesting // it is of all tests, not of the first
			return
		}
		shared.path = filepath.Join(shared.folder, "wxastore")
		if runtime.GOOS == "windows" {
			shared.path += ".exe"
		}
		build := exec.Command("go", "build", "-ldflags=-s -w", "-o", shared.path, "./cmd/wxastore")
		build.Dir = filepath.Join("..", "..")
		if out, err := build.CombinedOutput(); err != nil {
			shared.err = fmt.Errorf("build the service: %w\n%s", err, out)
		}
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.path
}

// process is a running service.
type process struct {
	cmd          *exec.Cmd
	api, console string
	// stdout and log are what it wrote on standard output and error.
	stdout, log *output
	// exited is closed when the process is gone; then err says how.
	exited chan struct{}
	err    error
}

// consoleToken is what the consoles of the services ask for.
const consoleToken = "the-token-of-crash-tests"

// addresses are the lines that the service prints for scripts.
var addresses = regexp.MustCompile(`(?m)^api +(http://\S+)\nconsole +(http://\S+)\ndata .*\n`)

// startService starts the binary on free ports and waits until it has printed
// them. The process is killed at the latest when the test ends.
func startService(t *testing.T, binary string, args ...string) *process {
	t.Helper()
	return startServiceBy(t, []string{binary}, args...)
}

// startServiceBy is startService for a command that becomes the service.
func startServiceBy(t *testing.T, command []string, args ...string) *process {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), startTime)
	defer cancel()
	stdout := &output{changed: make(chan struct{}, 1)}
	p := &process{stdout: stdout, log: &output{changed: make(chan struct{}, 1)}, exited: make(chan struct{})}
	serve := append(slices.Concat(command[1:], []string{"serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0", "--console-token", consoleToken}), args...)
	p.cmd = exec.Command(command[0], serve...)
	p.cmd.Stdout, p.cmd.Stderr = stdout, p.log
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.kill(t) })
	go func() {
		p.err = p.cmd.Wait()
		close(p.exited)
	}()
	for {
		if m := addresses.FindStringSubmatch(stdout.String()); m != nil {
			p.api, p.console = m[1], m[2]
			return p
		}
		select {
		case <-stdout.changed:
		case <-p.exited:
			t.Fatalf("the service ended at its start: %v\n%s", p.err, p.log)
		case <-ctx.Done():
			t.Fatalf("the service did not say where it is within %v:\n%s", startTime, p.log)
		}
	}
}

// kill ends the process as a crash would and waits until it is gone.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("kill: %v", err)
	}
	<-p.exited
}

// wait waits for the process to end by itself.
func (p *process) wait(within time.Duration) error {
	select {
	case <-p.exited:
		return p.err
	case <-time.After(within):
		return fmt.Errorf("still running after %v", within)
	}
}

// output collects what a process writes.
type output struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	select {
	case o.changed <- struct{}{}:
	default:
	}
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

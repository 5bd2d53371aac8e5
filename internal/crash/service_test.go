package crash

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"
)

// startTime is how long a start may take, recovery included.
const startTime = 30 * time.Second

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

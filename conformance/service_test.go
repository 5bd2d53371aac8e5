package conformance

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// service is a running service.
type service struct {
	// ctx ends with the run.
	ctx context.Context
	cmd *exec.Cmd
	// api is its base URL, data its folder, database the address of its database
	// or "" where that is in the folder.
	binary, api, data, database string
	log                         *output
	exited                      chan struct{}
	err                         error
}

var apiLine = regexp.MustCompile(`(?m)^api +(http://\S+)\nconsole .*\ndata .*\n`)

// startService starts the binary with a seed file, with the proxy if a route
// needs it, and waits until it has printed where it is. Its reviews take a moment, so
// that a client has to ask for their outcome. More arguments replace these.
func startService(t *testing.T, binary, seed string, r route, more ...string) *service {
	t.Helper()
	stdout := newOutput()
	s := &service{
		ctx: runContext(t), binary: binary, data: filepath.Join(t.TempDir(), "data"), database: newDatabase(t),
		log: newOutput(), exited: make(chan struct{}),
	}
	s.cmd = exec.Command(binary, "serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0",
		"--data", s.data, "--seed", seed, "--log-level", "info", "--review-delay", "30ms")
	s.cmd.Args = append(s.cmd.Args, more...)
	if s.database != "" {
		s.cmd.Args = append(s.cmd.Args, "--database", s.database)
	}
	if r == proxy {
		s.cmd.Args = append(s.cmd.Args, "--proxy", "127.0.0.1:0")
	}
	s.cmd.Stdout, s.cmd.Stderr = stdout, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Errorf("kill the service: %v", err)
		}
		<-s.exited
	})
	go func() {
		s.err = s.cmd.Wait()
		close(s.exited)
	}()
	for {
		if m := apiLine.FindStringSubmatch(stdout.String()); m != nil {
			s.api = m[1]
			return s
		}
		select {
		case <-stdout.changed:
		case <-s.exited:
			t.Fatalf("the service ended at its start: %v\n%s", s.err, s.log)
		case <-s.ctx.Done():
			t.Fatalf("the service of %s was still to say where it is when the run's time was over:\n%s", t.Name(), s.log)
		}
	}
}

// stop ends the service as an operator does.
func (s *service) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-s.exited:
		return s.err
	case <-s.ctx.Done():
		return errors.New("the service still ran after SIGTERM when the run's time was over")
	}
}

// calls counts the calls that a service that was stopped has logged; path is
// that of one interface, "" for all.
func (s *service) calls(path string) int {
	n := 0
	for line := range strings.Lines(s.log.String()) {
		if strings.Contains(line, "msg=call ") && (path == "" || strings.Contains(line, " path="+path+" ")) {
			n++
		}
	}
	return n
}

// output collects what a process writes.
type output struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func newOutput() *output { return &output{changed: make(chan struct{}, 1)} }

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

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// patience is how long a process may take to end after it was asked to.
const patience = time.Minute

// process is a server that the bench started. It is ended through its handle:
// by stop, or with the context.
type process struct {
	command *exec.Cmd
	began   time.Time
	asked   sync.Once
	ended   chan struct{} // closed after the end
	err     error         // of the end, once ended is closed
}

// begin starts a program in a folder, "" for the current one.
func begin(ctx context.Context, dir string, stdout, stderr io.Writer, name string, args ...string) (*process, error) {
	p := &process{ended: make(chan struct{})}
	p.command = exec.CommandContext(ctx, name, args...)
	p.command.Dir, p.command.Stdout, p.command.Stderr = dir, stdout, stderr
	p.command.Cancel, p.command.WaitDelay = p.ask, patience
	p.began = time.Now()
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.err = p.command.Wait()
		close(p.ended)
	}()
	return p, nil
}

// ask asks the process to end, once: a second time would cut the calls off that
// the service is to finish.
func (p *process) ask() (err error) {
	p.asked.Do(func() { err = p.command.Process.Signal(syscall.SIGTERM) })
	return err
}

// stop ends the process and returns what became of it.
func (p *process) stop() error {
	if err := p.ask(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.ended:
		return p.err
	case <-time.After(patience):
		return errors.Join(fmt.Errorf("%s did not end within %s", p.command.Path, patience), p.command.Process.Kill())
	}
}

// firstLine hands the first line on that is written to it and drops the rest.
type firstLine struct {
	line chan string // holds one
	text []byte
	done bool
}

func (f *firstLine) Write(text []byte) (int, error) {
	if f.done {
		return len(text), nil
	}
	f.text = append(f.text, text...)
	if line, _, found := bytes.Cut(f.text, []byte("\n")); found {
		f.line <- string(line)
		f.done = true
	}
	return len(text), nil
}

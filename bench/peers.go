package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/freeport"
	"github.com/wxastore/wxastore/weixin"
)

// peer declares how something is started that answers modify_merchant as the
// bench needs it.
type peer struct {
	name string
	// setting is what is not as it comes.
	setting string
	// needs is a program that has to be on the PATH; "" is none.
	needs string
	// program is the file to run or to hand on, as a pattern in the folder of
	// the peers.
	program string
	// version tells which was installed.
	version func(folder, program string) (string, error)
	// config is a file for the peer, by the name it goes by; {port} in it is the
	// port to answer on.
	config map[string]string
	// command starts the peer in its own folder, where its config is.
	command func(place) []string
}

// place is where a peer is started.
type place struct {
	program       string
	address, port string // to answer on, both
	other         string // a second free port
}

// path looks a peer up: the file of its program, or why there is none.
func (p peer) path(folder string) (string, error) {
	found, err := filepath.Glob(filepath.Join(folder, p.program))
	switch {
	case err != nil:
		return "", err
	case len(found) == 0:
		return "", errors.New("it is not installed")
	case p.needs != "":
		if _, err := exec.LookPath(p.needs); err != nil {
			return "", fmt.Errorf("%s is not installed", p.needs)
		}
	}
	return filepath.Abs(found[0])
}

// readyWithin is how long a peer may take to answer.
const readyWithin = 30 * time.Second

// lookEvery is how often it is asked meanwhile.
const lookEvery = 5 * time.Millisecond

// start starts a peer in a new folder under dir and waits until it answers.
func (p peer) start(ctx context.Context, program, dir string) (t *target, err error) {
	dir, err = os.MkdirTemp(dir, "peer-")
	if err != nil {
		return nil, err
	}
	var ports [2]string
	for i := range ports {
		port, err := freeport.Port()
		if err != nil {
			return nil, err
		}
		ports[i] = strconv.Itoa(port)
	}
	where := place{program, net.JoinHostPort("127.0.0.1", ports[0]), ports[0], ports[1]}
	for name, text := range p.config {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(text, "{port}", where.port)), 0o644); err != nil {
			return nil, err
		}
	}
	// A file, because reading what some write for each call would cost the load.
	said, err := os.Create(filepath.Join(dir, "output"))
	if err != nil {
		return nil, err
	}
	defer said.Close()
	command := p.command(where)
	process, err := begin(ctx, dir, said, said, command[0], command[1:]...)
	if err != nil {
		return nil, err
	}
	t = &target{process: process, address: "http://" + where.address}
	for i := range loaded {
		t.urls = append(t.urls, fmt.Sprintf("%s%s?access_token=%d", t.address, weixin.ModifyMerchant.Path, i))
	}
	if err := t.wait(ctx); err != nil {
		// How it ends is of no interest any more.
		_ = t.stop()
		return nil, fmt.Errorf("%w; it said: %q", err, tail(said.Name()))
	}
	return t, nil
}

// wait asks a starting peer again and again until it answers well.
func (t *target) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	last := errors.New("no answer")
	for {
		err := t.answers(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() == nil { // else it says no more than that the time is over
			last = err
		}
		select {
		case <-t.ended:
			return fmt.Errorf("it ended before it answered: %v", t.command.ProcessState)
		case <-ctx.Done():
			return fmt.Errorf("not ready within %s: %w", readyWithin, last)
		case <-time.After(lookEvery):
		}
	}
}

// tail is the end of what a peer said.
func tail(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	const most = 500
	return strings.TrimSpace(string(text[max(0, len(text)-most):]))
}

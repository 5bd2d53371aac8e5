package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// target is a running server with the addresses to post to.
type target struct {
	command *exec.Cmd
	// urls are posted to in turn, at random.
	urls []string
	// address is that of the service.
	address string
	// console is the operator's address, "" if there is none.
	console string
	// ready is how long the start took, until the address was printed.
	ready time.Duration
}

// launch starts a server and waits until it prints its address.
func launch(ctx context.Context, name string, args ...string) (*target, string, error) {
	began := time.Now()
	command := exec.CommandContext(ctx, name, args...)
	command.Stderr = os.Stderr
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := command.Start(); err != nil {
		return nil, "", err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, "", fmt.Errorf("%s printed no address: %w", name, err)
	}
	_, address, _ := strings.Cut(strings.TrimSpace(line), " ")
	return &target{command: command, ready: time.Since(began)}, strings.TrimSpace(address), nil
}

func (t *target) stop() error {
	if err := t.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return t.command.Wait()
}

// cpu returns the processor's time that the process has taken, 0 where the
// system does not tell. It is counted in hundredths of a second.
func (t *target) cpu() time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", t.command.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name may hold blanks
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	var ticks time.Duration
	for _, field := range fields[11:13] { // in the program, in the system
		n, err := strconv.Atoi(field)
		if err != nil {
			return 0
		}
		ticks += time.Duration(n)
	}
	return ticks * 10 * time.Millisecond
}

// resident returns the resident memory in bytes, 0 where the system does not
// tell.
func (t *target) resident() int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", t.command.Process.Pid))
	if err != nil {
		return 0
	}
	var total, resident int64
	if _, err := fmt.Sscan(string(text), &total, &resident); err != nil {
		return 0
	}
	return resident * int64(os.Getpagesize())
}

func startBare(ctx context.Context) (*target, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	t, address, err := launch(ctx, self, "-bare")
	if err != nil {
		return nil, err
	}
	t.urls = []string{address + weixin.ModifyMerchant.Path + "?access_token=" + strings.Repeat("x", 157)}
	return t, nil
}

// serveArgs start the service on free ports.
func serveArgs(data string, more ...string) []string {
	return append([]string{"serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0", "--data", data, "--log-level", "warn"}, more...)
}

// seed makes a state from a seed file and returns how long that took, from the
// start of the process until it answered.
func (o options) seed(ctx context.Context, data, file string) (time.Duration, error) {
	t, _, err := launch(ctx, o.binary, serveArgs(data, "--seed", file)...)
	if err != nil {
		return 0, err
	}
	return t.ready, t.stop()
}

// loaded is how many accounts of a state the load is spread over.
const loaded = 1000

// startService starts the service on a seeded state of n merchants and fetches
// tokens for some of them, spread over all.
func (o options) startService(ctx context.Context, data string, n int, more ...string) (*target, error) {
	t, address, err := launch(ctx, o.binary, serveArgs(data, more...)...)
	if err != nil {
		return nil, err
	}
	t.address = address
	if t.console, err = consoleOf(data); err != nil {
		return nil, err
	}
	for i := range loaded {
		number := i * (n / loaded)
		token, err := fetchToken(ctx, http.DefaultClient, address, number)
		if err != nil {
			return nil, err
		}
		t.urls = append(t.urls, address+weixin.ModifyMerchant.Path+"?access_token="+token)
	}
	return t, nil
}

// consoleOf reads the address of the console of the service that runs on a data
// folder.
func consoleOf(data string) (string, error) {
	text, err := os.ReadFile(filepath.Join(data, "run.json"))
	if err != nil {
		return "", err
	}
	var running struct{ Console string }
	if err := json.Unmarshal(text, &running); err != nil {
		return "", fmt.Errorf("run.json: %w", err)
	}
	return running.Console, nil
}

func (t *target) url() string { return t.urls[rand.IntN(len(t.urls))] }

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// target is a running server with the addresses to post to.
type target struct {
	*process
	// urls are posted to in turn, at random.
	urls []string
	// address is that of the service.
	address string
	// console is the operator's address, "" if there is none, and consoleToken
	// what it asks for.
	console, consoleToken string
	// ready is how long the start took, until the first good answer to a change.
	ready time.Duration
}

// launch starts a server and waits until it prints its address.
func launch(ctx context.Context, name string, args ...string) (*target, error) {
	first := &firstLine{line: make(chan string, 1)}
	p, err := begin(ctx, "", first, os.Stderr, name, args...)
	if err != nil {
		return nil, err
	}
	select {
	case line := <-first.line:
		_, address, _ := strings.Cut(strings.TrimSpace(line), " ")
		return &target{process: p, address: strings.TrimSpace(address)}, nil
	case <-p.ended:
		return nil, errors.Join(fmt.Errorf("%s ended before it printed an address", name), p.err)
	}
}

// answers posts the first change and takes the time that the start took.
func (t *target) answers(ctx context.Context) error {
	if err := call(ctx, http.DefaultClient, t.url(), firstChange); err != nil {
		return fmt.Errorf("the first change: %w", err)
	}
	t.ready = time.Since(t.began)
	return nil
}

// firstChange is what a server is first asked for.
const firstChange = `{"headimg_mediaid":"","intro":"第一次修改"}`

func startBare(ctx context.Context) (*target, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	t, err := launch(ctx, self, "-bare", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	t.urls = []string{yardstickURL(t.address, strings.Repeat("x", 157))}
	if err := t.answers(ctx); err != nil {
		return nil, errors.Join(err, t.stop())
	}
	return t, nil
}

// serveArgs start the service on free ports.
func serveArgs(data string, more ...string) []string {
	return append([]string{"serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0", "--data", data, "--log-level", "warn"}, more...)
}

// seed makes a state from a seed file and returns how long that took, from the
// start of the process until it listened.
func (o options) seed(ctx context.Context, data, file string, more ...string) (time.Duration, error) {
	t, err := launch(ctx, o.binary, serveArgs(data, append(more, "--seed", file)...)...)
	if err != nil {
		return 0, err
	}
	took := time.Since(t.began)
	return took, t.stop()
}

// loaded is how many accounts of a state the load is spread over.
const loaded = 1000

// startService starts the service on a seeded state of n merchants and fetches
// tokens for some of them, spread over all.
func (o options) startService(ctx context.Context, data string, n int, more ...string) (*target, error) {
	t, err := launch(ctx, o.binary, serveArgs(data, more...)...)
	if err != nil {
		return nil, err
	}
	if err := t.prepare(ctx, data, n); err != nil {
		return nil, errors.Join(err, t.stop())
	}
	return t, nil
}

func (t *target) prepare(ctx context.Context, data string, n int) (err error) {
	urls := make([]string, loaded)
	fetch := func(ctx context.Context, client *http.Client, i int) error {
		token, err := fetchToken(ctx, client, t.address, i*(n/loaded))
		urls[i] = t.address + weixin.ModifyMerchant.Path + "?access_token=" + token
		return err
	}
	if err := fetch(ctx, http.DefaultClient, 0); err != nil {
		return err
	}
	t.urls = urls[:1]
	if err := t.answers(ctx); err != nil {
		return err
	}
	if err := times(ctx, soakConnections, loaded-1, func(ctx context.Context, client *http.Client, i int) error {
		return fetch(ctx, client, i+1)
	}); err != nil {
		return err
	}
	t.urls = urls
	t.console, t.consoleToken, err = consoleOf(data)
	return err
}

// consoleOf reads the address of the console of the service that runs on a data
// folder, and its token.
func consoleOf(data string) (address, token string, err error) {
	text, err := os.ReadFile(filepath.Join(data, "run.json"))
	if err != nil {
		return "", "", err
	}
	var running struct {
		Console string `json:"console"`
		Token   string `json:"console_token"`
	}
	if err := json.Unmarshal(text, &running); err != nil {
		return "", "", fmt.Errorf("run.json: %w", err)
	}
	return running.Console, running.Token, nil
}

func (t *target) url() string { return t.urls[rand.IntN(len(t.urls))] }

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/app"
)

// consoleLink is where the console of a running service answers. Without an
// address, the data folder says where it is.
type consoleLink struct {
	Console      string        `env:"WXASTORE_CONSOLE_URL" placeholder:"URL" help:"Address of the service's console; without it, the data folder says where it is."`
	ConsoleToken string        `env:"WXASTORE_CONSOLE_TOKEN" placeholder:"TOKEN" help:"Token of the console; without it, that of the data folder if the service has made one."`
	Timeout      time.Duration `default:"30s" help:"How long one request to the console may take (${default})."`

	folder
	output
}

// consoleClient asks the console of one service.
type consoleClient struct {
	base, token string
	http        *http.Client
}

func (l consoleLink) open(ctx context.Context) (*consoleClient, error) {
	base, token, err := consoleAt(ctx, l.Console, l.ConsoleToken, l.Data)
	if err != nil {
		return nil, err
	}
	return &consoleClient{base: base, token: token, http: &http.Client{
		Timeout:       l.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// consoleAt returns where the console is that was asked for, and the token for
// it: what was given, and otherwise what the service of a data folder says there.
// A token that was found is for the address beside it, and goes nowhere else.
func consoleAt(ctx context.Context, address, token, data string) (base, itsToken string, err error) {
	if address == "" {
		running, err := app.FindRunning(ctx, data)
		if err != nil {
			return "", "", err
		}
		address = running.Console
		if token == "" {
			token = running.ConsoleToken
		}
	}
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", "", usagef("--console %q is not an address: write http://127.0.0.1:8081", address)
	}
	return strings.TrimRight(address, "/"), token, nil
}

// errToken is said where the console wants another token, or one at all.
var errToken = errors.New("the console asks for its token: set WXASTORE_CONSOLE_TOKEN or give --console-token; without --console, the token that the service of --data has made is found by itself")

// maxConsoleAnswer limits an answer of the console, in bytes.
const maxConsoleAnswer = 16 << 20

// ask sends one request, with body as JSON unless it is nil, and decodes the
// answer into answer unless that is nil.
func (c *consoleClient) ask(ctx context.Context, method, path string, body, answer any) error {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, sent)
	if err != nil {
		return err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("the console: %w", err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxConsoleAnswer))
	if err != nil {
		return fmt.Errorf("the console: %w", err)
	}
	if resp.StatusCode/100 != 2 {
		return consoleRefusal(resp.StatusCode, text)
	}
	var api struct {
		ErrCode *int `json:"errcode"`
	}
	if err := json.Unmarshal(text, &api); err == nil && api.ErrCode != nil {
		return fmt.Errorf("%s is the address for callers of Weixin, not that of the console", c.base)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("what answers at %s is not the console: %w", c.base, err)
	}
	return nil
}

// consoleRefusal is the error of an answer that is no success.
func consoleRefusal(status int, text []byte) error {
	var told struct {
		Error string `json:"error"`
	}
	if err := json.Unmarshal(text, &told); err != nil || told.Error == "" {
		return fmt.Errorf("the console answered %d %s", status, http.StatusText(status))
	}
	if status == http.StatusUnauthorized {
		return errToken
	}
	return errors.New(told.Error)
}

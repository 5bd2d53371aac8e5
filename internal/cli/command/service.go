package command

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

// Folder is where the running service keeps its state, and says where it is.
type Folder struct {
	Data string `env:"WXASTORE_DATA" default:"wxastore-data" placeholder:"DIR" help:"Data folder of the running service (${default})."`
}

// Service is the console of a running service. Without an address, the data
// folder says where it is. The variable timeout is the default of the flag.
type Service struct {
	Console      string        `env:"WXASTORE_CONSOLE_URL" placeholder:"URL" help:"Address of the console; that of the service of --data if it is left out."`
	ConsoleToken Secret        `env:"WXASTORE_CONSOLE_TOKEN" placeholder:"TOKEN" help:"The console's token; better in the environment than on the command line. Without it, that of the data folder if the service has made one."`
	Timeout      time.Duration `default:"${timeout}" help:"How long one request to the console may take (${default})."`

	Folder
	Output
}

// Console asks the console of one service.
type Console struct {
	// Base is the console's address.
	Base string

	token   Secret
	timeout time.Duration
}

// Open finds the console. A token that was found in the data folder is for the
// address beside it, and goes nowhere else.
func (s Service) Open(ctx context.Context) (*Console, error) {
	address, token := s.Console, s.ConsoleToken.Reveal()
	if address == "" {
		running, err := app.FindRunning(ctx, s.Data)
		if err != nil {
			return nil, err
		}
		address = running.Console
		if token == "" {
			token = running.ConsoleToken
		}
	}
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, Usagef("--console %q is not an address: write http://127.0.0.1:8081", address)
	}
	return &Console{Base: strings.TrimRight(address, "/"), token: NewSecret(token), timeout: s.Timeout}, nil
}

// Stream sends a request and returns its answer, which the caller closes, with
// no limit of time. path is escaped.
func (c *Console) Stream(ctx context.Context, method, path string, query url.Values, body io.Reader) (*http.Response, error) {
	target := c.Base + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	r, err := http.NewRequestWithContext(ctx, method, target, body)
	if err != nil {
		return nil, err
	}
	if token := c.token.Reveal(); token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	// The console is asked itself, past all proxies.
	direct := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := direct.Do(r)
	if err != nil {
		return nil, fmt.Errorf("ask the console: %w", err)
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		defer resp.Body.Close()
		return nil, refusal(resp)
	}
	return resp, nil
}

var errToken = errors.New("the console asks for its token: set WXASTORE_CONSOLE_TOKEN or give --console-token; without --console, the token that the service of --data has made is found by itself")

// refusal is what the console said instead of an answer.
func refusal(resp *http.Response) error {
	var said struct{ Error string }
	text, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	switch {
	case err != nil || json.Unmarshal(text, &said) != nil || said.Error == "":
		return fmt.Errorf("the console answered %s", resp.Status)
	case resp.StatusCode == http.StatusUnauthorized:
		return errToken
	}
	return errors.New(said.Error)
}

// Ask sends JSON, nil for none, and returns the JSON of the answer, empty for
// none.
func (c *Console) Ask(ctx context.Context, method, path string, query url.Values, body any) (json.RawMessage, error) {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		sent = bytes.NewReader(text)
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	resp, err := c.Stream(ctx, method, path, query, sent)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("ask the console: %w", err)
	}
	return bytes.TrimSpace(answer), nil
}

// Fetch is Ask with the answer decoded into answer, unless that is nil.
func (c *Console) Fetch(ctx context.Context, method, path string, query url.Values, body, answer any) error {
	text, err := c.Ask(ctx, method, path, query, body)
	if err != nil {
		return err
	}
	var api struct {
		ErrCode *int `json:"errcode"`
	}
	if err := json.Unmarshal(text, &api); err == nil && api.ErrCode != nil {
		return fmt.Errorf("%s is the address for callers of Weixin, not that of the console", c.Base)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("what answers at %s is not the console: %w", c.Base, err)
	}
	return nil
}

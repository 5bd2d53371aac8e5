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
	"time"
)

// console is where the admin commands ask.
type console struct {
	Console      string `env:"WXASTORE_CONSOLE_URL" placeholder:"URL" help:"Address of the console; that of the service of --data if it is left out."`
	ConsoleToken string `env:"WXASTORE_CONSOLE_TOKEN" placeholder:"TOKEN" help:"The console's token; better in the environment than on the command line. Without it, that of the data folder if the service has made one."`

	folder
	output
}

// adminTime is how long an ordinary request may take: a move of the clock takes
// longest.
const adminTime = 10 * time.Minute

// request sends a request and returns its answer, which the caller closes. A
// path's query is in values.
func (c console) request(ctx context.Context, method, path string, values url.Values, body io.Reader) (*http.Response, error) {
	base, token, err := consoleAt(ctx, c.Console, c.ConsoleToken, c.Data)
	if err != nil {
		return nil, err
	}
	target, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	target = target.JoinPath(path)
	target.RawQuery = values.Encode()
	r, err := http.NewRequestWithContext(ctx, method, target.String(), body)
	if err != nil {
		return nil, err
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	// The console is asked itself, past all proxies.
	transport := &http.Transport{DisableKeepAlives: true}
	resp, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		return nil, fmt.Errorf("ask the console: %w", err)
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		defer resp.Body.Close()
		return nil, refusalOf(resp)
	}
	return resp, nil
}

// refusalOf is what the console said instead of an answer.
func refusalOf(resp *http.Response) error {
	var said struct{ Error string }
	text, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	if err != nil || json.Unmarshal(text, &said) != nil || said.Error == "" {
		return fmt.Errorf("the console answered %s", resp.Status)
	}
	if resp.StatusCode == http.StatusUnauthorized {
		return errToken
	}
	return errors.New(said.Error)
}

// ask sends JSON, nil for none, and returns the answer's, nil for none.
func (c console) ask(ctx context.Context, method, path string, values url.Values, body any) (json.RawMessage, error) {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		sent = bytes.NewReader(text)
	}
	ctx, cancel := context.WithTimeout(ctx, adminTime)
	defer cancel()
	resp, err := c.request(ctx, method, path, values, sent)
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

// do asks and prints the answer: a list of records as a table with some of
// their fields, one record whole.
func (c console) do(ctx context.Context, s *streams, method, path string, values url.Values, body any, list string, fields ...string) error {
	answer, err := c.ask(ctx, method, path, values, body)
	if err != nil {
		return err
	}
	switch {
	case c.JSON && len(answer) == 0:
		return s.printf("{}\n")
	case c.JSON:
		return s.passJSON(answer)
	case len(answer) == 0:
		return nil
	case list != "":
		return printTable(s, answer, list, fields)
	}
	return printRecord(s, answer)
}

// listPart is the choice of a part of a long list.
type listPart struct {
	Search string `placeholder:"TEXT" help:"What the app id or the name begins with."`
	After  string `placeholder:"NEXT" help:"Go on after the page before, which says how."`
	Limit  int    `default:"50" help:"How many, 1 to 200 (${default})."`
}

func (p listPart) values() url.Values {
	return query("search", p.Search, "after", p.After, "limit", fmt.Sprint(p.Limit))
}

// query is the query of pairs of which the value is not empty.
func query(pairs ...string) url.Values {
	values := make(url.Values)
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	return values
}

// at is a path with parts that come from outside.
func at(form string, parts ...string) string {
	escaped := make([]any, len(parts))
	for i, part := range parts {
		escaped[i] = url.PathEscape(part)
	}
	return fmt.Sprintf(form, escaped...)
}

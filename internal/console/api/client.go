package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
)

// maxAnswer is how many bytes of a JSON answer are read.
const maxAnswer = 64 << 20

// Client asks one console.
type Client struct {
	base, token string
	http        *http.Client
	// Language, if set, is the one in which the console is to say what is wrong.
	Language string
}

// NewClient returns a client of the console at a base URL. Without a token it sends
// none. The console is asked directly, past the environment's proxies, and redirects
// are not followed: the token is for this address.
func NewClient(base, token string) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, said.Errorf("%q is not an address: write http://127.0.0.1:8081", base)
	}
	return &Client{base: strings.TrimRight(base, "/"), token: token, http: &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// Call asks for the operation. An answer of the console that says no is an [Error].
func (o Op[In, Out]) Call(ctx context.Context, c *Client, in In) (Out, error) {
	var out Out
	if file, ok := any(&out).(*File); ok {
		resp, err := c.send(ctx, o.Operation, in) //nolint:bodyclose // the caller closes the file
		if err != nil {
			return out, err
		}
		*file = File{ReadCloser: resp.Body, Type: resp.Header.Get("Content-Type"), Size: resp.ContentLength}
		return out, nil
	}
	text, err := c.Text(ctx, o.Operation, in)
	if err != nil || o.Answer() == nil {
		return out, err
	}
	if err := json.Unmarshal(text, &out); err != nil {
		return out, said.Errorf("what answers at %s is not the console: %w", c.base, err)
	}
	return out, nil
}

// Text asks for an operation and returns its answer as it came, without the line's
// end; nil for none. in is the operation's input.
func (c *Client) Text(ctx context.Context, o Operation, in any) (json.RawMessage, error) {
	resp, err := c.send(ctx, o, in)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, said.Errorf("ask the console: %w", err)
	}
	text = bytes.TrimSpace(text)
	switch {
	case resp.StatusCode == http.StatusNoContent:
		return nil, nil
	case isWeixin(text):
		return nil, said.Errorf("%s is the address for callers of Weixin, not that of the console", c.base)
	case !json.Valid(text):
		return nil, said.Errorf("what answers at %s is not the console", c.base)
	}
	return text, nil
}

// isWeixin reports whether an answer is that of the API to a path that it has not.
func isWeixin(text []byte) bool {
	var said struct {
		ErrCode int `json:"errcode"`
	}
	return json.Unmarshal(text, &said) == nil && said.ErrCode != 0
}

// send sends a request and returns its answer, whose body the caller closes.
func (c *Client) send(ctx context.Context, o Operation, in any) (*http.Response, error) {
	path, query := o.address(in)
	target := c.base + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	body, media, err := bodyOf(in)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, o.Method, target, body)
	if err != nil {
		return nil, said.Errorf("ask the console: %w", err)
	}
	if media == "" {
		media = o.Media
	}
	if body != nil {
		r.Header.Set("Content-Type", media)
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	if c.Language != "" {
		r.Header.Set("Accept-Language", c.Language)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return nil, said.Errorf("ask the console: %w", err)
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		defer resp.Body.Close()
		return nil, c.refusal(resp)
	}
	return resp, nil
}

// bodyOf is the body of an input, nil if it has none. media is "" for bytes.
func bodyOf(in any) (body io.Reader, media string, err error) {
	v := reflect.ValueOf(in)
	if v.Kind() != reflect.Struct {
		return nil, "", nil
	}
	v = v.FieldByName(bodyField)
	if !v.IsValid() {
		return nil, "", nil
	}
	if r, ok := v.Interface().(io.Reader); ok {
		return io.NopCloser(r), "", nil // and so it is the caller's to close
	}
	text, err := json.Marshal(v.Interface())
	if err != nil {
		return nil, "", said.Errorf("ask the console: %w", err)
	}
	return bytes.NewReader(text), "application/json", nil
}

// Error is what the console said instead of an answer.
type Error struct {
	Status  int
	Message string
	// Yours and Current are both values of a record that another operator has changed,
	// where the status is 409 and the operation names versions.
	Yours, Current json.RawMessage
}

func (e *Error) Error() string { return e.Message }

// ErrToken is in the error of a request without the console's token.
var ErrToken = said.Errorf("the console asks for its token")

// Is makes an Error of status 401 an ErrToken.
func (e *Error) Is(target error) bool {
	return target == ErrToken && e.Status == http.StatusUnauthorized
}

func (c *Client) refusal(resp *http.Response) error {
	text, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	var answer struct {
		Error          string
		Yours, Current json.RawMessage
	}
	switch {
	case err != nil || json.Unmarshal(text, &answer) != nil || answer.Error == "":
		return &Error{Status: resp.StatusCode, Message: "the console answered " + resp.Status}
	case isWeixin(text):
		return said.Errorf("%s is the address for callers of Weixin, not that of the console", c.base)
	}
	return &Error{Status: resp.StatusCode, Message: answer.Error, Yours: answer.Yours, Current: answer.Current}
}

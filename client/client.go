package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/said"
)

// DefaultBaseURL is where Weixin answers.
const DefaultBaseURL = "https://api.weixin.qq.com"

// Client calls the interfaces of one service for one account. It is safe for
// use by many goroutines; make one and keep it.
type Client struct {
	base      *url.URL
	http      *http.Client
	userAgent string
	tokens    TokenSource // nil: only calls that need no access token
	retry     *Retry      // nil: no call is repeated
	observers []func(context.Context, Attempt)
}

// New returns a client of the options given. Without an option that tells
// where access tokens come from, it can call the token interfaces only.
func New(opts ...Option) (*Client, error) {
	s := settings{baseURL: DefaultBaseURL, timeout: 2 * time.Minute, userAgent: "wxastore-client"}
	for _, opt := range opts {
		opt(&s)
	}
	base, err := parseBaseURL(s.baseURL)
	if err != nil {
		return nil, err
	}
	if !utf8.ValidString(s.userAgent) {
		return nil, said.Errorf("client: the user agent is %w", ErrNotUTF8)
	}
	if s.http == nil {
		s.http = newHTTPClient(s.timeout)
	}
	c := &Client{base: base, http: refuseRedirects(s.http), userAgent: s.userAgent, retry: s.retry, observers: s.observers}
	if len(s.sources) > 1 {
		return nil, said.Errorf("client: %d options say where access tokens come from: give one", len(s.sources))
	}
	for _, source := range s.sources {
		if c.tokens, err = source(c); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// WithTokens returns a client that is c, with access tokens from elsewhere. The
// two share their connections.
func (c *Client) WithTokens(tokens TokenSource) *Client {
	other := *c
	other.tokens = tokens
	return &other
}

// BaseURL returns the address of the service.
func (c *Client) BaseURL() string { return c.base.String() }

// CloseIdleConnections closes the connections that no call uses. The client
// stays usable.
func (c *Client) CloseIdleConnections() { c.http.CloseIdleConnections() }

// String names the service; it keeps tokens and secrets out of logs.
func (c *Client) String() string { return "client.Client of " + c.base.String() }

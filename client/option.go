package client

import (
	"context"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/said"
)

// Option is a setting of New.
type Option func(*settings)

type settings struct {
	baseURL   string
	http      *http.Client
	timeout   time.Duration
	userAgent string
	retry     *Retry
	observers []func(context.Context, Attempt)
	// sources make a token source for the client that is being made.
	sources []func(*Client) (TokenSource, error)
}

// WithBaseURL sets the service's address, such as http://127.0.0.1:8080. It is
// an http or https URL without user, query and fragment; its path, if any,
// goes before the paths of the interfaces.
func WithBaseURL(address string) Option {
	return func(s *settings) { s.baseURL = address }
}

// WithHTTPClient sets the HTTP client. If its CheckRedirect is nil, redirects
// are not followed: a token in a URL must not travel to another host.
func WithHTTPClient(h *http.Client) Option {
	return func(s *settings) { s.http = h }
}

// WithTimeout limits one request with all bytes of its bodies; 0 is no limit.
// Without it, the limit is two minutes. It has no effect on the HTTP client of
// WithHTTPClient.
func WithTimeout(d time.Duration) Option {
	return func(s *settings) { s.timeout = d }
}

// WithUserAgent sets the User-Agent header.
func WithUserAgent(name string) Option {
	return func(s *settings) { s.userAgent = name }
}

// WithRetry has the client send a call again where it failed for a reason that
// passes. Without it, no call is repeated.
func WithRetry(r Retry) Option {
	return func(s *settings) { s.retry = r.withDefaults() }
}

// WithObserver has observe told of each attempt to call, right after it, for logs,
// metrics and traces. The context is the call's. It may be given more than once.
func WithObserver(observe func(ctx context.Context, attempt Attempt)) Option {
	return func(s *settings) { s.observers = append(s.observers, observe) }
}

// WithTokenSource makes the client take its access tokens from tokens.
func WithTokenSource(tokens TokenSource) Option {
	return from(func(*Client) (TokenSource, error) {
		if tokens == nil {
			return nil, said.Errorf("client: the token source is nil")
		}
		return tokens, nil
	})
}

// WithCredentials makes the client fetch the stable access token of an
// account. Use it rather than WithClassicCredentials: classic tokens that two
// processes fetch kill each other.
func WithCredentials(appid, secret string) Option {
	return from(func(c *Client) (TokenSource, error) {
		return StableTokens(c, appid, secret), checkCredentials(appid, secret)
	})
}

// WithClassicCredentials makes the client fetch classic access tokens, each of
// which supersedes the one before. No other process may fetch any.
func WithClassicCredentials(appid, secret string) Option {
	return from(func(c *Client) (TokenSource, error) {
		return ClassicTokens(c, appid, secret), checkCredentials(appid, secret)
	})
}

func from(source func(*Client) (TokenSource, error)) Option {
	return func(s *settings) { s.sources = append(s.sources, source) }
}

func checkCredentials(appid, secret string) error {
	switch {
	case appid == "":
		return said.Errorf("client: the app id is empty")
	case secret == "":
		return said.Errorf("client: the secret is empty")
	}
	return nil
}

package client

import (
	"context"

	"github.com/wxastore/wxastore/internal/said"
)

// TokenSource is where a client gets its access tokens. It is safe for use by
// many goroutines.
type TokenSource interface {
	// Token returns a token that is good as far as the source knows.
	Token(ctx context.Context) (string, error)

	// Refresh returns another token than old, which the service has refused.
	// It is a compare-and-swap: if old is not the source's current token,
	// that one is returned without a call, so that any number of callers with
	// the same dead token cause one fetch, and a late refusal none. If no
	// other token can be had, the error is ErrNotRenewed.
	Refresh(ctx context.Context, old string) (string, error)
}

// ErrNotRenewed is returned by Refresh where a source has no other token, or
// has renewed so often that it must not ask for one now. The call that needed
// it then returns the service's refusal.
var ErrNotRenewed = said.Errorf("no other access token can be had")

// StaticToken returns a source of one token that is never renewed.
func StaticToken(token string) TokenSource { return &staticToken{token} }

// staticToken is a struct behind a pointer, so that printing a client does not
// print it.
type staticToken struct{ token string }

func (t *staticToken) Token(context.Context) (string, error) {
	if t.token == "" {
		return "", said.Errorf("the static token is empty")
	}
	return t.token, nil
}

func (t *staticToken) Refresh(ctx context.Context, old string) (string, error) {
	if old == t.token {
		return "", ErrNotRenewed
	}
	return t.Token(ctx)
}

// String keeps the token out of logs.
func (t staticToken) String() string { return "client.StaticToken" }

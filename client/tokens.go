package client

import (
	"context"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// Tokens is a TokenSource that fetches tokens from the service. However many
// goroutines ask, one fetch is under way. A caller whose context ends leaves it
// to the others, and the last one to leave cancels it. A token is renewed some minutes
// before its end; if that fails, the old one serves until its end.
type Tokens struct {
	// fetch gets a token, other than refused if that can be had.
	fetch func(ctx context.Context, refused string) (Token, error)
	// shared says that fetch may find a token that another process has fetched.
	shared bool

	mu      sync.Mutex
	current Token  // the zero token before the first fetch
	flight  *fetch // nil if no fetch is under way
}

// Token is an access token and its life. The zero Token is none.
type Token struct {
	AccessToken string
	// RenewAt is when it is to be renewed, ExpiresAt its end.
	RenewAt, ExpiresAt time.Time
	// Found says that another process fetched it, and not this one now.
	Found bool
}

// NewToken returns a token of a life in seconds that was asked for at a time:
// its life counts from there, because the answer travels. An empty value is not
// a token, and has no life.
func NewToken(value string, seconds int, asked time.Time) Token {
	if value == "" {
		return Token{}
	}
	if seconds <= 0 || seconds > weixin.AccessTokenSeconds {
		seconds = weixin.AccessTokenSeconds
	}
	life := time.Duration(seconds) * time.Second
	// Within the last 5 minutes of a stable token the service gives out a new
	// one; asking earlier would return the same again and again.
	margin := min(3*time.Minute, life/4)
	return Token{AccessToken: value, RenewAt: asked.Add(life - margin), ExpiresAt: asked.Add(life)}
}

// String keeps the token out of logs.
func (t Token) String() string { return "client.Token until " + t.ExpiresAt.Format(time.RFC3339) }

// SharedTokens returns a source of access tokens that processes share. fetch
// returns a token other than refused, which is "" if none was refused: one that
// another process has fetched, which it marks as Found, or a new one. Its error
// is ErrNotRenewed if no other token can be had.
func SharedTokens(fetch func(ctx context.Context, refused string) (Token, error)) *Tokens {
	return &Tokens{fetch: fetch, shared: true}
}

// fetch is one fetch that is under way. Tokens.mu guards waiters; the result
// is written before done is closed.
type fetch struct {
	refused string
	waiters int
	cancel  context.CancelFunc

	done  chan struct{}
	value string
	err   error
}

// Token implements TokenSource.
func (t *Tokens) Token(ctx context.Context) (string, error) {
	t.mu.Lock()
	old := t.current
	// While a token is being replaced because it was refused, it would only
	// be refused again.
	replacing := t.flight != nil && t.flight.refused == old.AccessToken
	if time.Now().Before(old.RenewAt) && !replacing {
		t.mu.Unlock()
		return old.AccessToken, nil
	}
	f := t.join(ctx, "")
	t.mu.Unlock()

	value, err := t.wait(ctx, f)
	if err != nil && ctx.Err() == nil && time.Now().Before(old.ExpiresAt) {
		return old.AccessToken, nil
	}
	return value, err
}

// Refresh implements TokenSource.
func (t *Tokens) Refresh(ctx context.Context, old string) (string, error) {
	for {
		t.mu.Lock()
		if current := t.current; current.AccessToken != old && time.Now().Before(current.ExpiresAt) {
			t.mu.Unlock()
			return current.AccessToken, nil
		}
		f := t.join(ctx, old)
		t.mu.Unlock()

		value, err := t.wait(ctx, f)
		if err != nil || value != old {
			return value, err
		}
		// The service still gives out the refused token. If this fetch began
		// before the refusal, the next one knows of it.
		if f.refused == old {
			return "", ErrNotRenewed
		}
	}
}

// found reports whether a token may be as dead as the one that it replaced,
// because another process fetched it, perhaps long before.
func (t *Tokens) found(value string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.shared && (t.current.AccessToken != value || t.current.Found)
}

// Set makes a token the current one, or with the zero Token none. A fetch that
// is under way does not replace it.
func (t *Tokens) Set(now Token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.current, t.flight = now, nil
}

// String keeps the token out of logs.
func (t *Tokens) String() string { return "client.Tokens" }

// join returns the fetch that is under way, or starts one. The caller holds
// mu and then waits.
func (t *Tokens) join(ctx context.Context, refused string) *fetch {
	if t.flight == nil {
		// The fetch is not its first caller's alone: it keeps the values of
		// that context, not its end.
		shared, cancel := context.WithCancel(context.WithoutCancel(ctx))
		t.flight = &fetch{refused: refused, cancel: cancel, done: make(chan struct{})}
		go t.run(shared, t.flight)
	}
	t.flight.waiters++
	return t.flight
}

// wait returns the result of f, or leaves f when ctx ends.
func (t *Tokens) wait(ctx context.Context, f *fetch) (string, error) {
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if f.waiters--; f.waiters == 0 {
		f.cancel()
		if t.flight == f {
			t.flight = nil
		}
	}
	return "", said.Errorf("waiting for an access token: %w", ctx.Err())
}

func (t *Tokens) run(ctx context.Context, f *fetch) {
	defer f.cancel()
	fetched, err := t.fetch(ctx, f.refused)

	t.mu.Lock()
	defer t.mu.Unlock()
	defer close(f.done)
	f.value, f.err = fetched.AccessToken, err
	if t.flight != f {
		return // abandoned: its token may be older than the current one
	}
	t.flight = nil
	if err == nil {
		t.current = fetched
	}
	t.current.postpone(time.Now())
}

// postpone puts off the next attempt to renew a token that should have been
// renewed and still serves, so that not every call tries.
func (t *Token) postpone(now time.Time) {
	const pause = 10 * time.Second
	if now.Before(t.RenewAt) {
		return
	}
	if t.RenewAt = now.Add(pause); t.RenewAt.After(t.ExpiresAt) {
		t.RenewAt = t.ExpiresAt
	}
}

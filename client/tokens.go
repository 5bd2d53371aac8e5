package client

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// Tokens is a TokenSource that fetches tokens from the service. However many
// goroutines ask, one fetch is under way; whoever's context ends leaves it to
// the others, and the last to leave ends it. A token is renewed some minutes
// before its end; if that fails, the old one serves until its end.
type Tokens struct {
	// fetch gets a token, other than refused if that can be had.
	fetch func(ctx context.Context, refused string) (token, error)
	// shared says that fetch may find a token that another process has fetched.
	shared bool

	mu      sync.Mutex
	current token  // the zero token before the first fetch
	flight  *fetch // nil if no fetch is under way
}

type token struct {
	value           string
	renewAt, diesAt time.Time
	// found says that it was not fetched now, but by another process before.
	found bool
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
	replacing := t.flight != nil && t.flight.refused == old.value
	if time.Now().Before(old.renewAt) && !replacing {
		t.mu.Unlock()
		return old.value, nil
	}
	f := t.join(ctx, "")
	t.mu.Unlock()

	value, err := t.wait(ctx, f)
	if err != nil && ctx.Err() == nil && time.Now().Before(old.diesAt) {
		return old.value, nil
	}
	return value, err
}

// Refresh implements TokenSource.
func (t *Tokens) Refresh(ctx context.Context, old string) (string, error) {
	for {
		t.mu.Lock()
		if current := t.current; current.value != old && time.Now().Before(current.diesAt) {
			t.mu.Unlock()
			return current.value, nil
		}
		f := t.join(ctx, old)
		t.mu.Unlock()

		value, err := t.wait(ctx, f)
		if err != nil || value != old {
			return value, err
		}
		// The service still gives out the refused token. If nobody had told
		// the fetch that it was refused, the next one is told.
		if f.refused == old {
			return "", ErrNotRenewed
		}
	}
}

// found reports whether a token may be as dead as the one that it replaced:
// another process has fetched it, nobody knows how long before it was refused.
func (t *Tokens) found(value string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.shared && (t.current.value != value || t.current.found)
}

// put makes a token the present one. A fetch that is under way does not replace
// it.
func (t *Tokens) put(now token) {
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
	return "", fmt.Errorf("waiting for an access token: %w", ctx.Err())
}

func (t *Tokens) run(ctx context.Context, f *fetch) {
	defer f.cancel()
	fetched, err := t.fetch(ctx, f.refused)

	t.mu.Lock()
	defer t.mu.Unlock()
	defer close(f.done)
	f.value, f.err = fetched.value, err
	if t.flight != f {
		return // abandoned: its token may be older than the present one
	}
	t.flight = nil
	if err != nil {
		t.current.postpone(time.Now())
		return
	}
	t.current = fetched
}

// newToken returns a token that was asked for at a time: its life counts from
// there, for the answer travels. What is empty is no token, and has no life.
func newToken(value string, seconds int, asked time.Time) token {
	if value == "" {
		return token{}
	}
	if seconds <= 0 || seconds > weixin.AccessTokenSeconds {
		seconds = weixin.AccessTokenSeconds
	}
	life := time.Duration(seconds) * time.Second
	// Within the last 5 minutes of a stable token the service gives out a new
	// one; to ask earlier would return the same again and again.
	margin := min(3*time.Minute, life/4)
	return token{value: value, renewAt: asked.Add(life - margin), diesAt: asked.Add(life)}
}

// postpone puts off the next try to renew a token that still serves, so that
// not every call tries.
func (t *token) postpone(now time.Time) {
	const pause = 10 * time.Second
	if now.Before(t.renewAt) {
		return
	}
	if t.renewAt = now.Add(pause); t.renewAt.After(t.diesAt) {
		t.renewAt = t.diesAt
	}
}

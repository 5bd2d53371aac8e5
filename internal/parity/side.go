package parity

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/wxastore/wxastore/internal/replay"
)

// Side is a service that scenarios are played against.
type Side struct {
	// Base is its scheme and host.
	Base   string
	Client *http.Client
	// Values are what $NAME:own stands for.
	Values map[string]string
	// Secrets are further texts that no recording may hold.
	Secrets []string
}

// NewHTTPClient returns a client whose calls look alike on both sides: HTTP/1.1,
// nothing compressed. A call may take as long as timeout; 0 is no limit. An answer that
// comes before the whole request was sent is taken, also where the service then ends the
// connection.
func NewHTTPClient(timeout time.Duration) *http.Client {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	dialer := new(net.Dialer)
	return &http.Client{
		Timeout: timeout,
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DisableCompression: true, Protocols: protocols,
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := dialer.DialContext(ctx, network, address)
				if err != nil {
					return nil, err
				}
				return listening{conn}, nil
			},
		},
	}
}

// listening is a connection whose peer is listened to although it takes nothing more:
// what cannot be sent is dropped, and reading tells the answer, or that none came.
type listening struct{ net.Conn }

// Write drops what cannot be sent.
func (l listening) Write(p []byte) (int, error) {
	n, err := l.Conn.Write(p)
	if err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, os.ErrDeadlineExceeded) {
		return len(p), nil
	}
	return n, err
}

// Format keeps the secrets of a side out of prints.
func (s Side) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "a side at %s", s.Base) }

// LogValue keeps them out of logs.
func (s Side) LogValue() slog.Value { return slog.StringValue("a side at " + s.Base) }

// missingError is a request that names a value that the side does not have.
type missingError struct{ name string }

// Error says what the step needs, as it is kept in recordings.
func (e missingError) Error() string {
	switch e.name {
	case "TOKEN", "APPID":
		return "it needs the credentials of an account"
	case "INTRO":
		return "it needs the account's current introduction"
	}
	return "it needs a value that nobody has given"
}

// player returns a player of the side.
func (s Side) player() *replay.Player {
	return &replay.Player{
		BaseURL: s.Base, Client: s.Client,
		Lookup: func(_ context.Context, name, arg string) (string, error) {
			if value := s.Values[name]; arg == "own" && value != "" {
				return value, nil
			}
			return "", missingError{name}
		},
	}
}

// secrets are all texts that belong to the account.
func (s Side) secrets() []string {
	secrets := s.Secrets
	for _, value := range s.Values {
		secrets = append(secrets[:len(secrets):len(secrets)], value)
	}
	return secrets
}

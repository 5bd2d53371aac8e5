package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/said"
)

// The limits of every connection, besides Config.HeaderTime and ReadTime. A
// header has at most 32 KiB; net/http answers 431 beyond that.
const (
	writeTime = 90 * time.Second
	idleTime  = 2 * time.Minute
	maxHeader = 28 << 10 // net/http adds 4 KiB
	// maxStreams is how many requests an HTTP/2 connection may have under way.
	// What a connection can make the service hold grows with it.
	maxStreams = 32
)

// listener is an address taken and the server behind it.
type listener struct {
	net.Listener
	server *http.Server
	secure bool // behind TLS
}

// acceptor is a listener that logs why no connections come: net/http retries,
// which is right where descriptors are gone for a moment, and says so at a
// level at which it says many harmless things.
type acceptor struct {
	net.Listener
	log *slog.Logger
	// failing holds when a failure was last logged. One goroutine accepts.
	failing time.Time
}

// quietAfter is how long after a failure to accept the next is not logged.
const quietAfter = 10 * time.Second

func (a *acceptor) Accept() (net.Conn, error) {
	conn, err := a.Listener.Accept()
	if err != nil && !errors.Is(err, net.ErrClosed) && time.Since(a.failing) > quietAfter {
		a.failing = time.Now()
		a.log.Error("connections cannot be accepted; it goes on trying", "address", a.Addr().String(), "error", err)
	}
	return conn, err
}

// listenOn takes an address. flag names it in errors.
//
//fidelity:choice all connection | a header larger than 32 KiB: HTTP 431; one slower than 10 s, or a request slower than 20 s (an upload: 60 s): the connection is closed
func (a *App) listenOn(ctx context.Context, flag, addr string, h http.Handler) (*listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) {
			err = op.Err
		}
		return nil, said.Errorf("cannot listen on %s (%w): choose another --%s", addr, err, flag)
	}
	return &listener{Listener: &acceptor{Listener: l, log: a.log}, server: a.newServer(h)}, nil
}

// newServer makes a server with the limits of every connection.
func (a *App) newServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: a.config.HeaderTime,
		ReadTimeout:       a.config.ReadTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeader,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: maxStreams},
		ErrorLog:          slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
	}
}

func (l *listener) url() string {
	if l.secure {
		return "https://" + l.Addr().String()
	}
	return "http://" + l.Addr().String()
}

// serve answers until drain or close.
func (l *listener) serve() error {
	if err := l.server.Serve(l.Listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// drain takes no more connections and waits for the calls under way.
func (l *listener) drain(ctx context.Context) error {
	if err := l.server.Shutdown(ctx); err != nil {
		return errors.Join(said.Errorf("calls were cut off after the drain time: %w", err), l.server.Close())
	}
	return nil
}

func (l *listener) close() error {
	if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return l.server.Close()
}

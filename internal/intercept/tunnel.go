package intercept

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/egress"
	"github.com/wxastore/wxastore/internal/said"
)

// quietTime is how long nothing may pass through a tunnel once the service
// stops.
const quietTime = time.Second

// passThrough joins a client and another host, if that is allowed.
func (p *Proxy) passThrough(w http.ResponseWriter, r *http.Request, host, port string) {
	if !p.mayPass(w, r, host) {
		return
	}
	far, err := p.dialer.DialContext(r.Context(), "tcp", net.JoinHostPort(host, port))
	if err != nil {
		refuseDial(w, host, err)
		return
	}
	near := p.hijack(w)
	if near == nil {
		far.Close()
		return
	}
	p.tunnels.join(near, far)
}

// newForward passes plain HTTP on. It follows no redirect: the client sees it.
func (p *Proxy) newForward() *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL = &url.URL{Scheme: r.In.URL.Scheme, Host: r.In.URL.Host, Path: r.In.URL.Path, RawPath: r.In.URL.RawPath, RawQuery: r.In.URL.RawQuery}
			// A connection that changes its protocol is a tunnel without limits.
			r.Out.Header.Del("Connection")
			r.Out.Header.Del("Upgrade")
		},
		Transport: &http.Transport{DialContext: p.dialer.DialContext, DisableKeepAlives: true, TLSHandshakeTimeout: dialTime, ResponseHeaderTimeout: time.Minute},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			refuseDial(w, r.URL.Host, err)
		},
	}
}

// refuseDial says why another host is not reached.
func refuseDial(w http.ResponseWriter, host string, err error) {
	if errors.Is(err, egress.ErrPrivate) {
		refuse(w, http.StatusForbidden, fmt.Sprintf("This proxy of wxastore does not lead to %.100s: its address is private. Put it into NO_PROXY to reach it directly.", host))
		return
	}
	refuse(w, http.StatusBadGateway, fmt.Sprintf("%.100s cannot be reached from here: %.200s", host, err))
}

// tunnels are the connections that pass through.
type tunnels struct {
	mu    sync.Mutex
	all   sync.WaitGroup
	open  map[*tunnel]struct{}
	quiet time.Duration // how long nothing may pass
	done  bool
}

// tunnel is a client's connection and another host's.
type tunnel struct {
	near, far net.Conn
	timer     *time.Timer
}

func newTunnels(idle time.Duration) *tunnels {
	return &tunnels{open: make(map[*tunnel]struct{}), quiet: idle}
}

// join copies between the two until both have ended, or nothing has passed for
// too long.
func (t *tunnels) join(near, far net.Conn) {
	one := &tunnel{near: near, far: far}
	t.mu.Lock()
	if t.done {
		t.mu.Unlock()
		one.close()
		return
	}
	one.timer = time.AfterFunc(t.quiet, one.close)
	t.open[one] = struct{}{}
	t.all.Add(1)
	t.mu.Unlock()
	defer t.leave(one)

	var copies sync.WaitGroup
	copies.Go(func() { t.copy(one, far, near) })
	copies.Go(func() { t.copy(one, near, far) })
	copies.Wait()
}

func (t *tunnels) leave(one *tunnel) {
	t.mu.Lock()
	defer t.mu.Unlock()
	one.timer.Stop()
	one.close()
	delete(t.open, one)
	t.all.Done()
}

// copy passes on what comes, and the end of it.
func (t *tunnels) copy(one *tunnel, to, from net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			t.moved(one)
			if _, err := to.Write(buffer[:n]); err != nil {
				one.close()
				return
			}
		}
		if err != nil {
			half, ok := to.(interface{ CloseWrite() error })
			if !errors.Is(err, io.EOF) || !ok || half.CloseWrite() != nil {
				one.close()
			}
			return
		}
	}
}

// moved notes that something has passed.
func (t *tunnels) moved(one *tunnel) {
	t.mu.Lock()
	defer t.mu.Unlock()
	one.timer.Reset(t.quiet)
}

func (t *tunnel) close() {
	t.near.Close()
	t.far.Close()
}

// Drain takes no more tunnels, and lets those end through which something
// passes.
func (p *Proxy) Drain(ctx context.Context) error {
	t := p.tunnels
	t.mu.Lock()
	t.done, t.quiet = true, quietTime
	for one := range t.open {
		one.timer.Reset(t.quiet)
	}
	t.mu.Unlock()
	ended := make(chan struct{})
	go func() { t.all.Wait(); close(ended) }()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		p.Close()
		<-ended
		return said.Errorf("tunnels were cut off after the drain time: %w", ctx.Err())
	}
}

// Close ends everything at once.
func (p *Proxy) Close() {
	t := p.tunnels
	t.mu.Lock()
	t.done = true
	for one := range t.open {
		one.close()
	}
	t.mu.Unlock()
	_ = p.kept.Close() // it never fails
}

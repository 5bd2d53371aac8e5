package intercept

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testClock is a clock that tests move.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// answerer says what reached it, and how.
func answerer(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	fmt.Fprintf(w, "%s %s tls=%t %s %s", r.Method, r.Proto, r.TLS != nil, r.URL.Path, body)
}

// setup is what a test wants to be different.
type setup struct {
	hosts   []string
	pass    bool
	private bool
	idle    time.Duration
	clock   *testClock
	handler http.HandlerFunc
}

// running is a proxy and a TLS listener on sockets.
type running struct {
	dir          string
	proxy        *Proxy
	certificates *Certificates
	proxyAddr    string
	tlsAddr      string
}

func start(t *testing.T, s setup) *running {
	t.Helper()
	hosts, err := ParseHosts(s.hosts)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now
	if s.clock != nil {
		now = s.clock.Now
	}
	if s.idle == 0 {
		s.idle = idleTime
	}
	if s.handler == nil {
		s.handler = answerer
	}
	r := &running{dir: Dir(t.TempDir())}
	log := slog.New(slog.DiscardHandler)
	if r.certificates, err = OpenCertificates(r.dir, hosts, now, log); err != nil {
		t.Fatal(err)
	}
	r.proxy = newProxy(Config{Hosts: hosts, PassOthers: s.pass, API: s.handler, Certificates: r.certificates, Log: log}, s.private, s.idle)
	r.proxyAddr = serve(t, listenLocal(t), r.proxy, nil)
	serve(t, r.proxy.Kept(), s.handler, nil)
	r.tlsAddr = serve(t, listenLocal(t), s.handler, r.certificates.TLS())
	t.Cleanup(r.proxy.Close)
	return r
}

func listenLocal(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// serve answers on a listener until the test ends.
func serve(t *testing.T, l net.Listener, h http.Handler, config *tls.Config) string {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 2 * time.Second, TLSConfig: config, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)}
	addr := l.Addr().String()
	if config != nil {
		l = tls.NewListener(l, config)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = server.Serve(l) }()
	t.Cleanup(func() { server.Close(); <-ended })
	return addr
}

// client trusts what is in a file, and goes through the proxy unless it is "".
func (r *running) client(t *testing.T, trust string) *http.Client {
	t.Helper()
	text, err := os.ReadFile(trust)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		t.Fatalf("no certificate in %s", trust)
	}
	transport := &http.Transport{
		Proxy:             http.ProxyURL(&url.URL{Scheme: "http", Host: r.proxyAddr}),
		TLSClientConfig:   &tls.Config{RootCAs: roots},
		ForceAttemptHTTP2: true,
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (r *running) caFile() string { return FilesIn(r.dir).Certificate }

// get returns the status and the body of an answer.
func get(ctx context.Context, c *http.Client, url string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	resp, err := c.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return fmt.Sprintf("%d %s", resp.StatusCode, body), err
}

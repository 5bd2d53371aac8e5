package intercept

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// open makes a tunnel and returns it with the status of the answer.
func open(t *testing.T, r *running, target string) (net.Conn, string) {
	t.Helper()
	conn, err := net.Dial("tcp", r.proxyAddr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: x\r\n\r\n", target)
	resp, err := http.ReadResponse(bufio.NewReaderSize(conn, 16), &http.Request{Method: http.MethodConnect})
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode == http.StatusOK {
		return conn, resp.Status
	}
	body, _ := io.ReadAll(resp.Body)
	return conn, resp.Status + " " + string(body)
}

// echo is another host: it sends back what comes, and ends when the client has.
func echo(t *testing.T) string {
	l := listenLocal(t)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer conn.Close(); _, _ = io.Copy(conn, conn) }()
		}
	}()
	return l.Addr().String()
}

// roundTrip sends a byte through a tunnel to echo and back.
func roundTrip(t *testing.T, conn net.Conn) {
	t.Helper()
	b := make([]byte, 1)
	if _, err := conn.Write(b); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, b); err != nil {
		t.Fatalf("the tunnel is closed: %v", err)
	}
}

// TestTunnel passes to another host and back, the end of each direction
// included.
func TestTunnel(t *testing.T) {
	t.Parallel()
	r := start(t, setup{pass: true, private: true})
	conn, status := open(t, r, echo(t))
	if status != "200 Connection established" {
		t.Fatal(status)
	}
	text := strings.Repeat("all of it ", 100_000)
	go func() { fmt.Fprint(conn, text); _ = conn.(*net.TCPConn).CloseWrite() }()
	if got, err := io.ReadAll(conn); err != nil || string(got) != text {
		t.Errorf("%d bytes came back, %v", len(got), err)
	}
}

// TestIdleTunnel leaves one tunnel alone and uses another.
func TestIdleTunnel(t *testing.T) {
	t.Parallel()
	const idle = 500 * time.Millisecond
	r := start(t, setup{pass: true, private: true, idle: idle})
	far := echo(t)
	quiet, _ := open(t, r, far)
	busy, _ := open(t, r, far)
	began := time.Now()
	closed := make(chan time.Duration)
	go func() { _, _ = io.Copy(io.Discard, quiet); closed <- time.Since(began) }()
	for range 15 {
		time.Sleep(idle / 5)
		roundTrip(t, busy)
	}
	if took := <-closed; took < idle/2 || took > 2*idle {
		t.Errorf("the idle tunnel was closed after %s", took)
	}
}

// TestDrain lets a busy tunnel end and takes no more.
func TestDrain(t *testing.T) {
	t.Parallel()
	r := start(t, setup{pass: true, private: true})
	far := echo(t)
	quiet, _ := open(t, r, far)
	roundTrip(t, quiet) // and say nothing more
	began := time.Now()
	if err := r.proxy.Drain(t.Context()); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 3*quietTime {
		t.Errorf("a quiet tunnel held the stop up for %s", took)
	}
	busy := start(t, setup{pass: true, private: true})
	conn, _ := open(t, busy, far)
	roundTrip(t, conn)
	ctx, cancel := context.WithTimeout(t.Context(), 2*quietTime)
	defer cancel()
	go func() {
		for _, err := conn.Write([]byte("x")); err == nil; _, err = conn.Write([]byte("x")) {
			time.Sleep(quietTime / 10)
		}
	}()
	go func() { _, _ = io.Copy(io.Discard, conn) }()
	if err := busy.proxy.Drain(ctx); err == nil {
		t.Error("a busy tunnel ended without being cut off")
	}
}

// TestPrivateAddresses tries to reach what the public internet cannot, under
// names and in every spelling.
func TestPrivateAddresses(t *testing.T) {
	t.Parallel()
	r := start(t, setup{pass: true})
	_, port, _ := net.SplitHostPort(echo(t))
	for _, host := range []string{
		"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]", "10.1.2.3", "172.16.0.1",
		"192.168.1.1", "169.254.169.254", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[fe80::1]",
	} {
		if _, status := open(t, r, host+":"+port); !strings.HasPrefix(status, "403 Forbidden This proxy of wxastore does not lead to") {
			t.Errorf("CONNECT %s: %s", host, status)
		}
	}
	client := r.client(t, r.caFile())
	if got, err := get(t.Context(), client, "http://127.0.0.1:"+port+"/"); err != nil || !strings.HasPrefix(got, "403 This proxy of wxastore does not lead to") {
		t.Errorf("http: %s, %v", got, err)
	}
}

// TestStrangers calls the proxy from another machine: our host is served,
// others are not, even if those on this machine may.
func TestStrangers(t *testing.T) {
	t.Parallel()
	r := start(t, setup{pass: true, private: true})
	for _, remote := range []string{"192.168.1.5:4711", "[2606:4700::1]:4711", "@"} {
		for _, c := range []struct {
			method, target string
			want           int
		}{
			{http.MethodConnect, "example.com:443", http.StatusForbidden},
			{http.MethodGet, "http://example.com/", http.StatusForbidden},
			{http.MethodGet, "http://api.weixin.qq.com/", http.StatusOK},
		} {
			req := httptest.NewRequest(c.method, c.target, nil)
			req.RemoteAddr = remote
			if c.method == http.MethodConnect {
				req.URL = &url.URL{Host: c.target}
			}
			w := httptest.NewRecorder()
			r.proxy.ServeHTTP(w, req)
			if w.Code != c.want {
				t.Errorf("%s %s from %s: %d %s", c.method, c.target, remote, w.Code, w.Body)
			}
		}
	}
}

// TestForward passes plain HTTP on, with its redirects.
func TestForward(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
			return
		}
		fmt.Fprintf(w, "%s %s%s", r.Host, r.URL.RequestURI(), r.Header.Get("Upgrade"))
	}))
	defer other.Close()
	r := start(t, setup{pass: true, private: true})
	client := r.client(t, r.caFile())
	host := strings.TrimPrefix(other.URL, "http://")
	for path, want := range map[string]string{
		"/a%2Fb?c=d;e": "200 " + host + " /a%2Fb?c=d;e",
		"/moved":       "302 <a href=\"http://127.0.0.1:1/\">Found</a>.\n\n",
	} {
		if got, err := get(t.Context(), client, other.URL+path); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", path, got, err, want)
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, other.URL+"/up", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || string(body) != host+" /up" {
		t.Errorf("with an upgrade: %q, %v", body, err)
	}
	if got, err := get(t.Context(), client, "http://127.0.0.1:1/"); err != nil || !strings.HasPrefix(got, "502 ") {
		t.Errorf("a host that does not answer: %q, %v", got, err)
	}
}

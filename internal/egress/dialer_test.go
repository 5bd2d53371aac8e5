package egress

import (
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// listen takes connections and counts them.
func listen(t *testing.T) (port string, came *atomic.Int64) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	came = new(atomic.Int64)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			came.Add(1)
			conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-ended })
	_, port, err = net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port, came
}

// TestDial tries to reach a listener on this machine in every spelling, under a
// name too.
func TestDial(t *testing.T) {
	port, came := listen(t)
	local := netip.MustParseAddr("127.0.0.1")
	_, names := serveNames(t, []netip.Addr{local, netip.MustParseAddr("10.0.0.1")})
	guarded := Dialer{Resolver: names, Timeout: 5 * time.Second}
	for _, host := range []string{
		"127.0.0.1", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "0.0.0.0", "::", "169.254.169.254", "fe80::1",
		"64:ff9b::7f00:1", "64:ff9b::808:808", "2002:7f00:1::", "here.test.",
	} {
		conn, err := guarded.DialContext(t.Context(), "tcp", net.JoinHostPort(host, port))
		if !errors.Is(err, ErrPrivate) {
			t.Errorf("%s: %v, %v", host, conn, err)
		}
	}
	if n := came.Load(); n != 0 {
		t.Errorf("%d connections came through", n)
	}
	free := guarded
	free.AllowPrivate = true
	for _, host := range []string{"127.0.0.1", "here.test."} {
		conn, err := free.DialContext(t.Context(), "tcp", net.JoinHostPort(host, port))
		if err != nil {
			t.Errorf("%s, where private addresses are allowed: %v", host, err)
			continue
		}
		conn.Close()
	}
	for _, network := range []string{"udp", "unix", "ip"} {
		if _, err := free.DialContext(t.Context(), network, "127.0.0.1:1"); err == nil {
			t.Errorf("%s is dialled", network)
		}
	}
}

// TestRebinding resolves a name that is public at the first look-up, and this
// machine when it is dialled.
func TestRebinding(t *testing.T) {
	port, came := listen(t)
	server, names := serveNames(t, []netip.Addr{netip.MustParseAddr("8.8.8.8")}, []netip.Addr{netip.MustParseAddr("127.0.0.1")})
	d := Dialer{Resolver: names, Timeout: 5 * time.Second}
	first, err := names.LookupNetIP(t.Context(), "ip4", "rebinding.test.")
	if err != nil || len(first) != 1 || !d.Allows(first[0]) {
		t.Fatalf("the first look-up: %v, %v; it is to be allowed", first, err)
	}
	if conn, err := d.DialContext(t.Context(), "tcp", "rebinding.test.:"+port); !errors.Is(err, ErrPrivate) {
		t.Errorf("%v, %v", conn, err)
	}
	server.mu.Lock()
	defer server.mu.Unlock()
	if server.asked != 2 || came.Load() != 0 {
		t.Errorf("asked %d times, %d connections", server.asked, came.Load())
	}
}

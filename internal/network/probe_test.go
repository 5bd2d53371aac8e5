package network

import (
	"net"
	"net/url"
	"testing"
)

// TestProbe tries a port that is open, one that is not, and a name that is none.
func TestProbe(t *testing.T) {
	open, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	module := &Module{Dialer: new(net.Dialer)}
	for _, c := range []struct {
		url, action string
		dns, ping   int
		loss        string
	}{
		{"http://" + open.Addr().String() + "/push", "all", 1, 1, "0%"},
		{"http://" + open.Addr().String() + "/push", "ping", 0, 1, "0%"},
		{"http://" + open.Addr().String() + "/push", "dns", 1, 0, ""},
		{"http://" + closed.Addr().String() + "/push", "all", 1, 1, "100%"},
		{"http://no-such-host.invalid/push", "all", 0, 0, ""},
	} {
		got := module.probe(t.Context(), c.url, c.action, "UNICOM")
		if len(got.DNS) != c.dns || len(got.Ping) != c.ping {
			t.Errorf("%s of %s: %+v", c.action, c.url, got)
			continue
		}
		if c.ping > 0 && (got.Ping[0].PackageLoss != c.loss || got.Ping[0].FromOperator != "UNICOM" || got.Ping[0].IP != "127.0.0.1") {
			t.Errorf("%s of %s: %+v", c.action, c.url, got.Ping[0])
		}
	}
}

// TestPort is that of the URL, or of its scheme.
func TestPort(t *testing.T) {
	for text, want := range map[string]string{"http://a": "80", "https://a": "443", "https://a:8443/x": "8443"} {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := port(u); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}

package intercept

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// presented returns the certificate that a client is shown, checked against
// the CA if it asks for a name.
func presented(t *testing.T, r *running, name string, now time.Time) (*x509.Certificate, error) {
	t.Helper()
	text, err := os.ReadFile(r.caFile())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	conn, err := tls.Dial("tcp", r.tlsAddr, &tls.Config{RootCAs: roots, ServerName: name, Time: func() time.Time { return now }})
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0], nil
}

// TestTLS calls the listener of --tls by name and by address, and over HTTP/2
// where a client offers nothing else.
func TestTLS(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	client := r.client(t, r.caFile())
	transport, _ := client.Transport.(*http.Transport)
	transport.Proxy = nil
	_, port, _ := net.SplitHostPort(r.tlsAddr)
	for _, host := range []string{"127.0.0.1", "localhost"} {
		if got, err := get(t.Context(), client, "https://"+net.JoinHostPort(host, port)+"/a"); err != nil || got != "200 GET HTTP/1.1 tls=true /a " {
			t.Errorf("%s: %q, %v", host, got, err)
		}
	}
	only2 := r.client(t, r.caFile())
	transport, _ = only2.Transport.(*http.Transport)
	transport.Proxy, transport.Protocols = nil, new(http.Protocols)
	transport.Protocols.SetHTTP2(true)
	if got, err := get(t.Context(), only2, "https://"+r.tlsAddr+"/a"); err != nil || got != "200 GET HTTP/2.0 tls=true /a " {
		t.Errorf("with HTTP/2 alone: %q, %v", got, err)
	}
}

// TestProtocols offers what clients offer in ALPN. A client that speaks HTTP is served.
func TestProtocols(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	for _, c := range []struct {
		offered []string
		want    string
	}{
		{nil, ""},
		{[]string{"http/1.0"}, "http/1.0"},
		{[]string{"h2", "http/1.0"}, "http/1.0"},
		{[]string{"http/1.0", "http/1.1"}, "http/1.1"},
		{[]string{"h2", "http/1.1"}, "http/1.1"},
		{[]string{"h2"}, "h2"},
	} {
		conn, err := tls.Dial("tcp", r.tlsAddr, &tls.Config{InsecureSkipVerify: true, NextProtos: c.offered})
		if err != nil {
			t.Errorf("%q: %v", c.offered, err)
			continue
		}
		if got := conn.ConnectionState().NegotiatedProtocol; got != c.want {
			t.Errorf("%q: %q was chosen, want %q", c.offered, got, c.want)
		}
		if c.want != "h2" {
			fmt.Fprint(conn, "GET /old HTTP/1.0\r\n\r\n")
			if answer, err := io.ReadAll(conn); err != nil || !strings.HasSuffix(string(answer), "GET HTTP/1.0 tls=true /old ") {
				t.Errorf("%q: %q, %v", c.offered, answer, err)
			}
		}
		conn.Close()
	}
}

// TestLeaf looks at the certificates of hosts: each is for what was asked, and
// none is for what the CA is not.
func TestLeaf(t *testing.T) {
	t.Parallel()
	r := start(t, setup{hosts: []string{"api.weixin.qq.com", "shop.example.com", "192.0.2.7"}})
	now := time.Now()
	for _, name := range []string{"api.weixin.qq.com", "mp.weixin.qq.com", "weixin.qq.com", "shop.example.com", "127.0.0.1"} {
		leaf, err := presented(t, r, name, now)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		// It was made at some moment between the two.
		if time.Until(leaf.NotAfter) > leafLife || leaf.NotAfter.Sub(now) < leafLife-time.Minute {
			t.Errorf("%s: the certificate lasts until %s, asked for at %s", name, leaf.NotAfter, now)
		}
	}
	for _, name := range []string{"example.com", "www.google.com", "notweixin.qq.com"} {
		if _, err := presented(t, r, name, now); err == nil || !strings.Contains(err.Error(), "valid for api.weixin.qq.com, not "+name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Even a certificate that the key signs for another name is worthless.
	forged, err := r.certificates.signer.leaf("www.google.com", now)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(r.certificates.signer.cert)
	if !r.certificates.signer.cert.PermittedDNSDomainsCritical {
		t.Error("clients may ignore what the CA is limited to")
	}
	if _, err := forged.Leaf.Verify(x509.VerifyOptions{DNSName: "www.google.com", Roots: roots}); err == nil {
		t.Error("the CA is good for www.google.com")
	}
}

// TestLeafIsRemade moves the clock: a certificate near its end gives way to
// another, and an hour later it is still the same.
func TestLeafIsRemade(t *testing.T) {
	t.Parallel()
	clock := &testClock{now: time.Now()}
	r := start(t, setup{clock: clock})
	show := func() string {
		leaf, err := presented(t, r, "api.weixin.qq.com", clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		return leaf.SerialNumber.String()
	}
	first := show()
	clock.advance(time.Hour)
	if show() != first {
		t.Error("after an hour the certificate is another")
	}
	clock.advance(leafLife - renewBefore)
	second := show()
	if second == first {
		t.Error("a day before its end the certificate is the same")
	}
	clock.advance(30 * 24 * time.Hour)
	if show() == second {
		t.Error("after a month the certificate is the same")
	}
}

// TestLeavesAreBounded asks for more names than are kept.
func TestLeavesAreBounded(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	for i := range 3 * leavesKept {
		if _, err := r.certificates.leaf(strings.Repeat("a", i%60+1) + "." + strings.Repeat("b", i/60+1) + ".weixin.qq.com"); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(r.certificates.leaves); n > leavesKept {
		t.Errorf("%d certificates are kept", n)
	}
}

// TestRenew replaces the CA under a running listener: who trusts the new one is
// served, who trusts the old one is not.
func TestRenew(t *testing.T) {
	t.Parallel()
	r := start(t, setup{hosts: []string{"api.weixin.qq.com", "shop.example.com"}})
	if _, err := presented(t, r, "shop.example.com", time.Now()); err != nil {
		t.Fatal(err)
	}
	before := r.client(t, r.caFile())
	if err := Renew(r.dir, nil, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := presented(t, r, "shop.example.com", time.Now()); err != nil {
		t.Errorf("with the new CA: %v", err)
	}
	if got, err := get(t.Context(), before, "https://api.weixin.qq.com/"); err == nil {
		t.Errorf("with the old CA: %s", got)
	}
	// A key that cannot be read leaves the one in use.
	if err := os.WriteFile(filepath.Join(r.dir, keyName), []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := presented(t, r, "shop.example.com", time.Now()); err != nil {
		t.Errorf("with a damaged key file: %v", err)
	}
	if _, err := OpenCertificates(r.dir, []string{defaultHost}, time.Now, nil); err == nil || !strings.Contains(err.Error(), "ca --renew") {
		t.Errorf("opening a damaged key file: %v", err)
	}
}

// TestOpen opens a folder again: the CA is the same, its key is its owner's,
// and hosts that it is not for are told.
func TestOpen(t *testing.T) {
	t.Parallel()
	dir := Dir(t.TempDir())
	first, err := OpenCertificates(dir, []string{defaultHost}, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	if life := time.Until(first.signer.cert.NotAfter); life < authorityLife-time.Hour || life > authorityLife {
		t.Errorf("the CA lasts %s", life)
	}
	if runtime.GOOS != "windows" { // where modes mean nothing
		for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, keyName): 0o600, FilesIn(dir).Certificate: 0o644} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
				t.Errorf("%s has mode %v, %v; want %v", path, info.Mode(), err, want)
			}
		}
	}
	again, err := OpenCertificates(dir, []string{"mp.weixin.qq.com"}, time.Now, nil)
	if err != nil || !again.signer.cert.Equal(first.signer.cert) {
		t.Errorf("opened again, the CA is another: %v", err)
	}
	if _, err := OpenCertificates(dir, []string{"other.example.com"}, time.Now, nil); err == nil || !strings.Contains(err.Error(), "ca --renew --hosts other.example.com") {
		t.Errorf("a host that the CA is not for: %v", err)
	}
	later := func() time.Time { return time.Now().Add(authorityLife + time.Hour) }
	if _, err := OpenCertificates(dir, []string{defaultHost}, later, nil); err == nil || !strings.Contains(err.Error(), "ended on") {
		t.Errorf("a CA that has ended: %v", err)
	}
	for _, name := range []string{"https://x", "a b", "*.example.com", "x:443", ""} {
		if hosts, err := ParseHosts([]string{name}); err == nil {
			t.Errorf("host %q became %q", name, hosts)
		}
	}
}

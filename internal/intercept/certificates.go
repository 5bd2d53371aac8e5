package intercept

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// leavesKept bounds the certificates that are kept for the next handshake.
const leavesKept = 128

// Certificates makes the certificate of each host that a client asks for.
type Certificates struct {
	dir   string
	hosts []string
	now   func() time.Time
	log   *slog.Logger

	mu     sync.Mutex
	signer authority
	file   fs.FileInfo // the key's, as it was read
	leaves map[string]*tls.Certificate
}

// OpenCertificates reads the authority of a folder, or makes it, good for the
// hosts. now is real time: clients compare with theirs.
func OpenCertificates(dir string, hosts []string, now func() time.Time, log *slog.Logger) (*Certificates, error) {
	c := &Certificates{dir: dir, hosts: hosts, now: now, log: log, leaves: make(map[string]*tls.Certificate)}
	var err error
	if c.signer, err = loadOrCreate(dir, hosts, now()); err != nil {
		return nil, err
	}
	if err := c.fits(c.signer); err != nil {
		return nil, err
	}
	c.file, err = os.Stat(filepath.Join(dir, keyName))
	return c, err
}

// fits returns why an authority cannot serve the hosts. One that was made before
// pictures had a host serves on: their addresses are http.
func (c *Certificates) fits(a authority) error {
	renew := "wxastore ca --renew --hosts " + strings.Join(c.hosts, ",")
	for _, host := range c.hosts {
		if !a.covers(host) && host != weixin.PictureHost {
			return said.Errorf("the CA in %s is not made for %s: make one that is with %s, and let clients trust it", c.dir, host, renew)
		}
	}
	if !c.now().Before(a.cert.NotAfter) {
		return said.Errorf("the CA in %s ended on %s: make another with %s, and let clients trust it", c.dir, a.cert.NotAfter.Format(time.DateOnly), renew)
	}
	return nil
}

// TLS returns the configuration of a server that presents the certificates.
func (c *Certificates) TLS() *tls.Config { return c.tlsFor("") }

// tlsFor is TLS for a client that has named the host already.
func (c *Certificates) tlsFor(host string) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		// The first that a client offers, too, is taken. Some clients send a
		// request again that they have sent, which only HTTP/1.1 forgives; so
		// HTTP/2 is for those that offer nothing else.
		NextProtos: []string{"http/1.1", "http/1.0", "h2"},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			return c.leaf(asked(hello, host))
		},
	}
}

// asked is the host that a client wants to talk to: the name in its hello, else
// the one it gave the proxy, else the address that it has reached.
func asked(hello *tls.ClientHelloInfo, host string) string {
	if hello.ServerName != "" {
		return normal(hello.ServerName)
	}
	if host == "" && hello.Conn != nil {
		host, _ = split(hello.Conn.LocalAddr().String(), "")
	}
	return host
}

// leaf returns the certificate of a host. A host that the authority may not
// sign for gets that of the first host: its client says what the certificate
// is for, which tells more than a broken handshake.
func (c *Certificates) leaf(host string) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reload()
	if !c.signer.covers(host) {
		host = c.hosts[0]
	}
	now := c.now()
	if kept, ok := c.leaves[host]; ok && now.After(kept.Leaf.NotBefore) && now.Add(renewBefore).Before(kept.Leaf.NotAfter) {
		return kept, nil
	}
	made, err := c.signer.leaf(host, now)
	if err != nil {
		return nil, err
	}
	if len(c.leaves) >= leavesKept {
		clear(c.leaves)
	}
	c.leaves[host] = made
	return made, nil
}

// reload takes an authority that has been renewed. If the new one cannot be
// read, the old one serves on. Its caller holds the lock.
func (c *Certificates) reload() {
	file, err := os.Stat(filepath.Join(c.dir, keyName))
	if err == nil && os.SameFile(file, c.file) && file.ModTime().Equal(c.file.ModTime()) {
		return
	}
	if errors.Is(err, fs.ErrNotExist) && c.file == nil {
		return // it was said
	}
	renewed, err := load(c.dir)
	if err != nil {
		c.log.Error("the CA cannot be read again; the old one serves on", "error", err)
		c.file = file
		return
	}
	if err := c.fits(renewed); err != nil {
		c.log.Warn("the CA was renewed", "error", err)
	} else {
		c.log.Info("the CA was renewed: clients must trust the new one")
	}
	c.signer, c.file = renewed, file
	clear(c.leaves)
}

// leaf makes the certificate of a host.
func (a authority) leaf(host string, now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, said.Errorf("intercept: make a key: %w", err)
	}
	end := now.Add(leafLife)
	if end.After(a.cert.NotAfter) {
		end = a.cert.NotAfter
	}
	template := &x509.Certificate{
		// No common name: some clients hold it against the constraints on names.
		Subject:     pkix.Name{Organization: []string{"wxastore"}},
		NotBefore:   now.Add(-clockSkew),
		NotAfter:    end,
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		template.IPAddresses = []net.IP{ip.AsSlice()}
	} else {
		template.DNSNames = []string{host}
	}
	der, err := sign(template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, said.Errorf("intercept: read the new certificate: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: parsed}, nil
}

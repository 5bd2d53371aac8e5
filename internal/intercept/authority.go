package intercept

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/said"
)

const (
	// authorityLife is how long a new authority lasts.
	authorityLife = 10 * 365 * 24 * time.Hour
	// leafLife is how long a certificate of a host lasts; renewBefore is how
	// long before its end another is made.
	leafLife    = 7 * 24 * time.Hour
	renewBefore = 24 * time.Hour
	// clockSkew is how far a client's clock may be behind.
	clockSkew = time.Hour
)

// authority signs certificates. It never changes.
type authority struct {
	key  crypto.Signer
	cert *x509.Certificate
}

// newAuthority makes an authority that is good for weixin.qq.com, this machine
// and the hosts, and for nothing else: a client that trusts it need not fear for
// other sites.
func newAuthority(hosts []string, now time.Time) (authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, said.Errorf("intercept: make a key: %w", err)
	}
	template := &x509.Certificate{
		Subject:                     pkix.Name{Organization: []string{"wxastore"}, CommonName: "wxastore CA of " + now.UTC().Format("2006-01-02 15:04:05")},
		NotBefore:                   now.Add(-clockSkew),
		NotAfter:                    now.Add(authorityLife),
		KeyUsage:                    x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		ExtKeyUsage:                 []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid:       true,
		IsCA:                        true,
		MaxPathLenZero:              true,
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         []string{"weixin.qq.com", "localhost"},
		PermittedIPRanges: []*net.IPNet{
			{IP: net.IPv4(127, 0, 0, 0).To4(), Mask: net.CIDRMask(8, 32)},
			{IP: net.IPv6loopback, Mask: net.CIDRMask(128, 128)},
		},
	}
	for _, host := range hosts {
		if ip, err := netip.ParseAddr(host); err == nil {
			template.PermittedIPRanges = append(template.PermittedIPRanges, &net.IPNet{IP: ip.AsSlice(), Mask: net.CIDRMask(ip.BitLen(), ip.BitLen())})
		} else if !within(host, template.PermittedDNSDomains) {
			template.PermittedDNSDomains = append(template.PermittedDNSDomains, host)
		}
	}
	der, err := sign(template, template, &key.PublicKey, key)
	if err != nil {
		return authority{}, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return authority{}, said.Errorf("intercept: read the new certificate: %w", err)
	}
	return authority{key: key, cert: cert}, nil
}

// sign gives a template a serial number and signs it.
func sign(template, parent *x509.Certificate, public crypto.PublicKey, key crypto.Signer) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, said.Errorf("intercept: make a serial number: %w", err)
	}
	template.SerialNumber = serial.Add(serial, big.NewInt(1))
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, key)
	if err != nil {
		return nil, said.Errorf("intercept: sign a certificate: %w", err)
	}
	return der, nil
}

// covers reports whether the authority may sign for the host.
func (a authority) covers(host string) bool {
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return isDNSName(host) && within(host, a.cert.PermittedDNSDomains)
	}
	return slices.ContainsFunc(a.cert.PermittedIPRanges, func(n *net.IPNet) bool { return n.Contains(ip.AsSlice()) })
}

// hosts are the names beyond those that every authority has.
func (a authority) hosts() []string {
	var hosts []string
	for _, name := range a.cert.PermittedDNSDomains {
		if name != "weixin.qq.com" && name != "localhost" {
			hosts = append(hosts, name)
		}
	}
	for _, n := range a.cert.PermittedIPRanges {
		if !n.IP.IsLoopback() {
			hosts = append(hosts, n.IP.String())
		}
	}
	return hosts
}

func within(host string, domains []string) bool {
	return slices.ContainsFunc(domains, func(d string) bool { return host == d || strings.HasSuffix(host, "."+d) })
}

package pgtest

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// OwnWithTLS starts a server that takes connections over TLS alone, with a certificate
// for the name localhost by a CA of its own, whose file it returns. The server is closed
// when the test ends.
func OwnWithTLS(t testing.TB) (s *Server, ca string) {
	t.Helper()
	ca = filepath.Join(t.TempDir(), "ca.pem")
	s = own(t, func(s *Server) error {
		if err := s.certify(t.Context(), ca); err != nil {
			return err
		}
		hba := "local all all scram-sha-256\nhostssl all all all scram-sha-256\n"
		if err := s.keep(t.Context(), filepath.Join("data", "pg_hba.conf"), []byte(hba)); err != nil {
			return err
		}
		return s.startWithTLS(t.Context())
	})
	return s, ca
}

func (s *Server) startWithTLS(ctx context.Context) error {
	s.tls = true
	return s.start(ctx, "ssl=on", "ssl_cert_file="+filepath.Join(s.dir, "server.pem"), "ssl_key_file="+filepath.Join(s.dir, "server.key"))
}

// authority is a CA.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// NewCA makes a CA that no server uses, whose file it returns.
func NewCA(t testing.TB) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "ca.pem")
	if _, err := newAuthority(file); err != nil {
		t.Fatal(err)
	}
	return file
}

// newAuthority makes a CA and writes its certificate to a file.
func newAuthority(file string) (authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, err
	}
	made := &x509.Certificate{Subject: pkix.Name{CommonName: "CA of a test"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	text, err := certificate(made, authority{made, key}, key)
	if err != nil {
		return authority{}, err
	}
	return authority{made, key}, os.WriteFile(file, encode("CERTIFICATE", text), 0o600)
}

// certificate lets a CA sign a certificate for a key, good for two hours.
func certificate(made *x509.Certificate, by authority, key *ecdsa.PrivateKey) ([]byte, error) {
	made.SerialNumber, made.NotBefore, made.NotAfter = big.NewInt(time.Now().UnixNano()), time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	return x509.CreateCertificate(rand.Reader, made, by.certificate, key.Public(), by.key)
}

func encode(kind string, text []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: text})
}

// certify makes a CA, whose certificate it writes to a file, and the server's key and
// certificate.
func (s *Server) certify(ctx context.Context, file string) error {
	ca, err := newAuthority(file)
	if err != nil {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	text, err := certificate(&x509.Certificate{Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"}}, ca, key)
	if err != nil {
		return err
	}
	keyText, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := s.keep(ctx, "server.pem", encode("CERTIFICATE", text)); err != nil {
		return err
	}
	return s.keep(ctx, "server.key", encode("PRIVATE KEY", keyText))
}

// keep writes a file of the server's user, which nobody else reads.
func (s *Server) keep(ctx context.Context, name string, content []byte) error {
	line := append(append([]string{}, s.as...), "sh", "-c", `umask 077 && cat > "$0"`, filepath.Join(s.dir, name))
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	cmd.Stdin = bytes.NewReader(content)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("write %s: %w: %s", name, err, out)
	}
	return nil
}

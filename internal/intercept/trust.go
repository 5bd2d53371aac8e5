package intercept

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/wxastore/wxastore/internal/said"
)

// writeTrust writes the files that make clients trust the authority.
func writeTrust(dir string, a authority) error {
	files := FilesIn(dir)
	own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
	bundle := append(systemRoots(dir), own...)
	ini := fmt.Sprintf("curl.cainfo=%[1]s\nopenssl.cafile=%[1]s\n", strconv.Quote(absolute(files.Bundle)))
	if err := os.MkdirAll(files.PHP, 0o755); err != nil {
		return said.Errorf("make the folder for PHP: %w", err)
	}
	for _, f := range []struct {
		path    string
		content []byte
	}{
		{files.Certificate, own},
		{files.Bundle, bundle},
		{files.TrustStore, trustStore(certificatesIn(bundle), a.cert.NotBefore)},
		{filepath.Join(files.PHP, "wxastore.ini"), []byte(ini)},
		{files.Wget, []byte("ca_certificate = " + absolute(files.Bundle) + "\n")},
	} {
		if old, err := os.ReadFile(f.path); err == nil && bytes.Equal(old, f.content) {
			continue
		}
		if err := replace(f.path, f.content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// systemRoots returns the roots that the system trusts, as PEM: most clients
// that are given a bundle trust nothing else, and other hosts must keep
// working. Where the system keeps no file (Windows), it is empty.
func systemRoots(dir string) []byte {
	for _, path := range []string{
		os.Getenv("SSL_CERT_FILE"),
		"/etc/ssl/certs/ca-certificates.crt", // Debian, Alpine
		"/etc/pki/tls/certs/ca-bundle.crt",   // Fedora
		"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
		"/etc/ssl/ca-bundle.pem", // openSUSE
		"/etc/ssl/cert.pem",      // macOS, BSD
	} {
		if path == "" || filepath.Dir(absolute(path)) == absolute(dir) {
			continue // our own bundle, if the service was started with it
		}
		text, err := os.ReadFile(path)
		if err != nil || len(certificatesIn(text)) == 0 {
			continue
		}
		return append(bytes.TrimRight(text, "\n"), '\n')
	}
	return nil
}

// certificatesIn returns the certificates of a PEM text as DER. What is none
// is left out.
func certificatesIn(text []byte) [][]byte {
	var all [][]byte
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		if _, err := x509.ParseCertificate(block.Bytes); err == nil {
			all = append(all, block.Bytes)
		}
	}
	return all
}

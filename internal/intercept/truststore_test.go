package intercept

import (
	"bytes"
	"encoding/binary"
	"os"
	"testing"
	"time"
)

// TestTrustStore makes byte for byte the key store that Java's keytool made of
// the same certificate (keytool -importcert -storetype JKS -alias root0).
func TestTrustStore(t *testing.T) {
	t.Parallel()
	want, err := os.ReadFile("testdata/keytool.jks")
	if err != nil {
		t.Fatal(err)
	}
	root, err := os.ReadFile("testdata/root.pem")
	if err != nil {
		t.Fatal(err)
	}
	const madeAt = 12 + 4 + 2 + len("root0") // where keytool wrote its time
	made := time.UnixMilli(int64(binary.BigEndian.Uint64(want[madeAt:])))
	if got := trustStore(certificatesIn(root), made); !bytes.Equal(got, want) {
		t.Errorf("made\n%x\nkeytool made\n%x", got, want)
	}
}

// TestBundle holds that the bundle keeps what the system trusts, and that a
// service started with its own bundle does not grow it.
func TestBundle(t *testing.T) {
	root, err := os.ReadFile("testdata/root.pem")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("SSL_CERT_FILE", "testdata/root.pem")
	dir := Dir(t.TempDir())
	opened, err := OpenCertificates(dir, defaultHosts(), time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	own := opened.signer.cert.Raw
	bundle, err := os.ReadFile(FilesIn(dir).Bundle)
	if err != nil {
		t.Fatal(err)
	}
	if all := certificatesIn(bundle); len(all) != 2 || !bytes.HasPrefix(bundle, root) || !bytes.Equal(all[1], own) {
		t.Errorf("the bundle holds %d certificates: %s", len(all), bundle)
	}
	t.Setenv("SSL_CERT_FILE", FilesIn(dir).Bundle)
	for _, der := range certificatesIn(systemRoots(dir)) {
		if bytes.Equal(der, own) {
			t.Error("the system's roots hold our own CA")
		}
	}
}

package intercept

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/wxastore/wxastore/internal/atomicfile"
	"github.com/wxastore/wxastore/internal/said"
)

// Dir is the folder of the authority in a data folder.
func Dir(data string) string { return filepath.Join(data, "ca") }

// Files are the files next to the key. All can be made again from it.
type Files struct {
	// Certificate is the authority's own, as PEM.
	Certificate string `json:"certificate"`
	// Bundle holds the system's roots and the authority's certificate.
	Bundle string `json:"bundle"`
	// TrustStore holds the same for Java.
	TrustStore string `json:"truststore"`
	// PHP is a folder with the ini file that points PHP at Bundle.
	PHP string `json:"php"`
	// Wget is a file of wget's settings that points it at Bundle.
	Wget string `json:"wget"`
	// Node is a script that Node preloads, Python a folder with the module that
	// Python imports at its start, Java an agent (see WriteLeads).
	Node   string `json:"node"`
	Python string `json:"python"`
	Java   string `json:"java"`
}

// FilesIn returns the paths of the files in a folder of Dir.
func FilesIn(dir string) Files {
	return Files{
		Certificate: filepath.Join(dir, "ca.pem"), Bundle: filepath.Join(dir, "bundle.pem"),
		TrustStore: filepath.Join(dir, "truststore.jks"), PHP: filepath.Join(dir, "php"),
		Wget: filepath.Join(dir, "wgetrc"), Node: filepath.Join(dir, "node.cjs"),
		Python: filepath.Join(dir, "python"), Java: filepath.Join(dir, "agent.jar"),
	}
}

// keyName is the file that holds the key and, after it, its certificate: one
// file, so that the two can never be of different authorities.
const keyName = "key.pem"

// Renew replaces the authority of a folder, or makes the first. Without hosts
// it is for those of the last one. A running service takes it at once; a process that
// trusted the old one has to trust the new one.
func Renew(dir string, hosts []string, now time.Time) error {
	if len(hosts) == 0 {
		if old, err := load(dir); err == nil {
			hosts = old.hosts()
		}
	}
	_, err := create(dir, hosts, now)
	return err
}

// create makes an authority and its files.
func create(dir string, hosts []string, now time.Time) (authority, error) {
	made, err := newAuthority(hosts, now)
	if err != nil {
		return authority{}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return authority{}, said.Errorf("make the folder of the CA: %w", err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(made.key)
	if err != nil {
		return authority{}, said.Errorf("intercept: write the key: %w", err)
	}
	var text bytes.Buffer
	for _, block := range []*pem.Block{{Type: "PRIVATE KEY", Bytes: key}, {Type: "CERTIFICATE", Bytes: made.cert.Raw}} {
		if err := pem.Encode(&text, block); err != nil {
			return authority{}, said.Errorf("intercept: write the key: %w", err)
		}
	}
	if err := replace(filepath.Join(dir, keyName), text.Bytes(), 0o600); err != nil {
		return authority{}, err
	}
	return made, writeTrust(dir, made)
}

// load reads the authority of a folder.
func load(dir string) (authority, error) {
	path := filepath.Join(dir, keyName)
	text, err := os.ReadFile(path)
	if err != nil {
		return authority{}, err
	}
	var loaded authority
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "PRIVATE KEY":
			key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				return authority{}, damaged(path)
			}
			loaded.key, _ = key.(crypto.Signer)
		case "CERTIFICATE":
			if loaded.cert, err = x509.ParseCertificate(block.Bytes); err != nil {
				return authority{}, damaged(path)
			}
		}
	}
	if loaded.key == nil || loaded.cert == nil {
		return authority{}, damaged(path)
	}
	if public, ok := loaded.key.Public().(interface{ Equal(crypto.PublicKey) bool }); !ok || !public.Equal(loaded.cert.PublicKey) {
		return authority{}, damaged(path)
	}
	return loaded, nil
}

// damaged says nothing of what was read: it was a key.
func damaged(path string) error {
	return said.Errorf("%s holds no key with its certificate: make another CA with wxastore ca --renew", path)
}

// loadOrCreate reads the authority of a folder, or makes the first one.
func loadOrCreate(dir string, hosts []string, now time.Time) (authority, error) {
	loaded, err := load(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return create(dir, hosts, now)
	}
	if err != nil {
		return authority{}, err
	}
	if err := os.Chmod(filepath.Join(dir, keyName), 0o600); err != nil {
		return authority{}, said.Errorf("keep the CA's key from others: %w", err)
	}
	return loaded, writeTrust(dir, loaded)
}

// replace writes a file as a whole: a reader sees the old or the new one.
func replace(path string, content []byte, mode fs.FileMode) error {
	file, err := atomicfile.Create(path)
	if err != nil {
		return said.Errorf("write %s: %w", path, err)
	}
	defer file.Close()
	_, err = file.Write(content)
	if err = errors.Join(err, file.Chmod(mode)); err == nil {
		err = file.Commit()
	}
	if err != nil {
		return said.Errorf("write %s: %w", path, err)
	}
	return nil
}

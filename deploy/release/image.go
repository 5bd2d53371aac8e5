package main

import (
	"archive/tar"
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	layers "github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// nonroot is the user of the image.
const nonroot = 65532

// image writes the image of Linux's builds as an OCI layout: the program, the roots of
// TLS and a folder for data, as the Dockerfile has them.
func image(builds []build, out string) error {
	var index v1.ImageIndex = empty.Index
	index = mutate.IndexMediaType(index, types.OCIImageIndex)
	version, built := "", 0
	for _, b := range builds {
		if b.system != "linux" {
			continue
		}
		one, err := imageOf(b)
		if err != nil {
			return fmt.Errorf("image for %s: %w", b.platform, err)
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{
			Add:        one,
			Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: b.system, Architecture: b.arch}, MediaType: types.OCIManifestSchema1},
		})
		version = b.version
		built++
	}
	if built == 0 {
		return nil
	}
	folder := filepath.Join(out, "wxastore_"+version+"_oci")
	at, err := layout.Write(folder, empty.Index)
	if err != nil {
		return err
	}
	return at.AppendIndex(index, layout.WithAnnotations(map[string]string{"org.opencontainers.image.ref.name": "wxastore"}))
}

func imageOf(b build) (v1.Image, error) {
	text, err := layerOf(b)
	if err != nil {
		return nil, err
	}
	layer, err := layers.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil },
		layers.WithMediaType(types.OCILayer))
	if err != nil {
		return nil, err
	}
	made := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	made, err = mutate.Append(made, mutate.Addendum{Layer: layer, History: v1.History{Created: v1.Time{Time: b.made}, CreatedBy: "wxastore release"}})
	if err != nil {
		return nil, err
	}
	config, err := made.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created = b.system, b.arch, v1.Time{Time: b.made}
	config.Config = v1.Config{
		User:         fmt.Sprintf("%d:%d", nonroot, nonroot),
		Entrypoint:   []string{"/wxastore"},
		Cmd:          []string{"serve"},
		Env:          []string{"WXASTORE_LISTEN=0.0.0.0:8080", "WXASTORE_CONSOLE=0.0.0.0:8081", "WXASTORE_DATA=/data", "WXASTORE_LOG_FORMAT=json"},
		ExposedPorts: map[string]struct{}{"8080/tcp": {}, "8081/tcp": {}},
		Volumes:      map[string]struct{}{"/data": {}},
		WorkingDir:   "/",
		Healthcheck:  &v1.HealthConfig{Test: []string{"CMD", "/wxastore", "health"}, Interval: 10 * time.Second, Timeout: 3 * time.Second, StartPeriod: time.Minute, Retries: 3},
		Labels: map[string]string{
			"org.opencontainers.image.title": "wxastore", "org.opencontainers.image.description": described,
			"org.opencontainers.image.version": b.version, "org.opencontainers.image.revision": b.commit,
			"org.opencontainers.image.created": b.made.UTC().Format(time.RFC3339), "org.opencontainers.image.licenses": "Apache-2.0",
			"org.opencontainers.image.source": "https://" + b.info.Main.Path,
		},
	}
	return mutate.ConfigFile(made, config)
}

// layerOf is the image's one layer.
func layerOf(b build) ([]byte, error) {
	program, err := os.ReadFile(b.path)
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	w := tar.NewWriter(&packed)
	add := func(header tar.Header, body []byte) error {
		header.ModTime, header.Size, header.Format = b.made, int64(len(body)), tar.FormatUSTAR
		if err := w.WriteHeader(&header); err != nil {
			return err
		}
		_, err := w.Write(body)
		return err
	}
	for _, f := range []struct {
		tar.Header
		body []byte
	}{
		{tar.Header{Typeflag: tar.TypeDir, Name: "data/", Mode: 0o700, Uid: nonroot, Gid: nonroot}, nil},
		{tar.Header{Typeflag: tar.TypeDir, Name: "etc/", Mode: 0o755}, nil},
		{tar.Header{Typeflag: tar.TypeDir, Name: "etc/ssl/", Mode: 0o755}, nil},
		{tar.Header{Typeflag: tar.TypeDir, Name: "etc/ssl/certs/", Mode: 0o755}, nil},
		{tar.Header{Typeflag: tar.TypeReg, Name: "etc/ssl/certs/ca-certificates.crt", Mode: 0o644}, roots()},
		{tar.Header{Typeflag: tar.TypeReg, Name: "wxastore", Mode: 0o755}, program},
	} {
		if err := add(f.Header, f.body); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return packed.Bytes(), err
}

// roots are Mozilla's certificates of TLS, from a module so that they are the same on
// every machine. Those that are trusted under a condition only are left out.
func roots() []byte {
	var text bytes.Buffer
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			text.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}))
		}
	}
	return text.Bytes()
}

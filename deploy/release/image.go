package main

import (
	"archive/tar"
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	layers "github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

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
	said, err := declared(filepath.Join(b.source, "deploy/Dockerfile"))
	if err != nil {
		return nil, err
	}
	text, err := layerOf(b, said)
	if err != nil {
		return nil, err
	}
	layer, err := layers.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil },
		layers.WithMediaType(types.OCILayer), layers.WithCompressedCaching)
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
	config.Config = said
	config.Config.Labels = map[string]string{
		"org.opencontainers.image.title": "wxastore", "org.opencontainers.image.description": described,
		"org.opencontainers.image.version": b.version, "org.opencontainers.image.revision": b.commit,
		"org.opencontainers.image.created": b.made.UTC().Format(time.RFC3339), "org.opencontainers.image.licenses": "Apache-2.0",
		"org.opencontainers.image.source": "https://" + b.info.Main.Path,
	}
	return mutate.ConfigFile(made, config)
}

// layerOf is the image's one layer: its volumes belong to its user.
func layerOf(b build, said v1.Config) ([]byte, error) {
	program, err := os.ReadFile(b.path)
	if err != nil {
		return nil, err
	}
	var uid, gid int
	if _, err := fmt.Sscanf(said.User, "%d:%d", &uid, &gid); err != nil {
		return nil, fmt.Errorf("the Dockerfile's user %q is not written as two numbers: %w", said.User, err)
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
	for _, volume := range slices.Sorted(maps.Keys(said.Volumes)) {
		folder := tar.Header{Typeflag: tar.TypeDir, Name: strings.TrimPrefix(volume, "/") + "/", Mode: 0o700, Uid: uid, Gid: gid}
		if err := add(folder, nil); err != nil {
			return nil, err
		}
	}
	for _, f := range []struct {
		tar.Header
		body []byte
	}{
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

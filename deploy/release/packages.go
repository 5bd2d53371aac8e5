package main

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb"
	"github.com/goreleaser/nfpm/v2/files"
	_ "github.com/goreleaser/nfpm/v2/rpm"
)

// debianAndRPM writes the packages of Linux: the program, the unit of systemd and its
// settings, which an upgrade leaves as they are. Nothing is started.
func debianAndRPM(b build, out string) error {
	if b.system != "linux" {
		return nil
	}
	unit, err := os.ReadFile(filepath.Join(b.source, "deploy/systemd/wxastore.service"))
	if err != nil {
		return err
	}
	// What the administrator installs lies in /usr/local, what a package does in /usr.
	moved := filepath.Join(filepath.Dir(b.path), "wxastore.service")
	if err := os.WriteFile(moved, bytes.ReplaceAll(unit, []byte("/usr/local/bin/"), []byte("/usr/bin/")), 0o644); err != nil {
		return err
	}
	for _, format := range []string{"deb", "rpm"} {
		packager, err := nfpm.Get(format)
		if err != nil {
			return err
		}
		held := func(from, to, kind string, mode os.FileMode) *files.Content {
			return &files.Content{Source: from, Destination: to, Type: kind, FileInfo: &files.ContentFileInfo{Mode: mode, MTime: b.made}}
		}
		contents := files.Contents{
			held(b.path, "/usr/bin/wxastore", "", 0o755),
			held(moved, "/usr/lib/systemd/system/wxastore.service", "", 0o644),
			// It may hold secrets.
			held(filepath.Join(b.source, "deploy/systemd/wxastore.env"), "/etc/wxastore.env", "config|noreplace", 0o600),
		}
		for _, name := range documents() {
			contents = append(contents, held(filepath.Join(b.source, name), "/usr/share/doc/wxastore/"+name, "", 0o644))
		}
		info := nfpm.WithDefaults(&nfpm.Info{
			Name: "wxastore", Arch: b.arch, Platform: b.system, Version: b.version, MTime: b.made,
			Maintainer: "The wxastore authors", Description: described, License: "Apache-2.0", Section: "net", Priority: "optional",
			Homepage: "https://" + b.info.Main.Path, DisableGlobbing: true,
			Overridables: nfpm.Overridables{Umask: 0o022, Contents: contents, RPM: nfpm.RPM{BuildHost: "localhost"}},
		})
		if err := nfpm.PrepareForPackager(info, format); err != nil {
			return err
		}
		var packed bytes.Buffer
		if err := packager.Package(info, &packed); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, b.name("."+format)), packed.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

package main

import (
	_ "embed"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
)

// launcher is the command of the npm package, which runs the program of the platform.
//
//go:embed launcher.js
var launcher []byte

// npmPackage is what a package.json of ours says.
type npmPackage struct {
	Name        string            `json:"name"`
	Version     string            `json:"version"`
	Description string            `json:"description"`
	License     string            `json:"license"`
	Repository  string            `json:"repository"`
	OS          []string          `json:"os,omitempty"`
	CPU         []string          `json:"cpu,omitempty"`
	Engines     map[string]string `json:"engines,omitempty"`
	Bin         map[string]string `json:"bin,omitempty"`
	Files       []string          `json:"files"`
	Optional    map[string]string `json:"optionalDependencies,omitempty"`
}

// node is the platform by the names of process.platform and process.arch.
func (p platform) node() (system, arch string) {
	return strings.NewReplacer("windows", "win32").Replace(p.system), strings.NewReplacer("amd64", "x64").Replace(p.arch)
}

// npmName is the package that holds the program of a platform.
func (p platform) npmName() string {
	system, arch := p.node()
	return "@wxastore/" + system + "-" + arch
}

func (b build) npm(name string) npmPackage {
	return npmPackage{Name: name, Version: b.version, Description: described, License: "Apache-2.0", Repository: "https://" + b.info.Main.Path}
}

// npmPlatform packs the program for one platform. npm installs it there alone.
func npmPlatform(b build, out string) error {
	p := b.npm(b.npmName())
	system, arch := b.node()
	p.OS, p.CPU, p.Files = []string{system}, []string{arch}, []string{b.program()}
	program, err := os.ReadFile(b.path)
	if err != nil {
		return err
	}
	return b.npmPack(p, "wxastore-"+system+"-"+arch, out, file{"package/" + b.program(), 0o755, program})
}

// npmLauncher packs the package that people name: it brings that of the platform.
// Nothing is downloaded besides, and no script runs when it is installed.
func npmLauncher(builds []build, out string) error {
	b := builds[0]
	p := b.npm("wxastore")
	p.Engines, p.Bin, p.Files = map[string]string{"node": ">=18"}, map[string]string{"wxastore": "launcher.js"}, []string{"launcher.js"}
	p.Optional = make(map[string]string)
	for _, each := range platforms() {
		p.Optional[each.npmName()] = b.version
	}
	return b.npmPack(p, "wxastore", out, file{"package/launcher.js", 0o755, launcher})
}

// npmPack writes a package as `npm pack` does.
func (b build) npmPack(p npmPackage, name, out string, files ...file) error {
	about, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	for _, document := range []string{"LICENSE", "README.md"} {
		text, err := os.ReadFile(filepath.Join(b.source, document))
		if err != nil {
			return err
		}
		files = append(files, file{"package/" + document, 0o644, text})
	}
	text, err := tarball(append(files, file{"package/package.json", 0o644, append(about, '\n')}), b.made)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, name+"-"+b.version+".tgz"), text, 0o644)
}

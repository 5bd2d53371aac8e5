package main

import (
	"bytes"
	"os"
	"path/filepath"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// materials writes the bill of materials of a program in CycloneDX's JSON: the modules
// that are linked into it, as it says itself, and the toolchain.
func materials(b build, out string) error {
	reference := func(path, version string) string { return "pkg:golang/" + path + "@" + version }
	main := cdx.Component{
		BOMRef: reference(b.info.Main.Path, b.info.Main.Version), Type: cdx.ComponentTypeApplication, Name: b.info.Main.Path,
		Version: b.info.Main.Version, PackageURL: reference(b.info.Main.Path, b.info.Main.Version), Description: described,
		Licenses: &cdx.Licenses{{License: &cdx.License{ID: "Apache-2.0"}}},
	}
	std := reference("std", b.info.GoVersion)
	parts := []cdx.Component{{BOMRef: std, Type: cdx.ComponentTypeLibrary, Name: "std", Version: b.info.GoVersion, PackageURL: std}}
	needs := []string{std}
	for _, m := range b.info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		at := reference(m.Path, m.Version)
		parts = append(parts, cdx.Component{
			BOMRef: at, Type: cdx.ComponentTypeLibrary, Name: m.Path, Version: m.Version, PackageURL: at,
			Properties: &[]cdx.Property{{Name: "go.sum", Value: m.Sum}},
		})
		needs = append(needs, at)
	}
	bom := cdx.NewBOM()
	bom.Metadata = &cdx.Metadata{Timestamp: b.made.UTC().Format(time.RFC3339), Component: &main}
	bom.Components = &parts
	bom.Dependencies = &[]cdx.Dependency{{Ref: main.BOMRef, Dependencies: &needs}}
	var text bytes.Buffer
	encoder := cdx.NewBOMEncoder(&text, cdx.BOMFileFormatJSON).SetPretty(true)
	if err := encoder.Encode(bom); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, b.name(".cdx.json")), text.Bytes(), 0o644)
}

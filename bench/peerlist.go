package main

import (
	"debug/buildinfo"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// What the peers read to know what to answer.
var (
	//go:embed peers/wiremock.json
	wiremockMapping string
	//go:embed peers/prism.yaml
	prismDocument string
	//go:embed peers/mountebank.json
	mountebankImposters string
	//go:embed peers/mockoon.json
	mockoonEnvironment string
)

// peers are what people use instead of the service. PocketBase checks, hooks
// and writes one record a call; the others answer the same whatever they are
// sent, and write nothing. Each is set to do as little besides its answer as it
// can be: no journal, no log where that can be turned off. Mockoon logs every
// call; mountebank closes every connection unless an answer says otherwise, as
// ours does.
//
// Prism is kept at 5.14.2, the last that runs on Node.js 20, and PocketBase at
// 0.36.8, the last that Go 1.26 builds.
func peers() []peer {
	bin := func(name string) string { return filepath.Join("node_modules", ".bin", name) }
	return []peer{
		{
			name: "PocketBase", setting: "its own settings", program: "pocketbase", version: pocketbaseVersion,
			command: func(at place) []string {
				return []string{at.program, "-listen", at.address, "-data", "data"}
			},
		},
		{
			name: "PocketBase", setting: "each commit flushed", program: "pocketbase", version: pocketbaseVersion,
			command: func(at place) []string {
				return []string{at.program, "-listen", at.address, "-data", "data", "-flush"}
			},
		},
		{
			name: "WireMock", setting: "journal off", needs: "java", version: packageVersion("wiremock"),
			program: filepath.Join("node_modules", "wiremock", "build", "wiremock-standalone-*.jar"),
			config:  map[string]string{filepath.Join("mappings", "modify.json"): wiremockMapping},
			command: func(at place) []string {
				return []string{"java", "-jar", at.program, "--port", at.port, "--bind-address", "127.0.0.1", "--root-dir", ".",
					"--no-request-journal", "--disable-request-logging", "--disable-gzip", "--disable-banner"}
			},
		},
		{
			name: "Prism", setting: "silent", needs: "node", program: bin("prism"), version: packageVersion("@stoplight/prism-cli"),
			config: map[string]string{"openapi.yaml": prismDocument},
			command: func(at place) []string {
				return []string{"node", at.program, "mock", "--host", "127.0.0.1", "--port", at.port, "--verboseLevel", "silent", "openapi.yaml"}
			},
		},
		{
			name: "mountebank", setting: "log of errors only", needs: "node", program: bin("mb"), version: packageVersion("mountebank"),
			config: map[string]string{"imposters.json": mountebankImposters},
			command: func(at place) []string {
				return []string{"node", at.program, "start", "--host", "127.0.0.1", "--localOnly", "--port", at.other,
					"--configfile", "imposters.json", "--nologfile", "--loglevel", "error"}
			},
		},
		{
			name: "Mockoon", setting: "no log of transactions", needs: "node", program: bin("mockoon-cli"), version: packageVersion("@mockoon/cli"),
			config: map[string]string{"environment.json": mockoonEnvironment},
			command: func(at place) []string {
				return []string{"node", at.program, "start", "--data", "environment.json", "--disable-log-to-file", "--disable-admin-api",
					"--max-transaction-logs", "0"}
			},
		},
	}
}

// packageVersion reads the version of an installed package of npm.
func packageVersion(name string) func(folder, program string) (string, error) {
	return func(folder, _ string) (string, error) {
		text, err := os.ReadFile(filepath.Join(folder, "node_modules", filepath.FromSlash(name), "package.json"))
		if err != nil {
			return "", err
		}
		var installed struct{ Version string }
		if err := json.Unmarshal(text, &installed); err != nil {
			return "", fmt.Errorf("package.json of %s: %w", name, err)
		}
		return installed.Version, nil
	}
}

// pocketbaseVersion reads off a program which PocketBase was built into it.
func pocketbaseVersion(_, program string) (string, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return "", err
	}
	for _, d := range info.Deps {
		if d.Path == "github.com/pocketbase/pocketbase" {
			return d.Version[1:], nil
		}
	}
	return "", fmt.Errorf("%s is not built with PocketBase", program)
}

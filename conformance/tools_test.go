package conformance

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// buildService returns the path of the binary that is judged.
func buildService(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("WXASTORE_BIN"); path != "" {
		return path
	}
	path := filepath.Join(t.TempDir(), "wxastore")
	build(t, "..", path, "./cmd/wxastore")
	return path
}

// buildClients returns the folder of the Go clients' programs.
func buildClients(t *testing.T) string {
	t.Helper()
	programs := t.TempDir() + string(filepath.Separator)
	build(t, ".", programs, "./go/fastwego", "./go/silenceper", "./go/silenceperplatform", "./go/chanxuehong")
	return programs
}

// build leaves out symbols, which nobody looks at: it links in half the time.
func build(t *testing.T, folder, to string, packages ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"build", "-ldflags", "-s -w", "-o", to}, packages...)...)
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("build %v: %v\n%s", packages, err, out)
	}
}

// requireTools fails where something is missing that a judge needs: a judge
// that cannot speak has not agreed.
func requireTools(t *testing.T, all []contender) {
	t.Helper()
	const hint = "make tools installs it on Debian"
	for _, c := range all {
		if _, err := exec.LookPath(c.tool); err != nil {
			t.Errorf("%s needs %s: %s", c.client, c.tool, hint)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	for _, need := range []struct{ what, tool, option, program string }{
		{"Python's requests", "python3", "-c", "import requests"},
		{"PHP's curl extension", "php", "-r", "curl_version();"},
		{"Perl's LWP", "perl", "-e", "use LWP::UserAgent; use LWP::Protocol::https;"},
	} {
		if out, err := exec.CommandContext(t.Context(), need.tool, need.option, need.program).CombinedOutput(); err != nil {
			t.Errorf("%s is missing: %s\n%s", need.what, hint, out)
		}
	}
	requirePackages(t)
	if t.Failed() {
		t.FailNow()
	}
}

// requirePackages fails where a Node client is not the one that package.json
// names.
func requirePackages(t *testing.T) {
	t.Helper()
	var wanted struct {
		Dependencies map[string]string `json:"dependencies"`
	}
	readJSON(t, "node/package.json", &wanted)
	for name, version := range wanted.Dependencies {
		var installed struct {
			Version string `json:"version"`
		}
		readJSON(t, filepath.Join("node/node_modules", name, "package.json"), &installed)
		if installed.Version != version {
			t.Errorf("%s is there as %q, not %s: run npm ci in conformance/node", name, installed.Version, version)
		}
	}
}

// readJSON leaves v as it is if there is no such file.
func readJSON(t *testing.T, path string, v any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}

package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestRelease makes a release twice, compares the bytes, and installs and runs each form
// of it on a PATH without Go. It is that of this platform, or of those that
// WXASTORE_PLATFORMS lists, such as linux/amd64,linux/arm64, or all.
func TestRelease(t *testing.T) {
	here := platform{runtime.GOOS, runtime.GOARCH}
	list := cmp.Or(os.Getenv("WXASTORE_PLATFORMS"), here.String())
	all := list == "all"
	if all {
		list = ""
	}
	chosen, err := platformsOf(list)
	if err != nil {
		t.Fatal(err)
	}
	first := made(t, chosen)
	one, two := read(t, first, sumsFile), read(t, made(t, chosen), sumsFile)
	if one == "" || one != two {
		t.Fatalf("the same commit gives other bytes:\n%s\n%s", one, two)
	}
	if all {
		// What a cache may hide, it hides on each platform: one is compiled without.
		t.Setenv("GOCACHE", t.TempDir())
		for line := range strings.Lines(read(t, made(t, []platform{here}), sumsFile)) {
			if !strings.Contains(line, "_oci/") && !strings.Contains(one, line) { // an image is of two architectures
				t.Errorf("without a cache the same commit gives other bytes:\n%s\n%s", one, line)
			}
		}
	}
	run(t, first, "sha256sum", "--quiet", "--check", sumsFile)
	t.Run("image", func(t *testing.T) { testImage(t, match(t, first, "*_oci")) })

	t.Setenv("PATH", withoutGo(t))

	t.Run("archive", func(t *testing.T) {
		to := t.TempDir()
		run(t, to, "tar", "xzf", match(t, first, "wxastore_*_"+here.system+"_"+here.arch+".tar.gz"))
		says(t, match(t, to, "*/wxastore"))
		served(t, exec.Command(match(t, to, "*/wxastore"), "serve", "--demo"))
	})
	t.Run("deb", func(t *testing.T) {
		root := t.TempDir()
		for _, name := range []string{"info", "updates", "triggers"} {
			if err := os.MkdirAll(filepath.Join(root, "var/lib/dpkg", name), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range []string{"status", "available"} {
			if err := os.WriteFile(filepath.Join(root, "var/lib/dpkg", name), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		run(t, root, "dpkg", "--root="+root, "--force-not-root", "--log=/dev/null", "--install", match(t, first, "*_linux_"+here.arch+".deb"))
		packaged(t, root)
	})
	t.Run("rpm", func(t *testing.T) {
		root := t.TempDir()
		run(t, root, "rpm", "--root", root, "--nodeps", "--install", match(t, first, "*_linux_"+here.arch+".rpm"))
		packaged(t, root)
	})
	t.Run("npm", func(t *testing.T) {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte("{}"), 0o644); err != nil {
			t.Fatal(err)
		}
		// The package of this platform is named, since no registry has it.
		run(t, folder, "npm", "install", "--offline", "--omit=optional", "--no-audit", "--no-fund", "--cache", t.TempDir(),
			match(t, first, "wxastore-linux-x64-*.tgz"), match(t, first, "wxastore-0*.tgz"))
		served(t, exec.Command(filepath.Join(folder, "node_modules/.bin/wxastore"), "serve", "--demo"))
	})
	if slices.Contains(chosen, platform{"linux", "arm64"}) {
		t.Run("arm64", func(t *testing.T) {
			to := t.TempDir()
			run(t, to, "tar", "xzf", match(t, first, "wxastore_*_linux_arm64.tar.gz"))
			program := match(t, to, "*/wxastore")
			if said := run(t, to, "qemu-aarch64-static", program, "version"); !strings.Contains(said, ", linux/arm64") {
				t.Errorf("the program says %s", said)
			}
			served(t, exec.Command("qemu-aarch64-static", program, "serve", "--demo"))
		})
	}
	t.Run("materials", func(t *testing.T) {
		var bom struct {
			BOMFormat  string
			Components []struct{ PURL string }
		}
		text, err := os.ReadFile(match(t, first, "*_linux_"+here.arch+".cdx.json"))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &bom); err != nil {
			t.Fatal(err)
		}
		if bom.BOMFormat != "CycloneDX" || !bytes.Contains(text, []byte("pkg:golang/github.com/ncruces/go-sqlite3@")) || len(bom.Components) < 20 {
			t.Errorf("the bill of materials has %d components", len(bom.Components))
		}
	})
}

// made makes a release in a folder of its own.
func made(t *testing.T, chosen []platform) (out string) {
	t.Helper()
	out = t.TempDir()
	begin := time.Now()
	if err := release(t.Context(), "../..", out, chosen); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d platforms in %v", len(chosen), time.Since(begin).Round(time.Second))
	return out
}

// withoutGo is a PATH on which there is no go.
func withoutGo(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"sh", "tar", "gzip", "dpkg", "dpkg-deb", "dpkg-split", "ldconfig", "start-stop-daemon", "rm", "diff", "npm", "node", "rpm",
		"chroot", "systemd-analyze", "qemu-aarch64-static"} {
		if found, err := exec.LookPath(name); err == nil {
			if err := os.Symlink(found, filepath.Join(folder, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return folder
}

// packaged checks what a package of Linux has put into a root: the program serves there,
// with nothing else in it, and systemd reads the unit, which starts that program.
func packaged(t *testing.T, root string) {
	t.Helper()
	program := filepath.Join(root, "usr/bin/wxastore")
	says(t, program)
	unit := read(t, root, "usr/lib/systemd/system/wxastore.service")
	moved := strings.Replace(unit, "\nExecStart=/usr/bin/wxastore serve\n", "\nExecStart="+program+" serve\n", 1)
	if moved == unit {
		t.Errorf("the unit starts another program:\n%s", unit)
	}
	verified := filepath.Join(t.TempDir(), "wxastore.service")
	if err := os.WriteFile(verified, []byte(moved), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := run(t, root, "systemd-analyze", "verify", "--man=no", verified); strings.Contains(said, "wxastore.service") {
		t.Errorf("systemd-analyze verify says:\n%s", said)
	}
	if info, err := os.Stat(filepath.Join(root, "etc/wxastore.env")); err != nil || info.Mode() != 0o600 {
		t.Errorf("the settings: %v, %v", info, err)
	}
	served(t, exec.Command("chroot", root, "/usr/bin/wxastore", "serve", "--demo"))
}

// says checks that a program knows its commit and toolchain.
func says(t *testing.T, program string) {
	t.Helper()
	said := run(t, t.TempDir(), program, "version")
	if !strings.Contains(said, " (commit ") || strings.Contains(said, "with changes") || !strings.Contains(said, "; "+runtime.Version()+", ") {
		t.Errorf("the program says %s", said)
	}
}

// served starts a service, which must answer, and ends it.
func served(t *testing.T, command *exec.Cmd) {
	t.Helper()
	command.Args = append(command.Args, "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "data"))
	var log bytes.Buffer
	command.Stderr = &log
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	// An emulator takes some ten times as long.
	late := time.AfterFunc(5*time.Minute, func() { _ = command.Process.Kill() })
	defer late.Stop()
	api := ""
	for lines := bufio.NewScanner(out); api == "" && lines.Scan(); {
		if address, ok := strings.CutPrefix(lines.Text(), "api "); ok {
			api = strings.TrimSpace(address)
		}
	}
	if resp, err := http.Get(api + "/cgi-bin/token"); err != nil {
		t.Errorf("%v\n%s", err, &log)
	} else {
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || !bytes.Contains(text, []byte(`"errcode":`)) {
			t.Errorf("the service answers %s, %v", text, err)
		}
	}
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	_, _ = io.Copy(io.Discard, out)
	if err := command.Wait(); err != nil {
		t.Errorf("the service ended with %v\n%s", err, &log)
	}
}

func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	command.Dir = dir
	said, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, said)
	}
	return string(said)
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// match is the one file of a pattern.
func match(t *testing.T, dir, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %q, %v", pattern, found, err)
	}
	return found[0]
}

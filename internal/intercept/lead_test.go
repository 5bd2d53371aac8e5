package intercept

import (
	"archive/zip"
	"bytes"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/wxastore/wxastore/internal/tools"
)

// TestWriteLeads writes where the service is; a listener on every address is
// reached on this machine.
func TestWriteLeads(t *testing.T) {
	files := FilesIn(t.TempDir())
	for address, want := range map[string]string{
		"127.0.0.1:8443": `{"host":"127.0.0.1","hosts":["api.weixin.qq.com"],"port":8443}`,
		"[::]:8443":      `{"host":"127.0.0.1","hosts":["api.weixin.qq.com"],"port":8443}`,
		"[::1]:9":        `{"host":"::1","hosts":["api.weixin.qq.com"],"port":9}`,
	} {
		if err := WriteLeads(files, []string{"api.weixin.qq.com"}, netip.MustParseAddrPort(address)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(filepath.Dir(files.Node), "lead.json"))
		if err != nil || string(got) != want {
			t.Errorf("%s: %s, %v", address, got, err)
		}
	}
}

// TestAgentIsOfItsSources compiles the agent's sources again: the classes are
// those of the jar that is carried.
func TestAgentIsOfItsSources(t *testing.T) {
	tools.Need(t, "javac")
	t.Parallel()
	out := t.TempDir()
	sources, err := filepath.Glob("java/*.java")
	if err != nil || len(sources) == 0 {
		t.Fatalf("%v, %v", sources, err)
	}
	javac := exec.CommandContext(t.Context(), "javac", append([]string{"--release", "8", "-Xlint:-options", "-g:none", "-d", out}, sources...)...)
	if text, err := javac.CombinedOutput(); err != nil {
		t.Fatalf("javac: %v: %s", err, text)
	}
	compiled, err := filepath.Glob(out + "/wxastore/*.class")
	if err != nil {
		t.Fatal(err)
	}
	jar, err := zip.NewReader(bytes.NewReader(javaAgent), int64(len(javaAgent)))
	if err != nil {
		t.Fatal(err)
	}
	carried := 0
	for _, f := range jar.File {
		if filepath.Ext(f.Name) == ".class" {
			carried++
		}
	}
	if carried != len(compiled) {
		t.Errorf("the jar carries %d classes, the sources make %v", carried, compiled)
	}
	for _, path := range compiled {
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		entry, err := jar.Open("wxastore/" + filepath.Base(path))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(entry)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s was not built from the sources next to it: go generate ./internal/intercept, with JDK 17", filepath.Base(path))
		}
	}
}

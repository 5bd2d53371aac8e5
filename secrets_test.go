package wxastore_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNoTypeTellsItsSecrets prints a value of every type of the module's packages
// that has a field for a secret, however deep, in every way in which values come into
// logs. The types are found in the sources, those that are not exported too: a
// file that hands them out is compiled into each package.
func TestNoTypeTellsItsSecrets(t *testing.T) {
	if testing.Short() {
		t.Skip("make test compiles every package for it")
	}
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	overlay := &overlay{dir: t.TempDir(), Replace: make(map[string]string)}
	check, err := os.ReadFile("testdata/secrets/check.go")
	if err != nil {
		t.Fatal(err)
	}
	const probe = "internal/secretsprobe"
	overlay.add(t, filepath.Join(root, probe, "check", "check.go"), string(check))
	var imports, calls strings.Builder
	for i, p := range listPackages(t) {
		types := typesOf(t, p)
		if len(types) == 0 || p.Name == "main" { // the flags of a program are nobody's to log
			continue
		}
		var list strings.Builder
		for _, name := range types {
			fmt.Fprintf(&list, "new(%s), ", name)
		}
		overlay.add(t, filepath.Join(p.Dir, "secretsprobe_.go"), fmt.Sprintf("package %s\n\nfunc ProbeSecrets() []any { return []any{%s} }\n", p.Name, list.String()))
		fmt.Fprintf(&imports, "\tp%d %q\n", i, p.ImportPath)
		fmt.Fprintf(&calls, "\tcheck.Check(%q, p%d.ProbeSecrets())\n", p.ImportPath, i)
	}
	overlay.add(t, filepath.Join(root, probe, "main.go"), fmt.Sprintf("package main\n\nimport (\n\t%q\n%s)\n\nfunc main() {\n%s}\n", module+"/"+probe+"/check", imports.String(), calls.String()))

	// Nothing is optimised: the packages are compiled again for one short run.
	out, err := exec.CommandContext(t.Context(), "go", "run", "-gcflags="+module+"/...=-N -l", "-ldflags=-s -w",
		"-overlay", overlay.write(t), module+"/"+probe).Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		t.Fatalf("%v\n%s", err, exit.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for line := range strings.Lines(string(out)) {
		switch what, rest, _ := strings.Cut(strings.TrimSpace(line), " "); what {
		case "leak":
			t.Errorf("a value tells its secrets, by type and way: %s; give the type a Format and a LogValue", rest)
		case "ok":
			kept = append(kept, rest)
		default:
			t.Errorf("the probe says %q", line)
		}
	}
	// The test finds what it looks for.
	for _, want := range []string{
		"client.Token", "client.staticToken", "client/component.Component", "client/component.Config", "client/component.Receiver",
		"client/component.ReceiverConfig", "client/component.TokenRecord",
		"msgcrypt.Cipher", "weixin.AccessTokenRequest", "weixin.AuthorizerListResponse", "internal/store.Component", "internal/app.Config",
		"internal/seed.Account", "internal/console.sessions", "internal/outbox.Receiver", "wxastoretest.Account",
	} {
		if !slices.Contains(kept, want) {
			t.Errorf("%s was not found, or is among those above", want)
		}
	}
}

// overlay is what the go command is to read besides the files of the module.
type overlay struct {
	dir     string
	Replace map[string]string
}

func (o *overlay) add(t *testing.T, path, text string) {
	t.Helper()
	file := filepath.Join(o.dir, fmt.Sprintf("%d.go", len(o.Replace)))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o.Replace[path] = file
}

func (o *overlay) write(t *testing.T) string {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(o.dir, "overlay.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// goPackage is what the go command says of a package, as it is built here.
type goPackage struct {
	ImportPath, Name, Dir string
	GoFiles               []string
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Name,Dir,GoFiles", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// typesOf returns the names of the types that a package declares, except
// generic ones and interfaces.
func typesOf(t *testing.T, p goPackage) (names []string) {
	t.Helper()
	for _, file := range p.GoFiles {
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			declared, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range declared.Specs {
				if spec, ok := s.(*ast.TypeSpec); ok && spec.TypeParams == nil && !spec.Assign.IsValid() {
					names = append(names, spec.Name.Name)
				}
			}
		}
	}
	return names
}

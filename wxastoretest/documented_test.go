package wxastoretest_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEachLeverIsShown finds what the package exports without a comment, and the
// functions and methods that no example calls, or that the package comment does not
// name.
func TestEachLeverIsShown(t *testing.T) {
	t.Parallel()
	var examples strings.Builder
	paths, err := filepath.Glob("example*_test.go")
	if err != nil || len(paths) < 4 {
		t.Fatalf("the examples are %q, %v", paths, err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		examples.Write(text)
	}
	overview, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range functions(t) {
		if f.Doc == "" {
			t.Errorf("%s has no comment", f.Name)
		}
		printing := f.Name == "Format" || f.Name == "LogValue" // fmt and slog call them
		if !strings.Contains(examples.String(), "."+f.Name+"(") && f.Recv != "Call" && !printing {
			t.Errorf("no example calls %s", f.Name)
		}
		link := strings.TrimPrefix(strings.TrimPrefix(f.Recv, "*")+"."+f.Name+"]", ".")
		if !strings.Contains(string(overview), link) && f.Recv != "Call" && !printing && f.Name != "Run" {
			t.Errorf("the package comment does not name [%s", link)
		}
	}
}

// functions are the exported functions and methods of the package.
func functions(t *testing.T) []*doc.Func {
	t.Helper()
	set := token.NewFileSet()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	pkg, err := doc.NewFromFiles(set, files, "github.com/wxastore/wxastore/wxastoretest")
	if err != nil {
		t.Fatal(err)
	}
	all := pkg.Funcs
	for _, typ := range pkg.Types {
		if typ.Doc == "" {
			t.Errorf("%s has no comment", typ.Name)
		}
		all = append(append(all, typ.Funcs...), typ.Methods...)
	}
	if len(all) < 40 {
		t.Fatalf("the package exports only %d functions", len(all))
	}
	return all
}

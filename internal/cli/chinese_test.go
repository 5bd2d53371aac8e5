package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/cli/manual"
	"github.com/wxastore/wxastore/internal/words"
	"github.com/wxastore/wxastore/weixin"
)

// sayers are the functions whose literal texts people see, by their last name.
var sayers = []string{"Errorf", "Usagef", "Printf", "Notef", "Say", "say", "Label", "Translate", "heading", "title", "flags", "line", "Print"}

// verbs are what a format puts in.
var verbs = regexp.MustCompile(`%(?:\[\d\])?[-+#]?[.\d]*[a-z]`)

// messages are the texts that the code of the command line can say, with where they stand.
func messages(t *testing.T) map[string]string {
	t.Helper()
	all, set := make(map[string]string), token.NewFileSet()
	keep := func(path string, e ast.Expr) {
		literal, ok := e.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return
		}
		text, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		if text = strings.TrimSpace(text); strings.ContainsFunc(verbs.ReplaceAllString(text, ""), unicode.IsLetter) {
			all[text] = path
		}
	}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				// What these return is said elsewhere.
				if n.Name.Name == "advice" || n.Name.Name == "parserSays" || n.Name.Name == "state" {
					ast.Inspect(n, func(n ast.Node) bool {
						if e, ok := n.(*ast.BasicLit); ok {
							keep(path, e)
						}
						return true
					})
				}
			case *ast.CallExpr:
				name := ""
				if len(n.Args) == 0 {
					return true
				}
				switch f := n.Fun.(type) {
				case *ast.Ident:
					name = f.Name
				case *ast.SelectorExpr:
					name = f.Sel.Name
					if pkg, ok := f.X.(*ast.Ident); ok && (pkg.Name == "fmt" || pkg.Name == "errors") {
						if text, literal := n.Args[0].(*ast.BasicLit); literal && (name == "Errorf" || name == "New") && path != filepath.Join("command", "language.go") && path != "asked.go" { // which asks for the version
							t.Errorf("%s: %s is English in every language: use command.Errorf", path, text.Value)
						}
						return true
					}
				}
				if slices.Contains(sayers, name) {
					at := 0
					switch name {
					case "Translate":
						at = 1
					case "Print":
						at = len(n.Args) - 1
						if len(n.Args) > 2 {
							at = 2
						}
					}
					keep(path, n.Args[at])
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestEveryMessageIsChinese finds all that the command line can say, help and the manual
// page included, and demands its Chinese.
func TestEveryMessageIsChinese(t *testing.T) {
	program, err := New()
	if err != nil {
		t.Fatal(err)
	}
	all := messages(t)
	if len(all) < 150 {
		t.Fatalf("only %d messages", len(all))
	}
	for _, text := range manual.Texts(program.parser.Model.Node) {
		all[text] = "the grammar"
	}
	table, err := words.Read("cli.zh")
	if err != nil {
		t.Fatal(err)
	}
	for _, english := range slices.Sorted(maps.Keys(all)) {
		chinese := command.Translate(weixin.Chinese, english)
		switch {
		case chinese == english && table[english] == "":
			t.Errorf("%s: no Chinese for\n%s = ", all[english], english)
		case !strings.ContainsFunc(chinese, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && table[english] == "":
			t.Errorf("%q is not Chinese", chinese)
		case all[english] != "the grammar" && len(verbs.FindAllString(english, -1)) != len(verbs.FindAllString(chinese, -1)):
			t.Errorf("%q and %q have other verbs", english, chinese)
		case strings.Contains(chinese, "%w"):
			t.Errorf("%q wraps an error", chinese)
		}
	}
	for english := range table {
		if all[strings.ReplaceAll(english, `\n`, "\n")] == "" {
			t.Errorf("nothing says %q", english)
		}
	}
}

// TestHelpIsChinese looks at help as it is printed: lines to copy and names alone are in
// English.
func TestHelpIsChinese(t *testing.T) {
	program, err := New()
	if err != nil {
		t.Fatal(err)
	}
	sentence := regexp.MustCompile(`[a-z]+ [a-z]+ [a-z]+ [a-z]+ [a-z]+`)
	for _, leaf := range program.parser.Model.Leaves(true) {
		for line := range strings.Lines(manual.Help(leaf, command.Look{Lang: weixin.Chinese, Width: 1000})) {
			if sentence.MatchString(line) && !strings.HasPrefix(line, "  wxastore ") && !strings.HasPrefix(line, "Usage") {
				t.Errorf("%s: %s", leaf.Path(), line)
			}
		}
	}
}

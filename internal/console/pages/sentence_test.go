package pages

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/wxastore/wxastore/internal/console/ops"
	"github.com/wxastore/wxastore/internal/store"
)

// sourceFile is a file of the service's own code.
type sourceFile struct {
	folder string
	file   *ast.File
}

// source reads the code, tests left out.
func source(t *testing.T, set *token.FileSet) []sourceFile {
	t.Helper()
	var all []sourceFile
	err := filepath.WalkDir("../../..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != "../../..") {
			return filepath.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		all = append(all, sourceFile{filepath.Dir(path), file})
		return err
	})
	if err != nil || len(all) < 100 {
		t.Fatal(len(all), err)
	}
	return all
}

// nameOf is the name of a function that is called, without its package.
func nameOf(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// isSaid reports whether said.Errorf is called.
func isSaid(call *ast.CallExpr) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || f.Sel.Name != "Errorf" {
		return false
	}
	pkg, ok := f.X.(*ast.Ident)
	return ok && pkg.Name == "said"
}

// fixedText is the text of a literal, or of several that are joined by +.
func fixedText(of ast.Expr) (text string, ok bool) {
	switch of := of.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(of.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		left, ok := fixedText(of.X)
		right, also := fixedText(of.Y)
		return left + right, ok && also
	}
	return "", false
}

// logged reports whether a message is given to a log, and as which argument.
func logged(call *ast.CallExpr) (at int, ok bool) {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return 0, false
	}
	at, ok = map[string]int{
		"Debug": 0, "Info": 0, "Warn": 0, "Error": 0, "DebugContext": 1, "InfoContext": 1, "WarnContext": 1, "ErrorContext": 1, "Log": 2, "LogAttrs": 2,
	}[f.Sel.Name]
	return at, ok && isLog(f.X)
}

// isLog reports whether something is named as a log is, or made of one.
func isLog(of ast.Expr) bool {
	switch of := of.(type) {
	case *ast.Ident:
		return slices.Contains([]string{"log", "Log", "logger", "slog"}, of.Name)
	case *ast.SelectorExpr:
		return isLog(of.Sel)
	case *ast.CallExpr:
		f, ok := of.Fun.(*ast.SelectorExpr)
		return ok && strings.HasPrefix(f.Sel.Name, "With") && isLog(f.X)
	}
	return false
}

// isForeign reports whether a call makes an error with a text of its own that has no
// translation.
func isForeign(call *ast.CallExpr) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return false
	}
	pkg, ok := f.X.(*ast.Ident)
	_, fixed := fixedText(call.Args[0])
	return ok && (pkg.Name == "fmt" && f.Sel.Name == "Errorf" || pkg.Name == "errors" && f.Sel.Name == "New" && fixed)
}

// spoken reports whether every error of a folder is for people: a name of the command line,
// of the configuration, of a file or of what the console asks for. Elsewhere errors may be
// of the service's own, for its log.
func spoken(folder string) bool {
	folder = strings.TrimPrefix(folder, "../../../")
	return strings.HasPrefix(folder, "client") || slices.Contains([]string{
		"weixin", "msgcrypt", "internal/app", "internal/media", "internal/outbox", "internal/replay", "internal/state", "internal/seed", "internal/intercept", "internal/snapshot", "internal/console", "internal/console/api", "internal/egress", "internal/running",
		"internal/parity", "internal/parity/saved", "internal/store/blobdir", "internal/store/blobs3", "internal/store/blobmem",
		"internal/store/sqldb", "internal/store/sqldb/postgres", "internal/store/sqldb/sqlite",
	}, folder)
}

// formats finds the format of every sentence that the code can say: of
// store.Mistakef and said.Errorf, of functions that hand theirs on to it, of edge.Refuse where
// the console can meet it, of the words of platforms, and each message of the log.
func formats(t *testing.T) map[string]string {
	t.Helper()
	set := token.NewFileSet()
	all, files := make(map[string]string), source(t, set)
	makers := make(map[string]bool) // folder and name of a function that hands its format on
	for _, f := range files {
		for _, d := range f.file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if ok && nameOf(call) == "Mistakef" && len(call.Args) > 0 {
					if format, ok := call.Args[0].(*ast.Ident); ok && format.Name == "format" {
						makers[f.folder+" "+fn.Name.Name] = true
					}
				}
				return true
			})
		}
	}
	if len(makers) < 5 {
		t.Fatalf("makers of sentences: %v", makers)
	}
	for _, o := range ops.New(ops.Modules{}).Operations() {
		if o.Destroys != "" {
			all[o.Destroys] = "a declaration"
		}
	}
	for _, f := range files {
		ast.Inspect(f.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if spoken(f.folder) && isForeign(call) {
				t.Errorf("%s: an error that is said in English only: make it with said.Errorf", set.Position(call.Pos()))
			}
			name, at := nameOf(call), 0
			if place, ok := logged(call); ok {
				name, at = "the log", place
			}
			switch {
			case name == "the log":
			case name == "Mistakef", makers[f.folder+" "+name], isSaid(call):
			case name == "wrong" && strings.HasSuffix(f.folder, "internal/replay"):
			case name == "sentencef" && strings.HasSuffix(f.folder, "/weixin"):
			case name == "refused" && strings.HasSuffix(f.folder, "internal/component"):
			case name == "Refuse" && strings.HasSuffix(f.folder, "internal/merchant"):
				at = 1 // after the code
			default:
				return true
			}
			if text, ok := fixedText(call.Args[at]); ok {
				all[text] = f.folder
				return true
			}
			switch format := call.Args[at].(type) {
			case *ast.Ident:
				if format.Name != "format" {
					t.Errorf("%s: the format of %s is not a constant", f.folder, name)
				}
			default:
				if name != "refused" { // a page of its own
					t.Errorf("%s: the format of %s is not a constant", f.folder, name)
				}
			}
			return true
		})
	}
	return all
}

// TestEverySentenceIsChinese finds every sentence that the code can say to an
// operator, and demands its Chinese.
func TestEverySentenceIsChinese(t *testing.T) {
	t.Parallel()
	table, all := tables(t)[chinese], formats(t)
	if len(all) < 90 {
		t.Fatalf("only %d sentences", len(all))
	}
	verbs := regexp.MustCompile(`%(?:\[\d\])?[.\d]*[a-z]`)
	for format, folder := range all {
		text, ok := table[sentencePrefix+format]
		switch {
		case !ok:
			t.Errorf("%s: no Chinese for %q", folder, format)
		case strings.ContainsFunc(verbs.ReplaceAllString(format, ""), unicode.IsLetter) && !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
			t.Errorf("%q is not Chinese", text)
		case len(verbs.FindAllString(format, -1)) != len(verbs.FindAllString(text, -1)):
			t.Errorf("%q and %q have other verbs", format, text)
		case strings.Contains(text, "%w"):
			t.Errorf("%q wraps an error", text)
		}
	}
	for key := range table {
		if format, ok := strings.CutPrefix(key, sentencePrefix); ok && all[format] == "" {
			t.Errorf("nothing says %q", format)
		}
	}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	table := words{"say.a %d: %w": "甲 %d：%v", "say.b %s %d": "%[2]d 乙 %[1]s"}
	err := store.Mistakef("a %d: %w", 1, store.Mistakef("b %s %d", "x", 2))
	if got := table.sentence(err); got != "甲 1：2 乙 x" || err.Error() != "a 1: b x 2" {
		t.Errorf("%q, %q", got, err)
	}
	if got := table.sentence(store.Mistakef("unknown %d", 3)); got != "unknown 3" {
		t.Error(got)
	}
}

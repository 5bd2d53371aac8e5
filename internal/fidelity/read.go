package fidelity

import (
	"cmp"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// Read collects the marks of a module's Go files, tests excluded: those of
// package weixin first, then by path. Every mark that cannot be read is in the
// error.
func Read(module fs.FS) (Marks, error) {
	paths, err := goFiles(module)
	if err != nil {
		return Marks{}, err
	}
	var marks Marks
	var errs []error
	for _, path := range paths {
		errs = append(errs, marks.readFile(module, path))
	}
	return marks, errors.Join(errs...)
}

// goFiles lists the files of a module that may have marks.
func goFiles(module fs.FS) ([]string, error) {
	var paths []string
	err := fs.WalkDir(module, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != "." && (name == "testdata" || name[0] == '.' || name[0] == '_' || nested(module, path)) {
				return fs.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			paths = append(paths, path)
		}
		return nil
	})
	slices.SortStableFunc(paths, func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
	})
	return paths, err
}

// nested reports whether a folder is a module of its own.
func nested(module fs.FS, folder string) bool {
	_, err := fs.Stat(module, folder+"/go.mod")
	return err == nil
}

func rank(path string) int {
	if strings.HasPrefix(path, "weixin/") {
		return 0
	}
	return 1
}

// almost is a comment that was meant to be a mark: gofmt and go doc would take
// it for text.
var almost = regexp.MustCompile(`^//\s*(?i:fidelity):`)

func (m *Marks) readFile(module fs.FS, path string) error {
	source, err := fs.ReadFile(module, path)
	if err != nil {
		return err
	}
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, path, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	var errs []error
	for _, group := range parsed.Comments {
		for _, comment := range group.List {
			at := fmt.Sprintf("%s:%d", path, files.Position(comment.Pos()).Line)
			switch {
			case strings.HasPrefix(comment.Text, prefix):
				errs = append(errs, m.add(comment.Text, at))
			case almost.MatchString(comment.Text):
				errs = append(errs, fmt.Errorf("%s: a mark begins with %s and a word in lower case", at, prefix))
			}
		}
	}
	return errors.Join(errs...)
}

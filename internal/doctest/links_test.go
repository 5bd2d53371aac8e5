package doctest

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

var (
	link = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	// named is a file of the repository in running text or in a command.
	named   = regexp.MustCompile(`\b(?:examples|docs|deploy|scripts|bench|conformance|wxastoretest|client|weixin)/[\w./-]*\.[a-z]+\b`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
)

// TestReadme holds the README to a screen's worth.
func TestReadme(t *testing.T) {
	for _, name := range []string{"README.md", chinese("README.md")} {
		p := read(t, name)
		if len(p.lines) > 150 {
			t.Errorf("%s has %d lines, more than 150: put the rest into docs", name, len(p.lines))
		}
		if first := strings.Join(p.lines[:min(40, len(p.lines))], "\n"); !strings.Contains(first, "![") {
			t.Errorf("%s shows no picture in its first 40 lines", name)
		}
	}
}

// TestLinks follows every link within the repository, of every document, and looks
// for each file that a page for users names.
func TestLinks(t *testing.T) {
	for _, name := range documents(t) {
		bytes, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range link.FindAllStringSubmatch(string(bytes), -1) {
			if strings.Contains(l[1], ":") {
				continue // another site's
			}
			target, anchor, _ := strings.Cut(l[1], "#")
			file := name
			if target != "" {
				file = path.Join(path.Dir(name), target)
			}
			if !exists(file) {
				t.Errorf("%s links to %s, which is not there", name, l[1])
			} else if anchor != "" && !hasHeading(t, file, anchor) {
				t.Errorf("%s links to %s: no heading is called that", name, l[1])
			}
		}
	}
	for _, name := range english {
		for _, name := range []string{name, chinese(name)} {
			for _, file := range named.FindAllString(strings.Join(read(t, name).lines, "\n"), -1) {
				if !exists(file) && !exists(path.Join(path.Dir(name), file)) {
					t.Errorf("%s names %s, which is not there", name, file)
				}
			}
		}
	}
}

func exists(name string) bool {
	_, err := os.Stat(filepath.Join(root, name))
	return err == nil
}

// documents are the repository's.
func documents(t *testing.T) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && name != ".") {
			return fs.SkipDir
		}
		if strings.HasSuffix(name, ".md") && name != "internal/fidelity/header.md" { // which is a part of docs/fidelity.md
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// hasHeading reports whether a document has a heading that GitHub gives an anchor's
// name.
func hasHeading(t *testing.T, name, anchor string) bool {
	t.Helper()
	bytes, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range heading.FindAllStringSubmatch(string(bytes), -1) {
		slug := strings.Map(func(r rune) rune {
			switch {
			case unicode.IsLetter(r), unicode.IsNumber(r), r == '-', r == '_':
				return unicode.ToLower(r)
			case r == ' ':
				return '-'
			}
			return -1
		}, h[1])
		if slug == anchor {
			return true
		}
	}
	return false
}

// TestIndex looks for each page of docs in the lists of them.
func TestIndex(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{"docs/README.md", chinese("docs/README.md")} {
		text := strings.Join(read(t, list).lines, "\n")
		for _, name := range pages {
			name = filepath.Base(name)
			if strings.HasPrefix(name, "README") || strings.HasSuffix(name, ".zh-CN.md") {
				continue
			}
			if !strings.Contains(text, "]("+name+")") && !strings.Contains(text, "]("+chinese(name)+")") {
				t.Errorf("%s does not link to %s", list, name)
			}
		}
	}
}

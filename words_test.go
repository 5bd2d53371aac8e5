package wxastore_test

import (
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// construction is a way of writing that is avoided: a row of the table in
// CONTRIBUTING.md.
type construction struct {
	avoid, except *regexp.Regexp
	write         string
}

// constructions reads the table, whose rows are | `avoid` | `except` | write |.
func constructions(t *testing.T) []construction {
	t.Helper()
	text, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	var all []construction
	for _, row := range regexp.MustCompile("(?m)^\\| `(.+?)` \\| (?:`(.+?)`)? ?\\| (.+?) \\|$").FindAllStringSubmatch(string(text), -1) {
		c := construction{avoid: pattern(t, row[1]), write: row[3]}
		if row[2] != "" {
			c.except = pattern(t, row[2])
		}
		all = append(all, c)
	}
	if len(all) < 10 {
		t.Fatalf("CONTRIBUTING.md lists only %d constructions to avoid", len(all))
	}
	return all
}

// pattern reads a cell. A | in a table is written \|.
func pattern(t *testing.T, cell string) *regexp.Regexp {
	t.Helper()
	compiled, err := regexp.Compile(`(?i)` + strings.ReplaceAll(cell, `\|`, `|`))
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// found returns what of a text is to be avoided, "" if nothing is.
func (c construction) found(text string) string {
	for _, at := range c.avoid.FindAllStringIndex(text, -1) {
		// An exception covers what it overlaps.
		covered := false
		if c.except != nil {
			for _, fine := range c.except.FindAllStringIndex(text, -1) {
				covered = covered || fine[0] < at[1] && at[0] < fine[1]
			}
		}
		if !covered {
			return text[at[0]:at[1]]
		}
	}
	return ""
}

// chinese are the names of files whose texts are Chinese, and kept those of files
// that stay as they are: goldens, and migrations that releases have applied.
var (
	chinese = regexp.MustCompile(`\.zh-CN\.md$|\bzh\.txt$`)
	kept    = regexp.MustCompile(`\btestdata/|\bmigrations/`)
)

// TestWords looks for the constructions to avoid in comments, texts and
// documents.
func TestWords(t *testing.T) {
	list := constructions(t)
	out, err := exec.CommandContext(t.Context(), "git", "ls-files", "*.go", "*.md", "*.sh", "*.html", "*.txt", "*.yaml", "*.sql", "Makefile").Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.FieldsSeq(string(out)) {
		if name == "CONTRIBUTING.md" || name == "words_test.go" || chinese.MatchString(name) || kept.MatchString(name) {
			continue
		}
		content, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			continue // deleted, and not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range passages(name, content) {
			for _, c := range list {
				if bad := c.found(p.text); bad != "" {
					t.Errorf("%s:%d: %q: write %s", name, p.line, bad, c.write)
				}
			}
		}
	}
}

// passage is a text that a person wrote for people.
type passage struct {
	line int
	text string
}

// remark is what begins the line of a comment in YAML, SQL and scripts.
var remark = regexp.MustCompile(`(?m)^[ \t]*(#|--)[ \t]`)

// passages returns the comments and string literals of a Go file, with the lines
// of a comment joined, the lines of a .txt, and the paragraphs of any other.
func passages(name string, content []byte) (all []passage) {
	if filepath.Ext(name) != ".go" {
		line, between := 1, "\n\n"
		if filepath.Ext(name) == ".txt" {
			between = "\n" // each line is a text of its own
		}
		text := remark.ReplaceAllString(string(content), "")
		for paragraph := range strings.SplitSeq(text, between) {
			all = append(all, passage{line, strings.Join(strings.Fields(paragraph), " ")})
			line += strings.Count(paragraph, "\n") + len(between)
		}
		return all
	}
	files := token.NewFileSet()
	if parsed, err := parser.ParseFile(files, name, content, parser.ParseComments); err == nil {
		for _, group := range parsed.Comments {
			all = append(all, passage{files.Position(group.Pos()).Line, strings.Join(strings.Fields(group.Text()), " ")})
		}
	}
	var s scanner.Scanner
	file := files.AddFile(name, -1, len(content))
	s.Init(file, content, nil, 0)
	for {
		pos, kind, literal := s.Scan()
		switch kind {
		case token.EOF:
			return all
		case token.STRING:
			all = append(all, passage{files.Position(pos).Line, literal})
		}
	}
}

// TestWordsAreFound looks for what the table lists in texts that have it, and in
// one that has not.
func TestWordsAreFound(t *testing.T) {
	list := constructions(t)
	found := func(text string) (writes []string) {
		for _, c := range list {
			if c.found(text) != "" {
				writes = append(writes, c.write)
			}
		}
		return writes
	}
	for _, bad := range []string{"the text is no number", "begins anew", "it stops to work", "each so many times", "all but for one", "whoever asks", "the state of before", "it belongs into the query", "a permanent media"} {
		if len(found(bad)) == 0 {
			t.Errorf("%q passes", bad)
		}
	}
	for _, good := range []string{"there is no number", "it is no longer here", "This lets whole batches begin again."} {
		if writes := found(good); len(writes) > 0 {
			t.Errorf("%q: write %s", good, writes)
		}
	}
}

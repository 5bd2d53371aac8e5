package pages

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"

	texts "github.com/wxastore/wxastore/internal/words"
	"github.com/wxastore/wxastore/weixin"
)

// tables are the words of both languages.
func tables(t *testing.T) map[language]words {
	t.Helper()
	all := make(map[language]words)
	for _, l := range []language{english, chinese} {
		table, err := readWords(string(l))
		if err != nil {
			t.Fatal(err)
		}
		all[l] = table
	}
	return all
}

// declaredWords are the keys of what is declared in English, next to the code: only
// other languages have words for it.
func declaredWords() map[string]bool {
	all := make(map[string]bool)
	for _, d := range weixin.Declarations() {
		all["interface."+d.Name] = true
		for _, p := range d.Params() {
			all["doc."+p.Doc] = true
		}
	}
	return all
}

// TestEveryDeclarationIsChinese holds that what the debugging tool shows of every
// interface, its parameters and its codes can be read in Chinese.
func TestEveryDeclarationIsChinese(t *testing.T) {
	t.Parallel()
	table := tables(t)[chinese]
	for key := range declaredWords() {
		if !strings.ContainsFunc(table[key], func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("no Chinese for %q", key)
		}
		if table[key] == "" {
			t.Errorf("no words for %q", key)
		}
	}
	for _, d := range weixin.Declarations() {
		for _, c := range d.Codes() {
			if _, ok := c.Explain(weixin.Chinese); !ok {
				t.Errorf("%s: code %d is not explained in Chinese", d.Name, c)
			}
		}
	}
}

// isSentence reports whether a key is a sentence of the code, which has it in
// English.
func isSentence(key string) bool {
	return strings.HasPrefix(key, sentencePrefix) || strings.HasPrefix(key, texts.ErrorPrefix)
}

// TestWords holds that both languages have the same keys with the same verbs.
func TestWords(t *testing.T) {
	t.Parallel()
	all, declared := tables(t), declaredWords()
	verbs := regexp.MustCompile(`%.`)
	for l, other := range map[language]language{english: chinese, chinese: english} {
		for key, text := range all[l] {
			theirs, ok := all[other][key]
			switch {
			case declared[key], isSentence(key):
			case !ok:
				t.Errorf("%s has no words for %q", other, key)
			case strings.Join(verbs.FindAllString(text, -1), "") != strings.Join(verbs.FindAllString(theirs, -1), ""):
				t.Errorf("%q: %q and %q have other verbs", key, text, theirs)
			}
			if prefix, _, _ := strings.Cut(key, "."); (prefix == "interface" || prefix == "doc") && !declared[key] {
				t.Errorf("nothing that is declared is %q", key)
			}
		}
	}
}

// TestWordsAreUsed holds that every key is named somewhere, and that every key
// that is named has words.
func TestWordsAreUsed(t *testing.T) {
	t.Parallel()
	table := tables(t)[english]
	named := make(map[string]bool)
	templates := regexp.MustCompile(`\bt "([^"]+)"`)
	if err := fs.WalkDir(htmlFiles, "html", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := htmlFiles.ReadFile(path)
		for _, found := range templates.FindAllSubmatch(text, -1) {
			named[string(found[1])] = true
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") {
			text, err := os.ReadFile(f.Name())
			if err != nil {
				t.Fatal(err)
			}
			code.Write(text)
		}
	}
	for key := range named {
		if _, ok := table[key]; !ok {
			t.Errorf("a template names %q", key)
		}
	}
	for key := range table {
		prefix, rest, _ := strings.Cut(key, ".")
		inCode := strings.Contains(code.String(), `"`+key+`"`) || prefix == "done" && strings.Contains(code.String(), `"`+rest+`"`)
		composed := prefix == "page" || prefix == "kind" || prefix == "mstate" || prefix == "line" || prefix == "fault" || prefix == "in" || prefix == "pstate" || prefix == "shape" || prefix == "truth" || prefix == "mode" || prefix == "set" ||
			prefix == "rkind" || prefix == "rstate" || prefix == "action" || prefix == "sstatus" || prefix == "upgrade" || prefix == "hit" || prefix == "since" || prefix == "undo" || prefix == "preset" || prefix == "pverdict" || prefix == "prow" || prefix == "pshow" || prefix == "ptarget" || prefix == "outcome" || prefix == "frun" || prefix == "fstep" || prefix == "paction" || prefix == "tokenkind"
		if what, _, _ := strings.Cut(rest, "."); prefix == "ask" && (strings.Contains(code.String(), `s.ask("`+what+`"`) || strings.Contains(code.String(), `", "`+what+`", api.`)) {
			inCode = true
		}
		if name, ok := strings.CutSuffix(key, ".says"); ok && strings.Contains(code.String(), `"`+name+`"`) {
			inCode = true // what a plot tells
		}
		if !named[key] && !inCode && !composed && !isSentence(key) {
			t.Errorf("nothing names %q", key)
		}
	}
}

func TestAccepted(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]language{
		"": english, "fr": english, "*": english, "zh": chinese, "zh-CN,zh;q=0.9,en;q=0.8": chinese, "en-GB,en;q=0.9,zh;q=0.8": english,
		"fr;q=0.9, ZH-Hant;q=0.7, en;q=0.3": chinese, "en;q=0.2,zh;q=0.4": chinese, "zh;q=0,en": english, "zh;q=0": english,
		"zh;q=x": english, ";;,,;q=1": english, "zhx": english,
	} {
		if got := accepted(header); got != want {
			t.Errorf("%q: %s", header, got)
		}
	}
}

func TestOwnPath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/": "/", "/calls?text=a%2Fb&before=x": "/calls?text=a%2Fb&before=x", "/merchants/wx1": "/merchants/wx1",
		"": "/", "calls": "/", "//evil.example": "/", "/\\evil.example": "/", "https://evil.example/": "/", "///evil.example": "/",
		"/\t/evil.example": "/", "javascript:alert(1)": "/", "\\/evil.example": "/", "/%zz": "/", "/a\n": "/",
	} {
		if got := ownPath(path); got != want {
			t.Errorf("%q: %q", path, got)
		}
	}
}

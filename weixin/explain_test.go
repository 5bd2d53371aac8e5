package weixin_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/wxastore/wxastore/weixin"
)

// longest is how many characters a text may have: more is not read.
const longest = 400

// declaredCodes returns the codes that a caller can meet, each with an owner.
func declaredCodes() map[weixin.Code]string {
	owners := map[weixin.Code]string{
		weixin.SystemError: "every interface", weixin.OK: "every interface",
		weixin.MalformedToken: "a caller's view", weixin.InvalidURL: "an unknown path",
	}
	for _, d := range weixin.Declarations() {
		for _, code := range d.Codes() {
			owners[code] = d.Name
		}
	}
	return owners
}

func TestEveryDeclaredCodeIsExplainedInEveryLanguage(t *testing.T) {
	for code, owner := range declaredCodes() {
		if code.Text() == "" {
			t.Errorf("%d (%s) has no text in errcodes.tsv", code, owner)
		}
		for _, lang := range weixin.Languages() {
			e, ok := code.Explain(lang)
			if !ok {
				t.Errorf("%d (%s) is not explained in language %d", code, owner, lang)
				continue
			}
			checkSentences(t, code, lang, e.Means)
			checkSentences(t, code, lang, e.Do)
		}
		english, _ := code.Explain(weixin.English)
		chinese, _ := code.Explain(weixin.Chinese)
		if english.Means == chinese.Means || english.Do == chinese.Do {
			t.Errorf("%d: a text is the same in both languages", code)
		}
	}
}

func checkSentences(t *testing.T, code weixin.Code, lang weixin.Language, text string) {
	t.Helper()
	end := map[weixin.Language]string{weixin.English: ".", weixin.Chinese: "。"}[lang]
	if text != strings.TrimSpace(text) || !strings.HasSuffix(text, end) {
		t.Errorf("%d: not whole sentences: %q", code, text)
	}
	if n := utf8.RuneCountInString(text); n > longest {
		t.Errorf("%d: %d characters: %q", code, n, text)
	}
	if chinese := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }); chinese != (lang == weixin.Chinese) {
		t.Errorf("%d: the wrong language: %q", code, text)
	}
}

// TestNoBlockIsLost has the same codes in the texts of both languages, each once
// and each in a form that is read.
func TestNoBlockIsLost(t *testing.T) {
	var blocks [2][]weixin.Code
	for i, file := range []string{"explain.en.txt", "explain.zh.txt"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for block := range strings.SplitSeq(string(text), "\n\n") {
			first, _, _ := strings.Cut(block, "\n")
			if strings.HasPrefix(first, "#") {
				continue
			}
			code, err := strconv.Atoi(first)
			if err != nil || slices.Contains(blocks[i], weixin.Code(code)) {
				t.Errorf("%s: %q is not a code, or stands twice", file, first)
			}
			if _, ok := weixin.Code(code).Explain(weixin.Languages()[i]); !ok {
				t.Errorf("%s: the block of %s has not three lines", file, first)
			}
			blocks[i] = append(blocks[i], weixin.Code(code))
		}
	}
	if !slices.Equal(blocks[0], blocks[1]) {
		t.Errorf("the codes of the two languages differ:\n%v\n%v", blocks[0], blocks[1])
	}
}

func TestUnknownCodeHasNoExplanation(t *testing.T) {
	for _, lang := range weixin.Languages() {
		if e, ok := weixin.Code(12345678).Explain(lang); ok {
			t.Errorf("12345678 is explained: %+v", e)
		}
	}
}

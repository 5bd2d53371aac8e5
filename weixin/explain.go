package weixin

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// Language is one in which codes are explained.
type Language int

// The languages of explanations.
const (
	English Language = iota
	Chinese
)

// Languages returns all of them.
func Languages() []Language { return []Language{English, Chinese} }

// Explanation says in plain words what Weixin's short texts leave open. The
// words are our own, not Weixin's.
type Explanation struct {
	// Means says what the code means on the interfaces of this package, and
	// why it usually happens.
	Means string `json:"means"`
	// Do says what to do next. It holds for Weixin and for wxastore.
	Do string `json:"do"`
}

// Explain returns the explanation of c in a language, and false if there is
// none. Every code that a declared interface can answer has one.
func (c Code) Explain(lang Language) (Explanation, bool) {
	table := explainedInEnglish
	if lang == Chinese {
		table = explainedInChinese
	}
	e, ok := table()[c]
	return e, ok
}

var (
	//go:embed explain.en.txt
	englishText string
	//go:embed explain.zh.txt
	chineseText string

	// Each text is parsed once, when it is first asked for.
	explainedInEnglish = sync.OnceValue(func() map[Code]Explanation { return parseExplanations(englishText) })
	explainedInChinese = sync.OnceValue(func() map[Code]Explanation { return parseExplanations(chineseText) })
)

// parseExplanations reads blocks of three lines: the code, what it means, what
// to do. Other blocks are comments.
func parseExplanations(text string) map[Code]Explanation {
	table := make(map[Code]Explanation)
	for block := range strings.SplitSeq(text, "\n\n") {
		lines := strings.Split(strings.Trim(block, "\n"), "\n")
		if code, err := strconv.Atoi(lines[0]); err == nil && len(lines) == 3 {
			table[Code(code)] = Explanation{Means: lines[1], Do: lines[2]}
		}
	}
	return table
}

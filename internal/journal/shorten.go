package journal

import (
	"fmt"
	"strings"
)

// Shorten shortens a text and owns what is left, so that the rest can go. A word that
// the cut goes through is left out: it may be a part of a credential, which only
// the whole is known by.
func Shorten[T string | []byte](text T, most int) string {
	if len(text) <= most {
		return string(text)
	}
	return CompleteWords(string([]byte(text[:most]))) + fmt.Sprintf("… (%d bytes)", len(text))
}

// longestWord is more than any credential has.
const longestWord = 512

// CompleteWords leaves out the last word of a text, unless it is longer than any
// credential, and a broken character.
func CompleteWords(text string) string {
	end := len(text)
	for end > 0 && end > len(text)-longestWord && inWord(text[end-1]) {
		end--
	}
	if end > 0 && end > len(text)-longestWord {
		text = text[:end]
	}
	return strings.ToValidUTF8(text, "")
}

// inWord reports whether a byte may be one of a credential, also of one that is
// escaped.
func inWord(c byte) bool {
	lower := c | 0x20
	return 'a' <= lower && lower <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '-' || c == '%' || c == '\\'
}

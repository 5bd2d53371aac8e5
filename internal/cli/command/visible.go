package command

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/wxastore/wxastore/weixin"
)

// VisibleJSON escapes in JSON what a terminal would obey, and leaves its value
// as it is.
func VisibleJSON(text []byte) []byte {
	var b strings.Builder
	for _, r := range string(text) {
		switch {
		case weixin.PrintableText(string(r)) == string(r):
			b.WriteRune(r)
		case r == '\r':
			b.WriteByte(' ') // only between values
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
		}
	}
	return []byte(b.String())
}

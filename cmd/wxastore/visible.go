package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
)

// visible shows what a terminal would not print, or would obey: somebody else
// may have sent it.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if shown(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// visibleJSON does the same to JSON and leaves its value as it is.
func visibleJSON(text []byte) []byte {
	var b strings.Builder
	for _, r := range string(text) {
		switch {
		case shown(r):
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

func shown(r rune) bool { return r == '\n' || r == '\t' || unicode.IsGraphic(r) }

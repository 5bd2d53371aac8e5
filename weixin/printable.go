package weixin

import "strings"

// Printable returns what a server said as one line that is safe to print: line
// breaks and tabs become spaces, and what could steer a terminal or turn the
// direction of a text, as escape sequences do, becomes U+FFFD. So does what is
// not UTF-8.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return printable(r)
	}, text)
}

// PrintableText is Printable for a text of several lines: line feeds and tabs
// stay.
func PrintableText(text string) string { return strings.Map(printable, text) }

func printable(r rune) rune {
	switch {
	case r == '\n', r == '\t':
		return r
	case '\v' <= r && r <= '\r', r == '\u0085', r == '\u2028', r == '\u2029':
		return ' '
	case r < ' ', 0x7f <= r && r <= 0x9f, '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069':
		return '\uFFFD'
	}
	return r
}

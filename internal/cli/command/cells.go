package command

import (
	"strings"
	"unicode"
)

// Cells is how many columns of a terminal a text takes.
func Cells(text string) (columns int) {
	for _, r := range text {
		columns += cells(r)
	}
	return columns
}

func cells(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case wide(r):
		return 2
	}
	return 1
}

// wide reports whether a character is as wide as a Chinese one: letters of China, Japan
// and Korea, their punctuation and full-width forms, and pictures.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo) ||
		r >= 0x3000 && r <= 0x303e || r >= 0xff01 && r <= 0xff60 || r >= 0xffe0 && r <= 0xffe6 || r >= 0x1f300 && r <= 0x1faff
}

// Pad fills a text up to a number of columns.
func Pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-Cells(text)))
}

// Cut shortens a text to a number of columns; what is missing is a … at its end.
func Cut(text string, columns int) string {
	if Cells(text) <= columns {
		return text
	}
	room, end := columns-1, 0
	for i, r := range text {
		if room -= cells(r); room < 0 {
			break
		}
		end = i + len(string(r))
	}
	return text[:end] + "…"
}

// The signs of Chinese that do not begin a line, and those that do not end one.
const (
	notFirst = "，。、；：！？）」』》〉】”’…—,.;:!?)]}%"
	notLast  = "（「『《〈【“‘([{"
)

// Wrap breaks a text into lines of at most a number of columns: between words, and
// between Chinese characters except around their punctuation. 0 columns are no limit.
func Wrap(text string, columns int) []string {
	if columns <= 0 {
		return []string{text}
	}
	var lines []string
	line, used := "", 0
	for _, piece := range pieces(text) {
		bare := strings.TrimRight(piece, " ")
		if used > 0 && used+Cells(bare) > columns {
			lines = append(lines, strings.TrimRight(line, " "))
			line, used = "", 0
		}
		line += piece
		used += Cells(piece)
	}
	return append(lines, strings.TrimRight(line, " "))
}

// pieces are what a line may be broken between, with the blanks after them.
func pieces(text string) []string {
	var all []string
	runes := []rune(text)
	begin := 0
	for i := 1; i < len(runes); i++ {
		before, after := runes[i-1], runes[i]
		switch {
		case after == ' ':
			continue
		case before == ' ':
		case !wide(before) && !wide(after):
			continue
		case strings.ContainsRune(notFirst, after), strings.ContainsRune(notLast, before):
			continue
		}
		all = append(all, string(runes[begin:i]))
		begin = i
	}
	return append(all, string(runes[begin:]))
}

package command

import (
	"strings"
	"unicode"

	"github.com/wxastore/wxastore/weixin"
)

// Table is text for people in columns. It knows that Chinese characters are two columns
// wide, which text/tabwriter does not.
type Table struct{ rows [][]string }

// Row adds a row.
func (t *Table) Row(cells ...string) {
	row := make([]string, len(cells))
	for i, cell := range cells {
		row[i] = OneLine(weixin.PrintableText(cell))
	}
	t.rows = append(t.rows, row)
}

// String is the table, with two blanks between columns.
func (t *Table) String() string {
	var widths []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], width(cell))
		}
	}
	var b strings.Builder
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell)
			line.WriteString(strings.Repeat(" ", widths[i]-width(cell)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// width is how many columns of a terminal a text takes.
func width(text string) (columns int) {
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case wide(r):
			columns += 2
		default:
			columns++
		}
	}
	return columns
}

// wide reports whether a character is as wide as a Chinese one: letters of China, Japan
// and Korea, their punctuation and full-width forms, and pictures.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo) ||
		r >= 0x3000 && r <= 0x303e || r >= 0xff01 && r <= 0xff60 || r >= 0xffe0 && r <= 0xffe6 || r >= 0x1f300 && r <= 0x1faff
}

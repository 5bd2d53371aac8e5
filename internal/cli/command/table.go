package command

import (
	"strings"

	"github.com/wxastore/wxastore/weixin"
)

// Table is text for people in columns. It knows that Chinese characters are two columns
// wide, which text/tabwriter does not.
type Table struct {
	// Headless says that the first row is not a header.
	Headless bool
	// Indent is how many blanks stand before each line.
	Indent int

	rows [][]string
}

// Row adds a row.
func (t *Table) Row(cells ...string) {
	row := make([]string, len(cells))
	for i, cell := range cells {
		row[i] = OneLine(weixin.PrintableText(cell))
	}
	t.rows = append(t.rows, row)
}

// narrowest is how far a column is cut at most.
const narrowest = 12

// widths are the widths of the columns, cut so that all fit into a number of columns
// of the terminal; 0 is no limit.
func (t *Table) widths(limit int) []int {
	var widths []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], Cells(cell))
		}
	}
	total := t.Indent - 2
	for _, w := range widths {
		total += w + 2
	}
	for limit > 0 && total > limit {
		widest := 0
		for i, w := range widths {
			if w > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= narrowest {
			break
		}
		widths[widest]--
		total--
	}
	return widths
}

// String is the table, with two blanks between columns.
func (t *Table) String() string { return t.As(Look{}) }

// As is the table with a look: cut to its width, the header bold.
func (t *Table) As(look Look) string {
	widths := t.widths(look.Width)
	var b strings.Builder
	for n, row := range t.rows {
		line := strings.Repeat(" ", t.Indent)
		for i, cell := range row {
			line += Pad(Cut(cell, widths[i]), widths[i]+2)
		}
		line = strings.TrimRight(line, " ")
		b.WriteString(Paint(look.Color && n == 0 && !t.Headless, Bold, line) + "\n")
	}
	return b.String()
}

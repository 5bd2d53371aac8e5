package fidelity

import (
	"fmt"
	"strings"
)

// Row is a row of the document about an interface, or about every call.
type Row struct {
	// Line is the row's line in the document.
	Line int
	// Subject is the name of an interface, or all.
	Subject string
	// About are the row's keys: codes, fields and words.
	About        []string
	What, Source string
	Kind         Kind
}

// ReadRows reads what Document writes of interfaces; rows of events are left out.
func ReadRows(document []byte) ([]Row, error) {
	var rows []Row
	subject, number := "", 0
	for line := range strings.Lines(string(document)) {
		number++
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "## "); ok {
			switch {
			case title == everyCall:
				subject = all
			case word.MatchString(title):
				subject = title
			default:
				subject = ""
			}
			continue
		}
		if subject == "" || !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| about |") {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(line, "| "), "|"), " | ")
		if len(cells) != 4 {
			return nil, fmt.Errorf("%s:%d: a row has 4 cells, this one %d", Path, number, len(cells))
		}
		row := Row{Line: number, Subject: subject, What: cells[1], Kind: Kind(cells[2]), Source: strings.TrimSpace(cells[3])}
		for key := range strings.SplitSeq(cells[0], ", ") {
			row.About = append(row.About, strings.Trim(key, "`"))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

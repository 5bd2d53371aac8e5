package replay

import (
	"fmt"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/wxastore/wxastore/internal/lcs"
)

// Difference is a section that is not as the script shows it.
type Difference struct {
	// Section is its number in the script that was played, from 1, and Name its
	// name. Request is the text of the request section before an answer.
	Section       int
	Name, Request string
	// Want and Got are the texts; one that is not there is "".
	Want, Got string
}

// String shows the lines that differ, those wanted with - and those that came
// with +, below the request.
func (d Difference) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "section %d, %s:\n", d.Section, d.Name)
	for line := range strings.Lines(d.Request) {
		b.WriteString("  > " + strings.TrimSuffix(line, "\n") + "\n")
	}
	marked := func(mark string) func(string) { return func(line string) { b.WriteString("  " + mark + line + "\n") } }
	lcs.Compare(strings.Split(d.Want, "\n"), strings.Split(d.Got, "\n"), marked(" "), marked("-"), marked("+"))
	return b.String()
}

// Compare returns in what the sections of a script, as it was written, differ
// from those of the same script as it was played.
func Compare(script, played *txtar.Archive) []Difference {
	var differences []Difference
	wanted := script.Files
	// next takes the next section of the script if it is of the name.
	next := func(name string) (text string, ok bool) {
		if len(wanted) == 0 || wanted[0].Name != name {
			return "", false
		}
		text = string(wanted[0].Data)
		wanted = wanted[1:]
		return text, true
	}
	for i, f := range played.Files {
		if f.Name != "answer" {
			for text, stray := next("answer"); stray; text, stray = next("answer") {
				differences = append(differences, Difference{Section: i + 1, Name: "answer", Want: text})
			}
		}
		d := Difference{Section: i + 1, Name: f.Name, Got: string(f.Data)}
		if d.Want, _ = next(f.Name); d.Want == d.Got {
			continue
		}
		if f.Name == "answer" && i > 0 {
			d.Request = string(played.Files[i-1].Data)
		}
		differences = append(differences, d)
	}
	for _, f := range wanted {
		differences = append(differences, Difference{Section: len(played.Files), Name: f.Name, Want: string(f.Data)})
	}
	return differences
}

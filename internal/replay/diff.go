package replay

import (
	"fmt"
	"strings"

	"golang.org/x/tools/txtar"
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
	want, got := strings.Split(d.Want, "\n"), strings.Split(d.Got, "\n")
	for _, line := range diffLines(want, got) {
		b.WriteString("  " + line + "\n")
	}
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

// diffLines returns the lines of both texts in order: common ones after a space,
// those of want alone after -, those of got alone after +. Texts are short, so the
// longest common subsequence is found by the plain table.
func diffLines(want, got []string) []string {
	common := make([][]int, len(want)+1)
	for i := range common {
		common[i] = make([]int, len(got)+1)
	}
	for i := len(want) - 1; i >= 0; i-- {
		for j := len(got) - 1; j >= 0; j-- {
			if want[i] == got[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var lines []string
	i, j := 0, 0
	for i < len(want) || j < len(got) {
		switch {
		case i < len(want) && j < len(got) && want[i] == got[j]:
			lines = append(lines, " "+want[i])
			i, j = i+1, j+1
		case j == len(got) || i < len(want) && common[i+1][j] >= common[i][j+1]:
			lines = append(lines, "-"+want[i])
			i++
		default:
			lines = append(lines, "+"+got[j])
			j++
		}
	}
	return lines
}

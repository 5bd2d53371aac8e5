package parity

import (
	"regexp"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/docs"
	"github.com/wxastore/wxastore/internal/fidelity"
	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/internal/said"
)

// Verdict says what comparisons mean for a row of docs/fidelity.md.
type Verdict string

// The verdicts.
const (
	Confirmed    Verdict = "confirmed"
	Contradicted Verdict = "contradicted"
	NotReached   Verdict = "not reached"
)

// Judgement is a row with its verdict.
type Judgement struct {
	Row     fidelity.Row
	Verdict Verdict
	// Date is the day of the newest recording that says so, Source where it is from.
	Date, Source string
	// Steps are those that say so.
	Steps []string
}

// claim is a #row or a #touches of a step.
type claim struct {
	row    fidelity.Row
	layers []replay.Layer // none is all
	// part says that the step tries a part of the row: it can contradict the row, and
	// not confirm it.
	part bool
}

// claimsOf returns the rows that a request tries. An old recording may name rows that
// have changed since: these are left out.
func claimsOf(rows []fidelity.Row, text string) []claim {
	var claims []claim
	whole := replay.Directives(text, "row")
	for i, words := range append(whole, replay.Directives(text, "touches")...) {
		if len(words) < 3 {
			continue
		}
		row, err := FindRow(rows, words[0], words[1], strings.Join(words[3:], " "))
		if err != nil {
			continue
		}
		c := claim{row: row, part: i >= len(whole)}
		if words[2] != "*" {
			if c.layers, err = parseLayers(words[2]); err != nil {
				continue
			}
		}
		claims = append(claims, c)
	}
	return claims
}

// Tries returns those of some rows that a step tries, whole or in part.
func (r Request) Tries(rows []fidelity.Row) []fidelity.Row {
	var tried []fidelity.Row
	for _, c := range claimsOf(rows, r.Text) {
		tried = append(tried, c.row)
	}
	return tried
}

// FindRow returns the one row of a subject (an interface, or all) that is about a key
// and has the words.
func FindRow(rows []fidelity.Row, subject, key, words string) (fidelity.Row, error) {
	var found []fidelity.Row
	for _, row := range rows {
		if row.Subject == subject && slices.Contains(row.About, key) && strings.Contains(row.What, words) {
			found = append(found, row)
		}
	}
	if len(found) != 1 {
		return fidelity.Row{}, said.Errorf("%d rows of %s are about %s and say %q: name one", len(found), subject, key, words)
	}
	return found[0], nil
}

// Rows returns the rows of docs/fidelity.md.
func Rows() ([]fidelity.Row, error) { return fidelity.ReadRows(docs.Fidelity()) }

// Judge returns the rows with what results say of them, in the order of the
// document. A contradiction outweighs a confirmation of the same day or an earlier
// one; the newest day counts.
func Judge(rows []fidelity.Row, results []Result) []Judgement {
	all := make([]Judgement, len(rows))
	for i, row := range rows {
		all[i] = Judgement{Row: row, Verdict: NotReached}
	}
	for _, result := range results {
		for _, c := range result.Comparisons {
			for _, claim := range claimsOf(rows, c.Text) {
				i := slices.IndexFunc(rows, func(row fidelity.Row) bool { return row.Line == claim.row.Line })
				all[i].hear(c, claim, result.Recording)
			}
		}
	}
	return all
}

// hear takes what a comparison says of the row.
func (j *Judgement) hear(c Comparison, claim claim, recording Recording) {
	if c.Skipped != "" || !knows(recording.Layers, claim.layers) {
		return
	}
	verdict := Confirmed
	for _, d := range c.Differences {
		about := len(claim.layers) == 0 || slices.Contains(claim.layers, d.Layer)
		switch {
		case d.Explained() && about:
			return // it says nothing of the row as it is today
		case about || d.Layer == replay.LayerCode: // another code is another answer
			verdict = Contradicted
		}
	}
	switch {
	case claim.part && verdict == Confirmed:
	case recording.Date < j.Date || recording.Date == j.Date && j.Verdict == Contradicted && verdict == Confirmed:
	case recording.Date == j.Date && verdict == j.Verdict:
		j.Steps = append(j.Steps, c.ID())
	default:
		j.Verdict, j.Date, j.Source, j.Steps = verdict, recording.Date, recording.Source, []string{c.ID()}
	}
}

// knows reports whether a recording of some layers can say something of others.
func knows(recorded, asked []replay.Layer) bool {
	if len(recorded) == 0 {
		return true
	}
	if len(asked) == 0 {
		asked = []replay.Layer{replay.LayerCode}
	}
	return !slices.ContainsFunc(asked, func(layer replay.Layer) bool { return !slices.Contains(recorded, layer) })
}

var numbered = regexp.MustCompile(`([A-Z_]+|\$[a-z_]+):[0-9]+`)

// goldenAccount is the account of the goldens that takes the place of one's own.
const goldenAccount = "wxservice"

// Golden is what Weixin answered, as two sections of the goldens.
func Golden(request Request, shown replay.Shown) string {
	names := strings.NewReplacer("$token", "ACCESS_TOKEN", "$rid", "RID", "$media_id", "MEDIA_ID")
	answer := numbered.ReplaceAllString(names.Replace(shown.String()), "$1")
	text := ours.ReplaceAllString(request.Text, "")
	return "-- request --\n" + strings.ReplaceAll(text, ":own", ":"+goldenAccount) + "-- answer --\n" + answer
}

// ours are the directives that goldens do without.
var ours = regexp.MustCompile(`(?m)^#(step|row|touches) .*\n`)

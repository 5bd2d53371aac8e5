package parity

import (
	"fmt"
	"strings"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/parity"
)

// printResults prints comparisons: for people what differs, for programs a line for
// each step and row, and a summary.
func printResults(s *command.Streams, asJSON bool, results []parity.Result) error {
	judged, err := judge(results)
	if err != nil {
		return err
	}
	if asJSON {
		return printLines(s, results, judged)
	}
	var b strings.Builder
	for _, result := range results {
		describe(&b, s, result)
	}
	return s.Printf("%s%s\n", &b, count(s, judged))
}

// tally is what there is in a result.
type tally struct {
	Compared      int `json:"compared"`
	Skipped       int `json:"skipped"`
	Breaking      int `json:"breaking"`
	Informational int `json:"informational"`
	Known         int `json:"known"`
	Noise         int `json:"noise"`
	Stale         int `json:"stale"`
}

func tallied(result parity.Result) tally {
	t := tally{Stale: len(result.Stale)}
	for _, c := range result.Comparisons {
		if c.Skipped != "" {
			t.Skipped++
			continue
		}
		t.Compared++
		for _, d := range c.Differences {
			switch {
			case d.Noise:
				t.Noise++
			case d.Known != nil:
				t.Known++
			case d.Breaks():
				t.Breaking++
			default:
				t.Informational++
			}
		}
	}
	return t
}

// describe writes a result for people.
func describe(b *strings.Builder, s *command.Streams, result parity.Result) {
	reasons := make(map[string]int)
	var order []string
	for _, c := range result.Comparisons {
		if c.Skipped != "" {
			if reasons[c.Skipped]++; reasons[c.Skipped] == 1 {
				order = append(order, c.Skipped)
			}
			continue
		}
		describeStep(b, s, c)
	}
	for _, k := range result.Stale {
		b.WriteString(s.Say("%s\n  no longer differs, though known.txt says so: %s\n", k.Place, k.Reason))
	}
	t, r := tallied(result), result.Recording
	b.WriteString(s.Say("%s (%s): %d steps compared; %d differences that break clients, %d others, %d known, %d noise\n",
		names(r), origin(r.Source, r.Date), t.Compared, t.Breaking, t.Informational, t.Known, t.Noise))
	for _, reason := range order {
		b.WriteString("  " + s.Say("%d steps not compared: %s\n", reasons[reason], reason))
	}
}

// names are the scenarios of a recording.
func names(r parity.Recording) string {
	all := make([]string, len(r.Played))
	for i, played := range r.Played {
		all[i] = played.Scenario
	}
	return strings.Join(all, ", ")
}

// origin says where a recording is from, and of which day if that is known.
func origin(source, date string) string {
	if date == "" {
		return source
	}
	return source + ", " + date
}

// describeStep writes the differences of a step that nothing explains.
func describeStep(b *strings.Builder, s *command.Streams, c parity.Comparison) {
	shown := false
	for _, d := range c.Differences {
		if d.Explained() {
			continue
		}
		if !shown {
			fmt.Fprintf(b, "%s\n", c.ID())
			for line := range strings.Lines(asked(c)) {
				fmt.Fprintf(b, "  > %s\n", strings.TrimSuffix(line, "\n"))
			}
			shown = true
		}
		what := s.Say("breaks clients")
		if !d.Breaks() {
			what = s.Say("for information")
		}
		b.WriteString("  " + s.Say("%s (%s)\n    Weixin:   %s\n    wxastore: %s\n", strings.TrimSpace(string(d.Layer)+" "+d.Path), what, orNothing(s, d.Want), orNothing(s, d.Got)))
	}
}

// asked is the request of a step, without what the scenario says of it.
func asked(c parity.Comparison) string {
	var b strings.Builder
	for line := range strings.Lines(c.Text) {
		if !strings.HasPrefix(line, "#step ") && !strings.HasPrefix(line, "#row ") && !strings.HasPrefix(line, "#touches ") {
			b.WriteString(line)
		}
	}
	return b.String()
}

func orNothing(s *command.Streams, text string) string {
	if text == "" {
		return s.Say("(nothing)")
	}
	return text
}

// differenceLine is a difference for programs.
type differenceLine struct {
	Layer    string `json:"layer"`
	Path     string `json:"path"`
	Weixin   string `json:"weixin"`
	Wxastore string `json:"wxastore"`
	Breaks   bool   `json:"breaks"`
	Noise    bool   `json:"noise"`
	Known    string `json:"known"`
}

// stepLine is a step for programs.
type stepLine struct {
	Step        string           `json:"step"`
	Request     string           `json:"request"`
	Skipped     string           `json:"skipped"`
	Weixin      string           `json:"weixin"`
	Wxastore    string           `json:"wxastore"`
	Differences []differenceLine `json:"differences"`
}

// rowLine is a row for programs.
type rowLine struct {
	Row     string   `json:"row"`
	About   []string `json:"about"`
	What    string   `json:"what"`
	Mark    string   `json:"mark"`
	Verdict string   `json:"verdict"`
	Date    string   `json:"date"`
	Steps   []string `json:"steps"`
}

// summaryLine ends the lines.
type summaryLine struct {
	Summary string `json:"summary"`
	Host    string `json:"host"`
	Date    string `json:"date"`
	tally
}

func printLines(s *command.Streams, results []parity.Result, judged []parity.Judgement) error {
	for _, result := range results {
		for _, c := range result.Comparisons {
			line := stepLine{Step: c.ID(), Request: c.Text, Skipped: c.Skipped, Differences: []differenceLine{}}
			if c.Skipped == "" {
				line.Weixin, line.Wxastore = c.Weixin.String(), c.Twin.String()
			}
			for _, d := range c.Differences {
				shown := differenceLine{string(d.Layer), d.Path, d.Want, d.Got, d.Breaks(), d.Noise, ""}
				if d.Known != nil {
					shown.Known = d.Known.Reason
				}
				line.Differences = append(line.Differences, shown)
			}
			if err := s.PrintJSON(line); err != nil {
				return err
			}
		}
	}
	if err := printRows(s, judged); err != nil {
		return err
	}
	for _, result := range results {
		if err := s.PrintJSON(summaryLine{outcomeName(result.Outcome()), result.Recording.Host, result.Recording.Date, tallied(result)}); err != nil {
			return err
		}
	}
	return nil
}

func outcomeName(o parity.Outcome) string {
	return map[parity.Outcome]string{parity.Same: api.ParitySame, parity.Informational: api.ParityInformational, parity.Different: api.ParityDifferent}[o]
}

// printRows prints a line for each row that is reached.
func printRows(s *command.Streams, judged []parity.Judgement) error {
	for _, j := range reached(judged) {
		if err := s.PrintJSON(rowLine{j.Row.Subject, j.Row.About, j.Row.What, string(j.Row.Kind), string(j.Verdict), j.Date, j.Steps}); err != nil {
			return err
		}
	}
	return nil
}

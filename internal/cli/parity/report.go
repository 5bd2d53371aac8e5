package parity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/parity"
)

// Verify compares wxastore with recordings.
type Verify struct {
	Files []string `arg:"" optional:"" help:"Recordings; without any, the public answers that come with the program."`

	saving
	command.Output
}

// Help is the long text of parity verify --help.
func (Verify) Help() string {
	return `It plays the recordings' requests against a service in memory, and asks nobody
else. The exit status is that of parity run.

  wxastore parity verify
  wxastore parity verify weixin.parity --save
  wxastore parity verify weixin.parity --json`
}

// Run compares and prints.
func (c *Verify) Run(ctx context.Context, s *command.Streams) error {
	recordings, err := read(c.Files)
	if err != nil {
		return err
	}
	results, worst, err := verifyAll(ctx, recordings)
	if err != nil {
		return err
	}
	// What cannot be saved is printed all the same: the calls were made.
	saved := c.save(s, "verify", "", results)
	if err := errors.Join(printResults(s, c.JSON, results), saved); err != nil {
		return err
	}
	return ended(worst)
}

// Report says what recordings mean.
type Report struct {
	Files    []string `arg:"" optional:"" help:"Recordings; without any, the public answers that come with the program."`
	Fidelity bool     `help:"Print, of each row that is reached, the mark that would be right, and of one that is contradicted the golden."`

	command.Output
}

// Help is the long text of parity report --help.
func (Report) Help() string {
	return `Each row of docs/fidelity.md is confirmed, contradicted or not reached, with the
day of the newest recording that says so.

  wxastore parity report weixin.parity
  wxastore parity report weixin.parity --fidelity`
}

// Run judges and prints.
func (c *Report) Run(ctx context.Context, s *command.Streams) error {
	recordings, err := read(c.Files)
	if err != nil {
		return err
	}
	results, _, err := verifyAll(ctx, recordings)
	if err != nil {
		return err
	}
	judged, err := judge(results)
	if err != nil {
		return err
	}
	switch {
	case c.JSON:
		return printRows(s, judged)
	case c.Fidelity:
		return s.Printf("%s", marks(s, judged, results))
	}
	return s.Printf("%s", table(s, judged))
}

func judge(results []parity.Result) ([]parity.Judgement, error) {
	rows, err := parity.Rows()
	if err != nil {
		return nil, err
	}
	return parity.Judge(rows, results), nil
}

// reached are the rows that recordings say something of.
func reached(judged []parity.Judgement) []parity.Judgement {
	return slices.DeleteFunc(slices.Clone(judged), func(j parity.Judgement) bool { return j.Verdict == parity.NotReached })
}

// count is how many rows have each verdict, in words.
func count(s *command.Streams, judged []parity.Judgement) string {
	counts := make(map[parity.Verdict]int)
	for _, j := range judged {
		counts[j.Verdict]++
	}
	return s.Say("rows of docs/fidelity.md: %d confirmed, %d contradicted, %d not reached", counts[parity.Confirmed], counts[parity.Contradicted], counts[parity.NotReached])
}

// table lists the rows that are reached.
func table(s *command.Streams, judged []parity.Judgement) string {
	var b strings.Builder
	for _, j := range reached(judged) {
		fmt.Fprintf(&b, "%-12s  %-10s  %-8s  %s %s: %s\n", j.Verdict, j.Date, j.Row.Kind, j.Row.Subject, strings.Join(j.Row.About, ", "), j.Row.What)
	}
	return b.String() + count(s, judged) + "\n"
}

// marks are the rows as marks in the code, and the goldens that would be right.
func marks(s *command.Streams, judged []parity.Judgement, results []parity.Result) string {
	var b strings.Builder
	for _, j := range reached(judged) {
		row, source := j.Row, origin(j.Source, j.Date)
		fmt.Fprintf(&b, "# %s: %s, by %s\n", j.Verdict, row.Kind, strings.Join(j.Steps, ", "))
		if j.Verdict == parity.Confirmed {
			fmt.Fprintf(&b, "//fidelity:observed %s %s | %s | %s\n\n", row.Subject, strings.Join(row.About, ","), row.What, source)
			continue
		}
		fmt.Fprintf(&b, "# today: //fidelity:%s %s %s | %s\n", strings.ToLower(string(row.Kind)), row.Subject, strings.Join(row.About, ","), row.What)
		b.WriteString(goldens(j.Steps, results) + "\n")
	}
	return b.String() + "# " + count(s, judged) + "\n"
}

// goldens are steps as Weixin answered them.
func goldens(steps []string, results []parity.Result) string {
	var b strings.Builder
	for _, result := range results {
		for _, c := range result.Comparisons {
			if slices.Contains(steps, c.ID()) && c.Skipped == "" && len(c.Differences) > 0 {
				b.WriteString(parity.Golden(c.Request, c.Weixin))
			}
		}
	}
	return b.String()
}

package ops

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

// ParityRuns are saved comparisons with the real Weixin.
type ParityRuns interface {
	// ParityRuns returns those after an id, the newest first.
	ParityRuns(after string, limit int) (api.ParityRunList, error)
	// ParityRun returns one; the error is store.ErrNotFound if it is not there.
	ParityRun(id string) (api.ParityRun, error)
}

func (c *Console) listParityRuns(_ context.Context, in api.ParityFilter) (api.ParityRunList, error) {
	if c.m.Parity == nil {
		return api.ParityRunList{Runs: []api.ParityRunHead{}, Broken: []api.BrokenFile{}}, nil
	}
	return c.m.Parity.ParityRuns(in.After, in.Limit)
}

// parityRun is a run of an id.
func (c *Console) parityRun(id string) (run api.ParityRun, err error) {
	err = store.ErrNotFound
	if c.m.Parity != nil {
		run, err = c.m.Parity.ParityRun(id)
	}
	if errors.Is(err, store.ErrNotFound) {
		return run, missing("there is no run of parity %q", id)
	}
	if broken, ok := errors.AsType[store.Mistake](err); ok {
		return run, store.Mistakef("the run %s cannot be shown: %w", id, broken)
	}
	return run, err
}

func (c *Console) showParityRun(_ context.Context, in api.ParityStepFilter) (api.ParityRun, error) {
	run, err := c.parityRun(in.Run)
	if err != nil {
		return run, err
	}
	selected := slices.DeleteFunc(run.Compared, func(s api.ParityStep) bool { return !fits(s, in) })
	run.Total = len(selected)
	after := 0
	if in.After != "" {
		if after, err = position(in.After); err != nil {
			return run, err
		}
	}
	run.Compared = []api.ParityStep{}
	for _, s := range selected {
		switch {
		case s.N <= after:
		case len(run.Compared) < in.Limit:
			run.Compared = append(run.Compared, s)
		case run.Next == "":
			run.Next = strconv.Itoa(run.Compared[in.Limit-1].N)
		}
	}
	return run, nil
}

// fits reports whether a step is selected.
func fits(s api.ParityStep, in api.ParityStepFilter) bool {
	switch in.Show {
	case "differences":
		if s.Verdict != api.ParityDifferent && s.Verdict != api.ParityInformational {
			return false
		}
	case "":
	default:
		if s.Verdict != in.Show {
			return false
		}
	}
	return (in.Row == 0 || slices.Contains(s.Rows, in.Row)) && (in.Step == "" || s.Name == in.Step)
}

func (c *Console) reportParityRun(_ context.Context, in api.ParityRunID) (api.File, error) {
	run, err := c.parityRun(in.Run)
	if err != nil {
		return api.File{}, err
	}
	text := parityReport(run)
	return api.File{ReadCloser: io.NopCloser(strings.NewReader(text)), Name: "parity-" + run.ID + ".md", Type: "text/markdown; charset=utf-8", Size: int64(len(text))}, nil
}

// parityReport is a run in Markdown.
func parityReport(run api.ParityRun) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# wxastore compared with %s\n\nRun %s, %s", run.Target, run.ID, run.At.UTC().Format("2006-01-02 15:04:05Z"))
	if run.Level != "" {
		fmt.Fprintf(&b, ", level %s", run.Level)
	}
	fmt.Fprintf(&b, ". Answers of %s: %s.\n\n", run.Target, strings.TrimPrefix(run.Source+", "+run.Recorded, ", "))
	fmt.Fprintf(&b, "| steps | |\n|---|---|\n| the same | %d |\n| differences that break clients | %d |\n| other differences | %d |\n| known differences | %d |\n| not compared | %d |\n\n",
		run.Steps.Same, run.Steps.Different, run.Steps.Informational, run.Steps.Known, run.Steps.Skipped)
	fmt.Fprintf(&b, "Rows of fidelity.md: %d confirmed, %d contradicted, %d not reached.\n", run.Rows.Confirmed, run.Rows.Contradicted, run.Rows.NotReached)
	for _, part := range []struct {
		title string
		has   func(api.ParityDifference) bool
	}{
		{"Differences", func(d api.ParityDifference) bool { return !d.Explained() }},
		{"Known differences", api.ParityDifference.Explained},
	} {
		fmt.Fprintf(&b, "\n## %s\n", part.title)
		n := 0
		for _, s := range run.Compared {
			n += reportStep(&b, s, part.has)
		}
		if n == 0 {
			b.WriteString("\nNone.\n")
		}
	}
	for _, k := range run.Stale {
		fmt.Fprintf(&b, "\n%s no longer differs, though it is known to: %s\n", k.Place, k.Reason)
	}
	b.WriteString("\n## Rows\n\n| verdict | mark | row | |\n|---|---|---|---|\n")
	for _, r := range run.Tried {
		fmt.Fprintf(&b, "| %s | %s | %s %s | %s |\n", r.Verdict, r.Mark, r.Subject, strings.Join(r.About, ", "), strings.ReplaceAll(r.What, "|", "\\|"))
	}
	return b.String()
}

// reportStep writes the differences of a step that are selected, and returns their number.
func reportStep(b *strings.Builder, s api.ParityStep, has func(api.ParityDifference) bool) (n int) {
	for _, d := range s.Differences {
		if !has(d) {
			continue
		}
		if n++; n == 1 {
			fmt.Fprintf(b, "\n### %s\n\n```\n%s\n```\n\n", s.Name, strings.TrimRight(s.Request, "\n"))
		}
		effect := "for information"
		if d.Breaks {
			effect = "breaks clients"
		}
		fmt.Fprintf(b, "- %s (%s): Weixin has `%s`, wxastore `%s`", strings.TrimSpace(d.Layer+" "+d.Path), effect, d.Weixin, d.Wxastore)
		switch {
		case d.Known != nil:
			fmt.Fprintf(b, ". Known since %s: %s", d.Known.Since, d.Known.Reason)
		case d.Noise:
			b.WriteString(". Noise: it was there between two runs against Weixin, too")
		}
		b.WriteString("\n")
	}
	return n
}

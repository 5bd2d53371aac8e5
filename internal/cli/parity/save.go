package parity

import (
	"slices"
	"time"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/fidelity"
	"github.com/wxastore/wxastore/internal/parity"
	"github.com/wxastore/wxastore/internal/parity/saved"
	"github.com/wxastore/wxastore/internal/replay"
)

// saving keeps what was compared for the console.
type saving struct {
	Save bool `help:"Keep the run for the console, which shows both answers side by side: in the folder parity of the data folder."`

	command.Folder
}

// save keeps results as one run, if that was asked for.
func (c saving) save(s *command.Streams, name, level string, results []parity.Result) error {
	if !c.Save {
		return nil
	}
	judged, err := judge(results)
	if err != nil {
		return err
	}
	id, path, err := saved.Of(c.Data).Save(runOf(name, level, results, judged))
	if err != nil {
		return err
	}
	s.Notef("wxastore: saved as %s; the console shows it at /parity/%s\n", path, id)
	return nil
}

// runOf is what results say, as it is kept.
func runOf(name, level string, results []parity.Result, judged []parity.Judgement) api.ParityRun {
	run := api.ParityRun{
		ParityRunHead: api.ParityRunHead{At: time.Now().UTC().Truncate(time.Second), Command: name, Level: level, Scenarios: []string{}},
		Compared:      []api.ParityStep{}, Tried: []api.ParityRow{}, Stale: []api.ParityKnown{},
	}
	rows := make([]fidelity.Row, len(judged))
	for i, j := range judged {
		rows[i] = j.Row
	}
	worst, tried := parity.Same, make(map[int]int) // of rows, the number in the run by the line in the document
	for _, result := range results {
		worst = max(worst, result.Outcome())
		r := result.Recording
		run.Target, run.Source, run.Recorded = joined(run.Target, r.Host), joined(run.Source, r.Source), max(run.Recorded, r.Date)
		for _, played := range r.Played {
			run.Scenarios = append(run.Scenarios, played.Scenario)
		}
		for _, k := range result.Stale {
			run.Stale = append(run.Stale, knownOf(k))
		}
		for _, c := range result.Comparisons {
			step := stepOf(c)
			step.N = len(run.Compared) + 1
			for _, row := range c.Tries(rows) {
				if tried[row.Line] == 0 {
					i := slices.IndexFunc(rows, func(other fidelity.Row) bool { return other.Line == row.Line })
					run.Tried = append(run.Tried, rowOf(judged[i], len(run.Tried)+1))
					tried[row.Line] = len(run.Tried)
				}
				step.Rows = append(step.Rows, tried[row.Line])
			}
			run.Compared = append(run.Compared, step)
			countStep(&run.Steps, step.Verdict)
		}
	}
	run.Outcome = outcomeName(worst)
	for _, j := range judged {
		switch j.Verdict {
		case parity.Confirmed:
			run.Rows.Confirmed++
		case parity.Contradicted:
			run.Rows.Contradicted++
		case parity.NotReached:
			run.Rows.NotReached++
		}
	}
	return run
}

// joined adds a text to others, unless it is there.
func joined(texts, text string) string {
	switch texts {
	case "", text:
		return text
	}
	return texts + ", …"
}

func countStep(counts *api.ParityCounts, verdict string) {
	switch verdict {
	case api.ParitySame:
		counts.Same++
	case api.ParityDifferent:
		counts.Different++
	case api.ParityInformational:
		counts.Informational++
	case api.ParityExplained:
		counts.Known++
	case api.ParitySkipped:
		counts.Skipped++
	}
}

func rowOf(j parity.Judgement, n int) api.ParityRow {
	return api.ParityRow{
		N: n, Subject: j.Row.Subject, About: j.Row.About, What: j.Row.What, Mark: string(j.Row.Kind), Verdict: string(j.Verdict), Steps: append([]string{}, j.Steps...),
	}
}

// stepOf is a step with its verdict: that of its worst difference.
func stepOf(c parity.Comparison) api.ParityStep {
	step := api.ParityStep{Name: c.ID(), Request: asked(c), Verdict: api.ParitySame, Skipped: c.Skipped, Differences: []api.ParityDifference{}, Rows: []int{}}
	if c.Skipped != "" {
		step.Verdict = api.ParitySkipped
		return step
	}
	step.Weixin, step.Wxastore = answerOf(c.Weixin), answerOf(c.Twin)
	for _, d := range c.Differences {
		shown := api.ParityDifference{Layer: string(d.Layer), Path: d.Path, Weixin: d.Want, Wxastore: d.Got, Breaks: d.Breaks(), Noise: d.Noise}
		if d.Known != nil {
			known := knownOf(*d.Known)
			shown.Known = &known
		}
		step.Differences = append(step.Differences, shown)
		switch {
		case d.Explained():
			if step.Verdict == api.ParitySame {
				step.Verdict = api.ParityExplained
			}
		case d.Breaks():
			step.Verdict = api.ParityDifferent
		case step.Verdict != api.ParityDifferent:
			step.Verdict = api.ParityInformational
		}
	}
	return step
}

func knownOf(k parity.Known) api.ParityKnown {
	return api.ParityKnown{Place: k.String(), Row: k.Row, Reason: k.Reason, Since: k.Since}
}

func answerOf(a replay.Shown) *api.ParityAnswer {
	answer := &api.ParityAnswer{Status: a.Status, Headers: []api.ParityHeader{}, Body: a.Body}
	for _, h := range a.Headers {
		answer.Headers = append(answer.Headers, api.ParityHeader{Name: h[0], Value: h[1]})
	}
	return answer
}

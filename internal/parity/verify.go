package parity

import (
	"context"
	"slices"

	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// Comparison is a step as Weixin and as the twin answered it.
type Comparison struct {
	Scenario string
	Request
	Weixin, Twin replay.Shown
	// Skipped is why it was not compared; "" if it was.
	Skipped     string
	Differences []Difference
}

// ID is scenario/step.
func (c Comparison) ID() string { return c.Scenario + "/" + c.Name }

// Difference is a deviation of the twin from Weixin, and what is known of it.
type Difference struct {
	replay.Deviation
	// Noise says that it was there between two runs against Weixin.
	Noise bool
	// Known is the entry that explains it, nil if there is none.
	Known *Known
}

// Explained reports whether a difference is expected.
func (d Difference) Explained() bool { return d.Noise || d.Known != nil }

// Breaks reports whether clients can fail by a difference: further fields, texts,
// orders and blanks they take.
func (d Difference) Breaks() bool {
	switch d.Layer {
	case replay.LayerStatus, replay.LayerBody, replay.LayerCode, replay.LayerTypes, replay.LayerValues, replay.LayerNames:
		return true
	case replay.LayerHeader:
		return d.Path == "Content-Type"
	case replay.LayerFields:
		return d.Want == "" // a client that looks for it finds it here only
	case replay.LayerOrder, replay.LayerRID, replay.LayerTexts, replay.LayerBytes:
	}
	return false
}

// Result is a recording against a twin.
type Result struct {
	Recording   Recording
	Comparisons []Comparison
	// Stale are the known differences of steps that were compared and agree.
	Stale []Known
}

// Outcome says how a result ends.
type Outcome int

// The outcomes, from good to bad.
const (
	Same Outcome = iota
	Informational
	Different
)

// Outcome returns that of a result.
func (r Result) Outcome() Outcome {
	worst := Same
	if len(r.Stale) > 0 {
		worst = Different
	}
	for _, c := range r.Comparisons {
		for _, d := range c.Differences {
			switch {
			case d.Explained():
			case d.Breaks():
				worst = Different
			default:
				worst = max(worst, Informational)
			}
		}
	}
	return worst
}

// Verify plays the requests of a recording against a twin and compares.
func Verify(ctx context.Context, recording Recording, twin Side, known []Known) (Result, error) {
	result := Result{Recording: recording}
	hide, names := newHider(twin), new(replay.Binding)
	used := make([]bool, len(known))
	for _, played := range recording.Played {
		var requests []Request
		for _, step := range played.Steps {
			if step.Skipped == "" {
				requests = append(requests, step.Request)
			}
		}
		answers, err := play(ctx, twin, hide, requests, nil)
		if err != nil {
			return result, said.Errorf("the service in memory, %s/%w", played.Scenario, err)
		}
		for _, step := range played.Steps {
			c := Comparison{Scenario: played.Scenario, Request: step.Request, Weixin: step.Answer, Skipped: step.Skipped}
			if step.Skipped == "" {
				answer := answers[0]
				answers = answers[1:]
				c.Twin, c.Skipped = answer.Answer, answer.Skipped
			}
			if c.Skipped == "" && limited(c.Weixin) && !limited(c.Twin) {
				c.Skipped = "Weixin was busy, or the account had reached a limit"
			}
			if c.Skipped == "" {
				for _, deviation := range replay.CompareShown(c.Weixin, c.Twin, names, recording.Layers) {
					c.Differences = append(c.Differences, recording.judge(c.ID(), deviation, known, used))
				}
			}
			result.Comparisons = append(result.Comparisons, c)
		}
	}
	for i, k := range known {
		// They are differences from Weixin: another service need not have them.
		if !used[i] && recording.Host != elsewhere && result.compared(k.Step) {
			result.Stale = append(result.Stale, k)
		}
	}
	return result, nil
}

// limited reports whether an answer says no more than that the call came at a bad
// time.
func limited(shown replay.Shown) bool {
	return slices.Contains([]weixin.Code{weixin.SystemError, weixin.DailyQuota, weixin.MinuteQuota}, weixin.Code(shown.Code()))
}

// judge says what is known of a deviation of a step, and notes which entry it is.
func (r Recording) judge(step string, deviation replay.Deviation, known []Known, used []bool) Difference {
	d := Difference{Deviation: deviation}
	place := Place{step, deviation.Layer, deviation.Path}
	d.Noise = slices.Contains(r.Noise, place)
	if i := slices.IndexFunc(known, func(k Known) bool { return k.Place == place }); i >= 0 {
		d.Known, used[i] = &known[i], true
	}
	return d
}

// compared reports whether a step was compared.
func (r Result) compared(id string) bool {
	return slices.ContainsFunc(r.Comparisons, func(c Comparison) bool { return c.ID() == id && c.Skipped == "" })
}

// Noise returns where two recordings of the same scenarios differ.
func Noise(first, second Recording) []Place {
	names := new(replay.Binding)
	var noise []Place
	for i, played := range first.Played {
		for j, step := range played.Steps {
			if i >= len(second.Played) || j >= len(second.Played[i].Steps) {
				continue
			}
			again := second.Played[i].Steps[j]
			if step.Skipped != "" || again.Skipped != "" {
				continue
			}
			for _, d := range replay.CompareShown(step.Answer, again.Answer, names, nil) {
				noise = append(noise, Place{played.Scenario + "/" + step.Name, d.Layer, d.Path})
			}
		}
	}
	return noise
}

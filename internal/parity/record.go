package parity

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/internal/said"
)

// ownSource is the source of what this program has recorded.
const ownSource = "wxastore parity"

// elsewhere stands for a host that is not Weixin's.
const elsewhere = "another"

// mostCuts is after how many calls without an answer, one after the other, a
// recording ends.
const mostCuts = 3

// Record plays scenarios against a side and returns what was answered. It ends with
// the first call if that is not answered, and later when several are not.
func Record(ctx context.Context, side Side, scenarios []Scenario, facts Facts, now time.Time) (Recording, error) {
	r := Recording{Host: hostOf(side.Base), Date: now.UTC().Format(time.DateOnly), Source: ownSource, Facts: facts}
	hide := newHider(side)
	cuts := mostCuts - 1 // the first has to be answered
	for _, scenario := range scenarios {
		steps, err := play(ctx, side, hide, scenario.Steps, &cuts)
		r.Played = append(r.Played, Played{scenario.Name, steps})
		if err != nil {
			return r, err
		}
	}
	if leaks(string(r.Format()), side.secrets()) {
		return Recording{}, said.Errorf("a credential would be in the recording: it is thrown away; please tell us which scenario was played")
	}
	return r, nil
}

// hostOf is the host of an address if it is Weixin's: another may be private.
func hostOf(base string) string {
	if u, err := url.Parse(base); err == nil && strings.HasSuffix(u.Hostname(), ".weixin.qq.com") {
		return u.Hostname()
	}
	return elsewhere
}

// play plays requests one after the other. It counts in cuts how many of the last
// were not answered; where that is nil, each has to be.
func play(ctx context.Context, side Side, hide *hider, requests []Request, cuts *int) ([]Step, error) {
	p := side.player()
	var answered bool
	var shown replay.Shown
	p.Answered = func(path string, a replay.Answer) { answered, shown = true, hide.answer(path, a) }
	var steps []Step
	for _, request := range requests {
		step := Step{Request: request}
		answered = false
		_, err := p.Step(ctx, request.Text)
		missing, needs := errors.AsType[missingError](err)
		switch {
		case answered: // what later steps need may be missing in the answer
			step.Answer = shown
			if cuts != nil {
				*cuts = 0
			}
		case needs:
			step.Skipped = missing.Error()
		case errors.Is(err, replay.ErrNotSaved):
			step.Skipped = "it needs what an earlier step was not answered"
		case cuts != nil && ctx.Err() == nil && replay.Unanswered(err) && *cuts+1 < mostCuts:
			*cuts++
			step.Skipped = "it was not answered: the connection was cut, or its time was over"
		default:
			return steps, said.Errorf("%s: %w", request.Name, err)
		}
		steps = append(steps, step)
	}
	return steps, nil
}

package fleet

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// planLine is a plan as --json prints it, after a line for each merchant.
type planLine struct {
	Form     int                  `json:"fleet_plan"`
	Counts   map[fleet.Action]int `json:"counts"`
	Blockers []fleet.Group        `json:"blockers"`
	Cost     fleet.Cost           `json:"cost"`
	Ledger   string               `json:"ledger"`
	Saved    string               `json:"saved,omitempty"`
}

// stepLine is a merchant of a plan.
type stepLine struct {
	AppID    string       `json:"appid"`
	Store    string       `json:"store,omitempty"`
	Line     int          `json:"line"`
	Action   fleet.Action `json:"action"`
	Intro    string       `json:"intro,omitempty"`
	Picture  string       `json:"picture,omitempty"`
	Blockers []blockLine  `json:"blockers,omitempty"`
	Calls    []string     `json:"calls,omitempty"`
	Warnings []string     `json:"warnings,omitempty"`
}

// blockLine is a blocker as --json prints it: Reason is the same in each language.
type blockLine struct {
	Reason fleet.Reason `json:"reason"`
	Code   weixin.Code  `json:"code,omitempty"`
	Detail string       `json:"detail,omitempty"`
	Remedy string       `json:"remedy"`
}

func newBlockLine(b fleet.Blocker, lang weixin.Language) blockLine {
	return blockLine{b.Reason, b.Code, detail(b, lang), b.Remedy(lang)}
}

// blockText is a blocker on one line.
func blockText(b fleet.Blocker, lang weixin.Language) string {
	return strings.TrimSuffix(string(b.Reason)+": "+command.OneLine(detail(b, lang)), ": ")
}

// detail says what a blocker is about, "" if it says no more than its reason.
func detail(b fleet.Blocker, lang weixin.Language) string { return sentence(b.Sentence(), lang) }

// sentence is an error in a language, "" for none.
func sentence(why error, lang weixin.Language) string {
	if why == nil {
		return ""
	}
	return command.ErrorText(lang, why)
}

// printPlan prints a plan.
func (p place) printPlan(s *command.Streams, plan *fleet.Plan, saved string) error {
	lang := s.Look.Lang
	if p.JSON {
		for _, step := range plan.Steps {
			line := stepLine{AppID: step.Desired.AppID, Line: step.Desired.Line, Action: step.Action, Intro: step.Desired.Intro, Picture: step.Desired.Picture, Calls: step.Calls}
			if step.Desired.Store != nil {
				line.Store = step.Desired.Store.StoreKey
			}
			for _, w := range step.Warnings {
				line.Warnings = append(line.Warnings, command.ErrorText(lang, w.Why))
			}
			for _, b := range step.Blockers {
				line.Blockers = append(line.Blockers, newBlockLine(b, lang))
			}
			if err := s.PrintJSON(line); err != nil {
				return err
			}
		}
		return s.PrintJSON(planLine{1, plan.Counts(), plan.Groups(), plan.Cost(fleet.DefaultParallel, 0), plan.Ledger, saved})
	}
	var b strings.Builder
	for _, g := range plan.Groups() {
		fmt.Fprintf(&b, "%s (%d)%s\n", g.Reason, g.Count, codeText(g.Code))
		fmt.Fprintf(&b, "%s%s\n", s.Look.Label("do:"), fleet.Blocker{Reason: g.Reason, Code: g.Code}.Remedy(lang))
		var table command.Table
		for _, step := range limited(g.Steps) {
			for _, blocker := range step.Blockers {
				if blocker.Reason == g.Reason && blocker.Code == g.Code {
					table.Row("  "+fmt.Sprintf(command.Translate(lang, "line %d"), step.Desired.Line), step.Desired.Key(), detail(blocker, lang))
				}
			}
		}
		b.WriteString(table.String())
		if n := len(g.Steps) - len(limited(g.Steps)); n > 0 {
			fmt.Fprintf(&b, command.Translate(lang, "  and %d more; --json lists all\n"), n)
		}
		b.WriteByte('\n')
	}
	counts, cost := plan.Counts(), plan.Cost(fleet.DefaultParallel, 0)
	fmt.Fprintf(&b, command.Translate(lang, "%d to change, %d unchanged, %d blocked\n"), counts[fleet.Modify], counts[fleet.Nothing], counts[fleet.Block])
	switch {
	case cost.Changes == 0:
	case plan.Kind == fleet.OfStores:
		fmt.Fprintf(&b, command.Translate(lang, "calls: %s; then Weixin reviews, which takes days: fleet resume goes on\n"), callsText(cost.Calls))
	default:
		fmt.Fprintf(&b, command.Translate(lang, "cost: %d calls of modify_merchant, each one change of its merchant's month, whose limit is not published; %d uploads, %s; about %s\n"), cost.Changes, cost.Uploads, size(cost.Bytes), cost.Time.Round(time.Second))
	}
	if !plan.Asked {
		b.WriteString(command.Translate(lang, "the service was not asked\n"))
	}
	if saved != "" {
		fmt.Fprintf(&b, command.Translate(lang, "saved as %s; apply it with wxastore fleet apply %[1]s\n"), saved)
	}
	return s.Printf("%s", b.String())
}

// sinceText says since when a review is waited for.
func sinceText(lang weixin.Language) string { return command.Translate(lang, "since %s") }

// callsText says how often each interface is called.
func callsText(calls map[string]int) string {
	var parts []string
	for _, path := range slices.Sorted(maps.Keys(calls)) {
		parts = append(parts, fmt.Sprintf("%d %s", calls[path], strings.TrimPrefix(strings.TrimPrefix(path, "/wxa"), "/")))
	}
	return strings.Join(parts, ", ")
}

// shown is how many merchants of a group are printed for people.
const shown = 20

func limited(steps []*fleet.Step) []*fleet.Step { return steps[:min(len(steps), shown)] }

func codeText(code weixin.Code) string {
	if code == 0 {
		return ""
	}
	return fmt.Sprintf("  %d %s", code, code.Text())
}

func size(bytes int64) string {
	switch {
	case bytes >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(bytes)/(1<<30))
	case bytes >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	}
	return fmt.Sprintf("%.1f KB", float64(bytes)/(1<<10))
}

// summary is how a run stands.
type summary struct {
	Run    fleet.Run      `json:"run"`
	Groups []summaryGroup `json:"groups"`
}

// summaryGroup is the merchants of a run that have the same state and code.
type summaryGroup struct {
	State  fleet.State `json:"state"`
	Code   weixin.Code `json:"code,omitempty"`
	Remedy string      `json:"remedy,omitempty"`
	Until  string      `json:"until,omitempty"`
	Since  string      `json:"since,omitempty"`
	Text   string      `json:"text,omitempty"`
	Count  int         `json:"count"`
	AppIDs []string    `json:"appids,omitempty"`
	reason fleet.Reason
}

// summarize groups a run's merchants as the ledger has them.
func summarize(ctx context.Context, l fleet.Ledger, run fleet.Run, lang weixin.Language) (summary, error) {
	sum := summary{Run: run, Groups: []summaryGroup{}}
	at := make(map[string]int)
	sum.Run.Count = make(map[fleet.State]int)
	for i, err := range l.Items(ctx, run.ID) {
		if err != nil {
			return sum, err
		}
		sum.Run.Count[i.State]++
		g := summaryGroup{State: i.State, Code: i.Outcome.Code}
		if i.State != fleet.Done && i.State != fleet.Unchanged {
			g.Remedy = i.Remedy(lang)
		}
		if !i.Outcome.Until.IsZero() {
			g.Until = weixin.Day(i.Outcome.Until)
		}
		if i.Desired.Store != nil && (i.State == fleet.BadInput || i.State == fleet.Waiting) {
			g.Text = command.OneLine(sentence(i.Outcome.Sentence(), lang))
		}
		if i.State == fleet.Waiting {
			g.Since = weixin.Day(i.Outcome.Since)
		}
		if len(i.Outcome.Blockers) > 0 {
			g.reason, g.Code = i.Outcome.Blockers[0].Reason, i.Outcome.Blockers[0].Code
		}
		key := fmt.Sprint(g.State, g.Code, g.reason, g.Until, g.Since, g.Text)
		n, ok := at[key]
		if !ok {
			n = len(sum.Groups)
			at[key] = n
			sum.Groups = append(sum.Groups, g)
		}
		sum.Groups[n].Count++
		if i.State != fleet.Done && i.State != fleet.Unchanged {
			sum.Groups[n].AppIDs = append(sum.Groups[n].AppIDs, i.Desired.Key())
		}
	}
	return sum, nil
}

// stateName is what people call the state of a run: its name in JSON, or that of the pages.
func stateName(state fleet.RunState, lang weixin.Language) string {
	return command.TranslateTerm(lang, "frun."+string(state), string(state))
}

// inLanguage is a run as --json prints it, with why it was stopped in a language.
func inLanguage(run fleet.Run, lang weixin.Language) fleet.Run {
	run.Why, run.Cause = sentence(run.Sentence(), lang), nil
	return run
}

// what says what a group has in common, "" if that is its state alone.
func (g summaryGroup) what(lang weixin.Language) string {
	var parts []string
	since := ""
	if g.Since != "" {
		since = fmt.Sprintf(sinceText(lang), g.Since)
	}
	for _, part := range []string{string(g.reason), strings.TrimSpace(codeText(g.Code)), g.Until, since, g.Text} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "  ")
}

// print prints a summary, always in the same form.
func (sum summary) print(s *command.Streams, p place) error {
	lang := s.Look.Lang
	if p.JSON {
		sum.Run = inLanguage(sum.Run, lang)
		return s.PrintJSON(sum)
	}
	var b strings.Builder
	state := stateName(sum.Run.State, lang)
	if why := sum.Run.Sentence(); why != nil {
		state = command.OneLine(command.ErrorText(lang, command.Errorf("%s: %w", state, why)))
	}
	fmt.Fprintf(&b, "\n%s  %s\n", sum.Run.ID, state)
	for _, state := range fleet.States() {
		if n := sum.Run.Count[state]; n > 0 {
			fmt.Fprintf(&b, "%6d  %s\n", n, state.Name(lang))
		}
		for _, g := range sum.Groups {
			if g.State != state || g.Remedy == "" {
				continue
			}
			if what := g.what(lang); what != "" {
				fmt.Fprintf(&b, "        %d  %s\n", g.Count, what)
			}
			fmt.Fprintf(&b, "        %s%s\n", s.Look.Label("do:"), g.Remedy)
			fmt.Fprintf(&b, "          %s\n", strings.Join(g.AppIDs[:min(len(g.AppIDs), shown)], " "))
		}
	}
	return s.Printf("%s", b.String())
}

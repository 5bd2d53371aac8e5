package pages

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/wxastore/wxastore/internal/console/api"
)

// pageSteps is how many steps a page shows.
const pageSteps = 20

// pageRuns is how many runs a page shows.
const pageRuns = 50

// parityRuns lists saved comparisons with the real Weixin.
func (s *site) parityRuns(w http.ResponseWriter, r *http.Request) error {
	list, err := do(s, r, api.ListParityRuns, api.ParityFilter{Page: api.Page{After: r.URL.Query().Get("after"), Limit: pageRuns}})
	if err != nil {
		return err
	}
	var broken []named
	for _, b := range list.Broken {
		broken = append(broken, named{b.Name, s.words(r).sentence(b.Why)})
	}
	return s.show(w, r, answer{page: "parity", data: map[string]any{
		"Runs": list.Runs, "Broken": broken, "Folder": list.Folder, "Next": follow("/parity", list.Next, nil),
	}})
}

// parityTab is one way to select steps of a run.
type parityTab struct {
	// Name is a key of the words.
	Name    string
	Href    string
	Count   int
	Current bool
}

// parityRun shows a comparison: its steps with both answers, or its rows.
func (s *site) parityRun(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	in := api.ParityStepFilter{ParityRunID: api.ParityRunID{Run: r.PathValue("run")}, Page: api.Page{After: query.Get("after"), Limit: pageSteps}}
	chosen := query.Get("show")
	if chosen != "all" && chosen != "rows" {
		in.Show = chosen
	}
	if text := query.Get("row"); text != "" {
		var err error
		if in.Row, err = strconv.Atoi(text); err != nil || in.Row < 1 {
			return invalidf("%q is not a number", text)
		}
	}
	run, err := do(s, r, api.ShowParityRun, in)
	if err != nil {
		return err
	}
	if chosen == "" && in.Row == 0 { // what differs is what one comes for
		if chosen = "all"; run.Steps.Different+run.Steps.Informational > 0 {
			chosen, in.Show = "differences", "differences"
			if run, err = do(s, r, api.ShowParityRun, in); err != nil {
				return err
			}
		}
	}
	path := parityPath(run.ID)
	all := run.Steps.Same + run.Steps.Different + run.Steps.Informational + run.Steps.Known + run.Steps.Skipped
	tab := func(name string, count int) parityTab {
		return parityTab{"pshow." + name, path + "?show=" + name, count, in.Row == 0 && chosen == name}
	}
	data := map[string]any{
		"Run": run, "Report": "/api" + path + "/report", "JSON": "/api" + path,
		"Tabs": []parityTab{
			tab("differences", run.Steps.Different+run.Steps.Informational), tab(api.ParityExplained, run.Steps.Known), tab(api.ParitySame, run.Steps.Same),
			tab(api.ParitySkipped, run.Steps.Skipped), tab("all", all), tab("rows", len(run.Tried)),
		},
		"ShowRows": chosen == "rows", "Steps": shownSteps(run),
		"Next": follow(path, run.Next, map[string]string{"show": chosen, "row": query.Get("row")}),
	}
	if in.Row > 0 && in.Row <= len(run.Tried) {
		data["Row"] = run.Tried[in.Row-1]
	}
	return s.show(w, r, answer{page: "parityrun", subject: run.ID, data: data})
}

// parityStep shows one step of a comparison.
func (s *site) parityStep(w http.ResponseWriter, r *http.Request) error {
	in := api.ParityStepFilter{ParityRunID: api.ParityRunID{Run: r.PathValue("run")}, Page: api.Page{Limit: 1}}
	in.Step = r.PathValue("scenario") + "/" + r.PathValue("step")
	run, err := do(s, r, api.ShowParityRun, in)
	if err != nil {
		return err
	}
	if len(run.Compared) == 0 {
		return problem{http.StatusNotFound, "problem.step"}
	}
	step := shownSteps(run)[0]
	return s.show(w, r, answer{page: "paritystep", subject: step.Name, data: map[string]any{"Run": run, "Step": step}})
}

// parityPath is the page of a run.
func parityPath(id string) string { return "/parity/" + url.PathEscape(id) }

// shownStep is a step as pages show it.
type shownStep struct {
	api.ParityStep
	// Href is its page, Tries the rows that it tries.
	Href  string
	Tries []api.ParityRow
	// Left is Weixin's answer, Right wxastore's.
	Left, Right []answerLine
}

func shownSteps(run api.ParityRun) []shownStep {
	steps := make([]shownStep, len(run.Compared))
	for i, s := range run.Compared {
		steps[i] = shownStep{ParityStep: s, Href: parityPath(run.ID) + "/" + s.Name}
		for _, n := range s.Rows {
			if n > 0 && n <= len(run.Tried) {
				steps[i].Tries = append(steps[i].Tries, run.Tried[n-1])
			}
		}
		if s.Weixin != nil && s.Wxastore != nil {
			steps[i].Left, steps[i].Right = answerLines(*s.Weixin, s.Differences), answerLines(*s.Wxastore, s.Differences)
		}
	}
	return steps
}

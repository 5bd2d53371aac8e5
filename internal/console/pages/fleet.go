package pages

import (
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
)

// How many merchants of a run and steps of a plan a page shows.
const (
	pageItems     = 50
	pagePlanSteps = 25
)

// fleet lists runs and plans of many merchants.
func (s *site) fleet(w http.ResponseWriter, r *http.Request) error {
	list, err := do(s, r, api.ListFleetRuns, api.FleetFilter{Page: api.Page{After: r.URL.Query().Get("after"), Limit: pageRuns}})
	if err != nil {
		return err
	}
	plans, err := do(s, r, api.ListFleetPlans, api.None{})
	if err != nil {
		return err
	}
	var broken []named
	for _, b := range plans.Broken {
		broken = append(broken, named{b.Name, s.words(r).sentence(b.Why)})
	}
	missing := len(list.Ledgers) > 0
	for _, l := range list.Ledgers {
		missing = missing && l.Missing
	}
	return s.show(w, r, answer{page: "fleet", data: map[string]any{
		"Runs": list.Runs, "Ledgers": list.Ledgers, "Missing": missing, "Plans": plans, "Broken": broken, "Next": follow("/fleet", list.Next, nil),
	}})
}

// fleetRunPath is the page of a run.
func fleetRunPath(id string) string { return "/fleet/runs/" + url.PathEscape(id) }

// fleetItemPath is the page of a merchant or a store in a run.
func fleetItemPath(run, key string) string { return fleetRunPath(run) + "/" + url.PathEscape(key) }

// fleetRun shows how a run stands, with a page of its merchants.
func (s *site) fleetRun(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	id := api.FleetRunID{Run: r.PathValue("run")}
	run, err := do(s, r, api.ShowFleetRun, id)
	if err != nil {
		return err
	}
	data := map[string]any{"Run": run, "Percent": percent(run.Settled, run.Total), "JSON": "/api/fleet/runs/" + url.PathEscape(run.ID)}
	// What refreshes by itself is how the run stands; the list does not move those that
	// are read.
	if query.Get("fragment") == "" {
		in := api.FleetItemFilter{
			FleetRunID: id, State: query.Get("state"), Search: strings.TrimSpace(query.Get("search")),
			Page: api.Page{After: query.Get("after"), Limit: pageItems}, Back: api.Back{Before: query.Get("before")},
		}
		list, err := do(s, r, api.ListFleetItems, in)
		if err != nil {
			return err
		}
		data["Items"], data["State"], data["Search"] = list.Items, in.State, in.Search
		data["Around"] = shownAround(fleetRunPath(run.ID), query, list.Around, len(list.Items), pageItems, map[string]string{"state": in.State, "search": in.Search})
	}
	return s.show(w, r, answer{page: "fleetrun", subject: run.ID, data: data})
}

// percent is how much of all a part is, in whole percents.
func percent(part, all int) int {
	if all == 0 {
		return 100
	}
	return part * 100 / all
}

// fleetItem shows what a run did with a merchant or a store.
func (s *site) fleetItem(w http.ResponseWriter, r *http.Request) error {
	id := api.FleetRunID{Run: r.PathValue("run")}
	item, err := do(s, r, api.ShowFleetItem, api.FleetItemID{FleetRunID: id, Item: r.PathValue("item")})
	if err != nil {
		return err
	}
	_, err = do(s, r, api.ShowAccount, api.AccountID{AppID: item.AppID})
	if err != nil && !isMissing(err) {
		return err
	}
	return s.show(w, r, answer{page: "fleetitem", subject: item.ID, data: map[string]any{
		"Run": id.Run, "Item": item, "Changes": fleetChanges(item), "Here": err == nil,
	}})
}

// fleetChange are values before and after as pages show them.
type fleetChange struct {
	At      time.Time
	Path    string
	Unknown bool
	values
}

// values are an introduction and a picture, before and after.
type values struct {
	Before, After               string
	Intro                       []piece
	BeforePicture, AfterPicture string
}

func shownValues(v api.FleetValues) values {
	shown := values{Before: v.BeforeIntro, After: v.AfterIntro, BeforePicture: v.BeforePicture, AfterPicture: v.AfterPicture}
	if v.BeforeIntro != "" && v.AfterIntro != "" {
		shown.Intro = difference(v.BeforeIntro, v.AfterIntro)
	}
	return shown
}

// fleetChanges are those of a merchant, or where none was made what was wanted.
func fleetChanges(item api.FleetItemDetail) []fleetChange {
	var all []fleetChange
	for _, c := range item.Changes {
		all = append(all, fleetChange{c.At, c.Path, c.Unknown, shownValues(c.FleetValues)})
	}
	return all
}

// fleetPlan shows what a plan would do.
func (s *site) fleetPlan(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	in := api.FleetPlanFilter{Plan: r.PathValue("plan"), Action: query.Get("action"), Reason: query.Get("reason"), Page: api.Page{After: query.Get("after"), Limit: pagePlanSteps}}
	switch in.Action {
	case "", "change", "unchanged", "blocked":
	default:
		return invalidf("there is no action %q", in.Action)
	}
	plan, err := do(s, r, api.ShowFleetPlan, in)
	if err != nil {
		return err
	}
	type step struct {
		api.FleetPlanStep
		values
	}
	steps := make([]step, len(plan.Steps))
	for i, one := range plan.Steps {
		steps[i] = step{one, shownValues(one.FleetValues)}
	}
	at := "/fleet/plans/" + url.PathEscape(in.Plan)
	tab := func(action string, count int) parityTab {
		return parityTab{"paction." + action, at + "?action=" + action, count, in.Action == action && in.Reason == ""}
	}
	all := parityTab{"paction.all", at, plan.Change + plan.Unchanged + plan.Blocked, in.Action == "" && in.Reason == ""}
	return s.show(w, r, answer{page: "fleetplan", subject: in.Plan, data: map[string]any{
		"Plan": plan, "Steps": steps, "Reason": in.Reason, "Path": at, "JSON": "/api" + at, "Size": int(plan.Cost.Bytes), "Seconds": api.Duration(plan.Cost.Seconds * float64(time.Second)),
		"Tabs": []parityTab{all, tab("change", plan.Change), tab("unchanged", plan.Unchanged), tab("blocked", plan.Blocked)},
		"Next": follow(at, plan.Next, map[string]string{"action": in.Action, "reason": in.Reason}),
	}})
}

// baseName is the last part of a path, of a query its beginning.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if short := []rune(name); len(short) > 40 {
		return string(short[:40]) + "…"
	}
	return name
}

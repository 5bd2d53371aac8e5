package fleetruns

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/sqlledger"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// broken is the state of a run that goes on by the ledger, and whose process is gone.
const broken = "broken"

// mostGrouped is how many of a state are looked at for groups.
const mostGrouped = 300

// said is a text in both languages.
func said(text func(weixin.Language) string) api.Said {
	return api.Said{EN: text(weixin.English), ZH: text(weixin.Chinese)}
}

// FleetRuns returns the runs of all ledgers that are older than an id.
func (f *Fleet) FleetRuns(ctx context.Context, after string, limit int) (api.FleetRunList, error) {
	list := api.FleetRunList{Runs: []api.FleetRun{}}
	var open []*sqlledger.Ledger
	list.Ledgers, open = f.ledgers(ctx)
	for i, l := range open {
		if l == nil {
			continue
		}
		runs, err := l.RunsAfter(ctx, after, limit+1)
		if err != nil {
			return list, unreadable(f.places[i], err)
		}
		for _, run := range runs {
			one := found{run, l, f.places[i]}
			if err := f.count(ctx, &one); err != nil {
				return list, unreadable(f.places[i], err)
			}
			shown, err := one.show(ctx)
			if err != nil {
				return list, unreadable(f.places[i], err)
			}
			list.Runs = append(list.Runs, shown)
		}
	}
	slices.SortFunc(list.Runs, func(a, b api.FleetRun) int { return cmp.Compare(b.ID, a.ID) })
	if len(list.Runs) > limit {
		list.Runs = list.Runs[:limit]
		list.Next = list.Runs[limit-1].ID
	}
	return list, nil
}

// show is a run with its counts.
func (r found) show(ctx context.Context) (api.FleetRun, error) {
	shown := api.FleetRun{
		ID: r.ID, Kind: string(r.Kind), Rehearsal: r.place.Rehearsal, State: string(r.State), Why: r.Why, Began: r.Began, Ended: r.Ended, Source: r.Source.Path,
		Plan: r.Plan, Holder: r.Holder, Parallel: r.Options.Parallel, States: []api.FleetState{},
	}
	if gone, err := r.ledger.Broken(ctx, r.Run); err != nil {
		return shown, err
	} else if gone {
		shown.State = broken
	}
	for _, state := range fleet.States() {
		n := r.Count[state]
		if n == 0 {
			continue
		}
		shown.States = append(shown.States, api.FleetState{State: string(state), Name: said(state.Name), Count: n})
		if shown.Total += n; !underWay(state) {
			shown.Settled += n
		}
		if state == fleet.Done || state == fleet.Unchanged {
			shown.Done += n
		}
	}
	return shown, nil
}

func underWay(state fleet.State) bool {
	return state == fleet.Pending || state == fleet.Uploading || state == fleet.Changing
}

// FleetRun returns a run with its waves and groups.
func (f *Fleet) FleetRun(ctx context.Context, id string) (api.FleetRunDetail, error) {
	detail := api.FleetRunDetail{Waves: []api.FleetWave{}, Groups: []api.FleetGroup{}}
	run, err := f.run(ctx, id)
	if err != nil {
		return detail, err
	}
	begun := run.Count[fleet.Pending] // as it was when the process began
	if err := f.count(ctx, &run); err != nil {
		return detail, unreadable(run.place, err)
	}
	if detail.FleetRun, err = run.show(ctx); err != nil {
		return detail, unreadable(run.place, err)
	}
	if run.State != fleet.Running {
		begun = detail.Total - run.Count[fleet.Unchanged] - run.Count[fleet.Blocked]
	}
	detail.Waves = waves(run.Options, begun, begun-run.Count[fleet.Pending]-run.Count[fleet.Uploading]-run.Count[fleet.Changing])
	for _, state := range detail.States {
		if s := fleet.State(state.State); s == fleet.Done || s == fleet.Unchanged || underWay(s) {
			continue
		}
		groups, err := run.groups(ctx, fleet.State(state.State), state.Count)
		if err != nil {
			return detail, unreadable(run.place, err)
		}
		detail.Groups = append(detail.Groups, groups...)
	}
	return detail, nil
}

// waves are those of a number of merchants, of which some have ended.
func waves(o fleet.Options, all, settled int) []api.FleetWave {
	waves, begin := []api.FleetWave{}, 0
	if all <= 0 {
		return waves
	}
	for n, end := range o.WaveEnds(all) {
		waves = append(waves, api.FleetWave{Size: end - begin, Settled: max(0, min(settled-begin, end-begin)), Canary: n == 0 && o.Canary > 0 && end == o.Canary && end < all})
		begin = end
	}
	return waves
}

// groups are those of a state, by what has to be done.
func (r found) groups(ctx context.Context, state fleet.State, count int) (groups []api.FleetGroup, err error) {
	items, err := r.ledger.Part(ctx, sqlledger.Part{Run: r.ID, State: state, After: -1, Limit: mostGrouped})
	if err != nil {
		return nil, err
	}
	at := make(map[string]int)
	for _, i := range items {
		g := api.FleetGroup{State: string(state), Code: int(i.Outcome.Code), Until: i.Outcome.Until, More: count > len(items)}
		if len(i.Outcome.Blockers) > 0 {
			g.Reason, g.Code = string(i.Outcome.Blockers[0].Reason), int(i.Outcome.Blockers[0].Code)
		}
		key := fmt.Sprint(g.Reason, g.Code, day(g.Until))
		n, ok := at[key]
		if !ok {
			n = len(groups)
			at[key], g.Name, g.Remedy = n, said(state.Name), said(i.Remedy)
			groups = append(groups, g)
		}
		groups[n].Count++
	}
	return groups, nil
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return weixin.Day(t)
}

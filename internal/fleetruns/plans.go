package fleetruns

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/sqlledger"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/folderfiles"
	"github.com/wxastore/wxastore/internal/store"
)

const (
	// planSuffix ends the names of plans, as the documents call them.
	planSuffix = ".plan"
	// mostPlans is how many plans are listed.
	mostPlans = 100
	// maxPlan is how many bytes a plan may have, and maxHead its first line.
	maxPlan = 1 << 30
	maxHead = 1 << 20
)

// planHead is the first line of a plan.
type planHead struct {
	Form int `json:"fleet_plan"`
	fleet.Plan
	Counts map[fleet.Action]int `json:"counts"`
}

// planFile is a plan in the folder.
type planFile struct {
	name     string
	size     int64
	modified time.Time
}

// planFiles are the plans of the folder, the newest first.
func (f *Fleet) planFiles() (*os.Root, []planFile, error) {
	root, entries, err := folderfiles.Open(f.plans, "the folder of plans", planSuffix)
	var files []planFile
	for _, e := range entries {
		if info, err := e.Info(); err == nil { // or it is gone
			files = append(files, planFile{e.Name(), info.Size(), info.ModTime()})
		}
	}
	slices.SortStableFunc(files, func(a, b planFile) int { return cmp.Compare(b.modified.UnixNano(), a.modified.UnixNano()) })
	return root, files, err
}

// FleetPlans lists the newest plans, by their first lines.
func (f *Fleet) FleetPlans(context.Context) (list api.FleetPlanList, err error) {
	list = api.FleetPlanList{Plans: []api.FleetPlanHead{}, Broken: []api.BrokenFile{}, Folder: f.plans}
	root, files, err := f.planFiles()
	if root == nil {
		return list, err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	for _, file := range files[:min(len(files), mostPlans)] {
		head, err := readHead(root, file.name)
		if err != nil {
			why := store.Mistakef("it is not a plan that wxastore fleet has saved")
			list.Broken = append(list.Broken, api.BrokenFile{Name: file.name, Why: why, Sentence: why.Error()})
			continue
		}
		list.Plans = append(list.Plans, headOf(file.name, head.Plan, head.Counts))
	}
	return list, nil
}

func readHead(root *os.Root, name string) (head planHead, err error) {
	file, err := root.Open(name)
	if err != nil {
		return head, err
	}
	defer file.Close()
	line, err := bufio.NewReader(io.LimitReader(file, maxHead)).ReadBytes('\n')
	if err != nil {
		return head, err
	}
	if err := json.Unmarshal(line, &head); err != nil {
		return head, err
	}
	if head.Form == 0 {
		return head, errors.New("it has no form")
	}
	return head, nil
}

func headOf(name string, p fleet.Plan, counts map[fleet.Action]int) api.FleetPlanHead {
	return api.FleetPlanHead{
		Plan: name, Kind: string(p.Kind), Made: p.Made, API: p.API, Source: p.Source.Path, Change: counts[fleet.Modify], Unchanged: counts[fleet.Nothing], Blocked: counts[fleet.Block],
	}
}

// planIndex is where the steps of a plan are in its file, and what is the same on each of
// its pages.
type planIndex struct {
	file   planFile
	plan   fleet.Plan // without its steps
	counts map[fleet.Action]int
	cost   fleet.Cost
	groups []fleet.Group
	// offsets are where the lines of the steps begin, and where the last one ends.
	offsets []int64
	// by are the steps of an action or of a reason.
	by map[string][]int
}

// mostIndexes is how many plans are remembered; one of 100,000 merchants takes 3 MB.
const mostIndexes = 4

// index returns the index of a plan. A plan is read once, as long as it does not change,
// also where several ask for it meanwhile; those who ask for others do not wait.
func (f *Fleet) index(root *os.Root, file planFile) (*planIndex, error) {
	f.mu.Lock()
	known := f.indexes[file.name]
	f.mu.Unlock()
	if known != nil && known.file == file {
		return known, nil
	}
	index, err, _ := f.reading.Do(fmt.Sprint(file), func() (any, error) {
		index, err := readIndex(root, file)
		if err != nil {
			return nil, err
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		if len(f.indexes) >= mostIndexes {
			clear(f.indexes)
		}
		f.indexes[file.name] = index
		return index, nil
	})
	if err != nil {
		return nil, err
	}
	return index.(*planIndex), nil
}

// readIndex reads a plan.
func readIndex(root *os.Root, file planFile) (*planIndex, error) {
	if file.size > maxPlan {
		return nil, store.Mistakef("it is longer than %d bytes", maxPlan)
	}
	opened, err := root.Open(file.name)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	plan, lines, err := fleet.Outline(opened)
	if err != nil {
		return nil, store.Mistakef("it cannot be used: %w", err)
	}
	index := &planIndex{file: file, offsets: lines, by: make(map[string][]int)}
	index.counts, index.cost, index.groups = plan.Counts(), plan.Cost(fleet.DefaultParallel, 0), plan.Groups()
	for i, s := range plan.Steps {
		keys := []string{string(s.Action)}
		for _, b := range s.Blockers {
			if key := "reason " + string(b.Reason); !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
		for _, key := range keys {
			index.by[key] = append(index.by[key], i)
		}
	}
	for i := range index.groups {
		index.groups[i].Steps = nil
	}
	index.plan = *plan
	index.plan.Steps = nil
	return index, nil
}

// FleetPlan returns a page of a plan; store.ErrNotFound if there is none of the name.
func (f *Fleet) FleetPlan(ctx context.Context, in api.FleetPlanFilter) (shown api.FleetPlan, err error) {
	shown = api.FleetPlan{Steps: []api.FleetPlanStep{}, Blockers: []api.FleetGroup{}}
	root, files, err := f.planFiles()
	if root == nil {
		return shown, errors.Join(err, store.ErrNotFound)
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	i := slices.IndexFunc(files, func(file planFile) bool { return file.name == in.Plan })
	if i < 0 {
		return shown, store.ErrNotFound
	}
	index, err := f.index(root, files[i])
	if err != nil {
		return shown, err
	}
	shown.FleetPlanHead = headOf(in.Plan, index.plan, index.counts)
	shown.Cost = api.FleetCost{Changes: index.cost.Changes, Uploads: index.cost.Uploads, Bytes: index.cost.Bytes, Seconds: index.cost.Seconds}
	for _, g := range index.groups {
		b := fleet.Blocker{Reason: g.Reason, Code: g.Code}
		shown.Blockers = append(shown.Blockers, api.FleetGroup{Name: said(fleet.Blocked.Name), Reason: string(g.Reason), Code: int(g.Code), Remedy: said(b.Remedy), Count: g.Count})
	}
	steps, err := index.page(root, in, &shown)
	if err != nil {
		return shown, err
	}
	return shown, f.before(ctx, index.plan, steps, &shown)
}

// page reads the steps of a page.
func (x *planIndex) page(root *os.Root, in api.FleetPlanFilter, shown *api.FleetPlan) (steps []fleet.Step, err error) {
	n := len(x.offsets) - 1
	nth := func(i int) int { return i }
	if key := in.Action; key != "" || in.Reason != "" {
		if in.Reason != "" {
			key = "reason " + in.Reason
		}
		selected := x.by[key]
		n, nth = len(selected), func(i int) int { return selected[i] }
	}
	from := 0
	if in.After != "" {
		if from, err = cursor(in.After); err != nil {
			return nil, err
		}
	}
	from = min(from, n)
	to := min(from+in.Limit, n)
	if shown.Total = n; to < n {
		shown.Next = strconv.Itoa(to)
	}
	file, err := root.Open(x.file.name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	for i := from; i < to; i++ {
		at := x.offsets[nth(i)]
		line := make([]byte, x.offsets[nth(i)+1]-at)
		var s fleet.Step
		if _, err := file.ReadAt(line, at); err != nil || json.Unmarshal(line, &s) != nil {
			return nil, store.Mistakef("the plan was changed while it was read: ask again")
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// before adds the steps to a page, with what the ledger that the plan was made with knows
// of the values before.
func (f *Fleet) before(ctx context.Context, plan fleet.Plan, steps []fleet.Step, shown *api.FleetPlan) error {
	known := make(map[string]fleet.Merchant)
	_, open := f.ledgers(ctx)
	for i, l := range open {
		var err error
		if shown.Ledger, err = isOf(ctx, l, plan); err != nil {
			return unreadable(f.places[i], err)
		}
		if !shown.Ledger {
			continue
		}
		ids := make([]string, len(steps))
		for i, s := range steps {
			ids[i] = s.Desired.AppID
		}
		if known, err = l.Merchants(ctx, ids); err != nil {
			return unreadable(f.places[i], err)
		}
		break
	}
	for _, s := range steps {
		m := known[s.Desired.AppID]
		step := api.FleetPlanStep{
			Line: s.Desired.Line, AppID: s.Desired.AppID, ID: s.Desired.Key(), Store: storeName(s.Desired), Calls: append([]string{}, s.Calls...), Action: string(s.Action), Bytes: s.Bytes, Blockers: blockersOf(s.Blockers), Warnings: warningsOf(s.Warnings),
			FleetValues: api.FleetValues{AfterIntro: s.Desired.Intro, AfterPicture: s.Desired.Picture}, Moved: s.Action != fleet.Block && m.Generation > plan.Generation,
		}
		if step.AfterIntro != "" || s.Action == fleet.Nothing {
			step.BeforeIntro = value(m.Intro)
		}
		if step.AfterPicture != "" || s.Action == fleet.Nothing {
			step.BeforePicture = value(m.Picture)
		}
		shown.Steps = append(shown.Steps, step)
	}
	return nil
}

func warningsOf(warnings []fleet.Warning) []string {
	all := []string{}
	for _, w := range warnings {
		all = append(all, w.Why.Error())
	}
	return all
}

// isOf reports whether a plan was made with a ledger.
func isOf(ctx context.Context, l *sqlledger.Ledger, plan fleet.Plan) (bool, error) {
	if l == nil {
		return false, nil
	}
	id, _, err := l.Position(ctx)
	return id == plan.Ledger, err
}

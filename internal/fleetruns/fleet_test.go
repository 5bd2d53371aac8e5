package fleetruns_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/sqlledger"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/fleetruns"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
)

// reader reads the ledger of a folder, which need not be there.
func reader(t testing.TB, dir string) *fleetruns.Fleet {
	t.Helper()
	path := filepath.Join(dir, "fleet.db")
	f := fleetruns.New(dir, fleetruns.Place{Path: path, Open: func(ctx context.Context) (*sqlledger.Ledger, func() error, error) {
		db, err := sqlite.OpenReadOnly(ctx, path)
		if err != nil {
			return nil, nil, err
		}
		return sqlledger.New(db, sqlledger.Question, ""), db.Close, nil
	}})
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// writer holds the ledger of a folder, as a running apply does, until release.
func writer(t testing.TB, dir string) (l *sqlledger.Ledger, release func()) {
	t.Helper()
	path := filepath.Join(dir, "fleet.db")
	db, err := sqlite.OpenPlain(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	l = sqlledger.New(db, sqlledger.Question, path+".lock")
	if err := l.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	let, err := l.Hold(t.Context(), "a holder")
	if err != nil {
		t.Fatal(err)
	}
	return l, func() {
		if err := errors.Join(let(), db.Close()); err != nil {
			t.Error(err)
		}
	}
}

// appID is the merchant at a position.
func appID(n int) string { return fmt.Sprintf("wx%016d", n) }

// begin writes a run of n merchants, of which every hundredth was refused, and its plan.
func begin(t testing.TB, l *sqlledger.Ledger, dir, id string, n int) {
	t.Helper()
	run := fleet.Run{ID: id, State: fleet.Running, Began: time.Now(), Holder: "a holder", Count: map[fleet.State]int{fleet.Pending: n}, Options: fleet.Options{Waves: []float64{.1, 1}}}
	plan := &fleet.Plan{Made: time.Now(), API: "https://api.weixin.qq.com"}
	var items []fleet.Item
	for i := range n {
		d := fleet.Desired{Line: i + 2, AppID: appID(i), Intro: strings.Repeat("每天十点到二十二点营业。", 4), Columns: []fleet.Column{{Name: "appid", Value: appID(i)}, {Name: "city", Value: "广州"}}}
		item := fleet.Item{Run: id, Position: i, Desired: d, State: fleet.Done}
		step := fleet.Step{Action: fleet.Modify, Desired: d, Row: strings.Repeat("0", 64)}
		if i%100 == 99 {
			item.State, item.Outcome = fleet.Held, fleet.Outcome{Code: 85049, Text: "reach headimg or introduction quota limit", Until: time.Now().AddDate(0, 1, 0), Attempts: 1}
			step.Action, step.Blockers = fleet.Block, []fleet.Blocker{{Reason: fleet.IntroLength}}
		}
		items, plan.Steps = append(items, item), append(plan.Steps, step)
	}
	if err := l.Write(t.Context(), fleet.Write{Run: &run, Items: items}); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(dir, id+".plan"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(plan.Save(file), file.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestRunIsRead while it is written: by pages in both directions, by state and by app id;
// a run whose process is gone is broken.
func TestRunIsRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := reader(t, dir)
	if list, err := f.FleetRuns(t.Context(), "", 10); err != nil || len(list.Runs) != 0 || !list.Ledgers[0].Missing {
		t.Errorf("without a ledger: %+v, %v", list, err)
	}
	l, release := writer(t, dir)
	begin(t, l, dir, "20260301-000000-aaaa", 250)
	begin(t, l, dir, "20260302-000000-bbbb", 3)
	list, err := f.FleetRuns(t.Context(), "", 1)
	if err != nil || len(list.Runs) != 1 || list.Runs[0].ID != "20260302-000000-bbbb" || list.Next == "" || list.Runs[0].State != "running" {
		t.Fatalf("%+v, %v", list, err)
	}
	if list, err = f.FleetRuns(t.Context(), list.Next, 1); err != nil || len(list.Runs) != 1 || list.Next != "" {
		t.Fatalf("%+v, %v", list, err)
	}
	run, err := f.FleetRun(t.Context(), list.Runs[0].ID)
	if err != nil || run.Total != 250 || run.Settled != 250 || run.Done != 248 || len(run.Waves) != 2 || run.Waves[0] != (api.FleetWave{Size: 25, Settled: 25}) ||
		len(run.Groups) != 1 || run.Groups[0].Count != 2 || run.Groups[0].Code != 85049 || run.Groups[0].Remedy.ZH == "" {
		t.Errorf("%+v, %v", run, err)
	}
	in := api.FleetItemFilter{FleetRunID: api.FleetRunID{Run: run.ID}, Page: api.Page{Limit: 100}}
	var pages [][]api.FleetItem
	for {
		list, err := f.FleetItems(t.Context(), in)
		if err != nil || list.Total != 250 {
			t.Fatal(list.Total, err)
		}
		pages = append(pages, list.Items)
		if in.After = list.Next; in.After == "" {
			in.Before = list.Previous
			break
		}
	}
	if len(pages) != 3 || len(pages[2]) != 50 || pages[1][0].ID != appID(100) {
		t.Fatalf("%d pages", len(pages))
	}
	back, err := f.FleetItems(t.Context(), in)
	if err != nil || len(back.Items) != 100 || back.Items[0].ID != appID(100) || back.Previous == "" || back.Next == "" {
		t.Errorf("back: %d %+v, %v", len(back.Items), back.Around, err)
	}
	in.Before, in.State = "", "held"
	if held, err := f.FleetItems(t.Context(), in); err != nil || len(held.Items) != 2 || held.Total != 2 || held.Items[0].Code != 85049 {
		t.Errorf("held: %+v, %v", held, err)
	}
	in.State, in.Search = "", appID(24)[:17]
	if found, err := f.FleetItems(t.Context(), in); err != nil || len(found.Items) != 10 || found.Items[0].ID != appID(20) {
		t.Errorf("search: %+v, %v", found, err)
	}
	in.After = "x"
	if _, err := f.FleetItems(t.Context(), in); err == nil {
		t.Error("a cursor that is none is taken")
	}
	if item, err := f.FleetItem(t.Context(), run.ID, appID(99)); err != nil || item.State != "held" || len(item.Steps) == 0 {
		t.Errorf("%+v, %v", item, err)
	}
	for _, missing := range []func() error{
		func() error { _, err := f.FleetItem(t.Context(), run.ID, "none"); return err },
		func() error { _, err := f.FleetRun(t.Context(), "none"); return err },
		func() error { _, err := f.FleetPicture(t.Context(), strings.Repeat("a", 64)); return err },
		func() error { _, err := f.FleetPlan(t.Context(), api.FleetPlanFilter{Plan: "../fleet.db"}); return err },
	} {
		if err := missing(); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%v", err)
		}
	}
	release()
	if run, err := f.FleetRun(t.Context(), run.ID); err != nil || run.State != "broken" {
		t.Errorf("the process is gone: %s, %v", run.State, err)
	}
}

// TestPlanIsRead by pages, by action and by reason; one that was edited or cut says so.
func TestPlanIsRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l, release := writer(t, dir)
	defer release()
	begin(t, l, dir, "a", 250)
	f := reader(t, dir)
	in := api.FleetPlanFilter{Plan: "a.plan", Page: api.Page{Limit: 100}}
	seen := 0
	for {
		plan, err := f.FleetPlan(t.Context(), in)
		if err != nil || plan.Change != 248 || plan.Blocked != 2 || plan.Total != 250 || plan.Cost.Changes != 248 || plan.Blockers[0].Count != 2 {
			t.Fatalf("%+v, %v", plan.FleetPlanHead, err)
		}
		for _, s := range plan.Steps {
			if s.AppID != appID(seen) {
				t.Fatalf("%s at %d", s.AppID, seen)
			}
			seen++
		}
		if in.After = plan.Next; in.After == "" {
			break
		}
	}
	if seen != 250 {
		t.Errorf("%d steps", seen)
	}
	for _, in := range []api.FleetPlanFilter{{Plan: "a.plan", Action: "blocked", Page: in.Page}, {Plan: "a.plan", Reason: "intro-length", Page: in.Page}} {
		if plan, err := f.FleetPlan(t.Context(), in); err != nil || len(plan.Steps) != 2 || plan.Steps[1].AppID != appID(199) {
			t.Errorf("%+v: %+v, %v", in, plan.Steps, err)
		}
	}
	path := filepath.Join(dir, "a.plan")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"cut.plan": string(whole[:len(whole)-100]), "edited.plan": strings.Replace(string(whole), "十点", "九点", 1), "a.plan": string(whole[:len(whole)-100]),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := f.FleetPlan(t.Context(), api.FleetPlanFilter{Plan: name, Page: in.Page}); err == nil {
			t.Errorf("%s is read", name)
		} else if _, said := errors.AsType[store.Mistake](err); !said {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "b.plan"), []byte("no plan"), 0o600); err != nil {
		t.Fatal(err)
	}
	if list, err := f.FleetPlans(t.Context()); err != nil || len(list.Plans) != 3 || len(list.Broken) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestAnotherLedger is put in the place of one that is open.
func TestAnotherLedger(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := reader(t, dir)
	for _, id := range []string{"20260301-000000-aaaa", "20260302-000000-bbbb"} {
		l, release := writer(t, dir)
		begin(t, l, dir, id, 1)
		release()
		if list, err := f.FleetRuns(t.Context(), "", 10); err != nil || len(list.Runs) != 1 || list.Runs[0].ID != id {
			t.Fatalf("%+v, %v", list, err)
		}
		for _, end := range []string{"", "-wal", "-shm"} {
			if err := os.Rename(filepath.Join(dir, "fleet.db"+end), filepath.Join(dir, "old.db"+end)); err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "fleet.db"), []byte(strings.Repeat("not a database", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := f.FleetRuns(t.Context(), "", 10)
	if err != nil || list.Ledgers[0].Why == "" {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := f.FleetRun(t.Context(), "x"); err == nil || errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

// BenchmarkFleet asks for what pages show of a run and of a plan of 100,000 merchants.
func BenchmarkFleet(b *testing.B) {
	dir := b.TempDir()
	l, release := writer(b, dir)
	defer release()
	const id, n = "20260301-000000-aaaa", 100_000
	begin(b, l, dir, id, n)
	f := reader(b, dir)
	items := api.FleetItemFilter{FleetRunID: api.FleetRunID{Run: id}, Page: api.Page{Limit: 50}}
	middle, last, held, search := items, items, items, items
	middle.After, last.Before, held.State, held.After, search.Search = "50000", "99999", "held", "50000", appID(77_777)[:15]
	plan := api.FleetPlanFilter{Plan: id + ".plan", Page: api.Page{Limit: 25, After: "50000"}}
	for name, ask := range map[string]func() error{
		"runs":                func() error { _, err := f.FleetRuns(b.Context(), "", 50); return err },
		"run":                 func() error { _, err := f.FleetRun(b.Context(), id); return err },
		"first":               func() error { _, err := f.FleetItems(b.Context(), items); return err },
		"middle":              func() error { _, err := f.FleetItems(b.Context(), middle); return err },
		"last":                func() error { _, err := f.FleetItems(b.Context(), last); return err },
		"held":                func() error { _, err := f.FleetItems(b.Context(), held); return err },
		"search":              func() error { _, err := f.FleetItems(b.Context(), search); return err },
		"item":                func() error { _, err := f.FleetItem(b.Context(), id, appID(50_000)); return err },
		"plan":                func() error { _, err := f.FleetPlan(b.Context(), plan); return err },
		"count":               func() error { _, err := l.Counts(b.Context(), id); return err },
		"plan the first time": func() error { _, err := reader(b, dir).FleetPlan(b.Context(), plan); return err },
	} {
		b.Run(name, func(b *testing.B) {
			if err := ask(); err != nil { // the first look at a plan reads all of it
				b.Fatal(err)
			}
			for b.Loop() {
				if err := ask(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestSlowLedger: while one ledger is being opened, pages of plans are answered, and plans
// are read once for all who ask.
func TestSlowLedger(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l, release := writer(t, dir)
	begin(t, l, dir, "a", 250)
	release()
	opening, opened := make(chan struct{}), make(chan struct{})
	f := fleetruns.New(dir, fleetruns.Place{Open: func(context.Context) (*sqlledger.Ledger, func() error, error) {
		close(opening)
		<-opened
		return nil, nil, errors.New("it is slow")
	}})
	var slow, pages errgroup.Group
	slow.Go(func() error { _, err := f.FleetRuns(t.Context(), "", 10); return err })
	<-opening
	for range 4 {
		pages.Go(func() error {
			list, err := f.FleetPlans(t.Context())
			if err == nil && len(list.Plans) != 1 {
				err = fmt.Errorf("%d plans", len(list.Plans))
			}
			return err
		})
	}
	if err := pages.Wait(); err != nil {
		t.Error(err)
	}
	close(opened)
	if err := slow.Wait(); err != nil {
		t.Error(err)
	}
}

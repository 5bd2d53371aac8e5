package tour

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/sqlledger"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/weixin"
)

// openLedger opens a ledger for reading.
func openLedger(path string) func(context.Context) (*sqlledger.Ledger, func() error, error) {
	return func(ctx context.Context) (*sqlledger.Ledger, func() error, error) {
		db, err := sqlite.OpenReadOnly(ctx, path)
		if err != nil {
			return nil, nil, err
		}
		return sqlledger.New(db, sqlledger.Question, ""), db.Close, nil
	}
}

// heldLedger is the ledger of a service, which the test writes until it ends.
func heldLedger(t *testing.T, s *service, holder string) (l *sqlledger.Ledger, release func()) {
	t.Helper()
	db, err := sqlite.OpenPlain(t.Context(), s.ledger)
	if err != nil {
		t.Fatal(err)
	}
	l = sqlledger.New(db, sqlledger.Question, s.ledger+".lock")
	if err := l.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	let, err := l.Hold(t.Context(), holder)
	if err != nil {
		t.Fatal(err)
	}
	return l, func() {
		if err := let(); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

// heldHash is the hash of the picture that changeMany keeps.
const heldHash = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

// changeMany leaves a run that was stopped, with a merchant in most states, and a plan.
// It returns the page of the run.
func changeMany(t *testing.T, s *service) string {
	t.Helper()
	l, release := heldLedger(t, s, "you on this machine")
	defer release()
	cup, err := os.ReadFile(picture(t))
	if err == nil {
		err = l.PutPicture(t.Context(), heldHash, cup)
	}
	if err != nil {
		t.Fatal(err)
	}
	run := fleet.Run{
		ID: "20260302-023000-ab12", State: fleet.Stopped, Began: begin, Ended: begin.Add(40 * time.Second), Holder: "you on this machine", Plan: heldHash,
		Source: fleet.Source{Format: "csv", Path: "/home/you/spring.csv"}, Options: fleet.Options{Canary: 2, Waves: []float64{.5, 1}, Parallel: 12}, Count: make(map[fleet.State]int),
	}
	plan := &fleet.Plan{Made: begin, API: "https://api.weixin.qq.com", Source: run.Source}
	if plan.Ledger, plan.Generation, err = l.Position(t.Context()); err != nil {
		t.Fatal(err)
	}
	write := fleet.Write{Run: &run}
	for n, state := range []fleet.State{
		fleet.Done, fleet.Held, fleet.Done, fleet.NeedsMerchant, fleet.Unknown, fleet.BadInput, fleet.Blocked, fleet.Unchanged, fleet.Pending,
	} {
		i := fleet.Item{Run: run.ID, Position: n, State: state, Desired: fleet.Desired{
			Line: n + 2, AppID: fmt.Sprintf("wx%016d", 2026000000000001+n), Tags: []string{"east"}, Intro: "深圳分店，每天 10:00-22:00 营业，欢迎光临。", Picture: heldHash,
		}}
		i.Outcome = fleet.Outcome{Attempts: 1, At: begin.Add(time.Duration(n) * time.Second)}
		step := fleet.Step{Action: fleet.Modify, Desired: i.Desired, Bytes: int64(len(cup))}
		switch state {
		case fleet.Held:
			i.Outcome.Code, i.Outcome.RID, i.Outcome.Text, i.Outcome.Until = weixin.ModifyLimit, "65e1c0f0-1a2b3c4d-5e6f7a8b", weixin.ModifyLimit.Text(), begin.AddDate(0, 1, 0)
		case fleet.NeedsMerchant:
			i.Outcome.Code, i.Outcome.Text = weixin.NotAuthorized, weixin.NotAuthorized.Text()
		case fleet.BadInput:
			i.Outcome.Code, i.Outcome.Text = weixin.UnusableMedia, weixin.UnusableMedia.Text()
		case fleet.Blocked:
			i.Outcome = fleet.Outcome{Blockers: []fleet.Blocker{{Reason: fleet.IntroLength, Detail: "150 characters, 120 are allowed"}}}
			step.Action, step.Blockers = fleet.Block, i.Outcome.Blockers
		case fleet.Unchanged, fleet.Pending:
			i.Outcome = fleet.Outcome{}
			if state == fleet.Unchanged {
				step.Action, step.Desired.Intro, step.Desired.Picture = fleet.Nothing, "", ""
			}
		case fleet.Done, fleet.Unknown:
			write.Changes = append(write.Changes, fleet.Change{
				Run: run.ID, AppID: i.Desired.AppID, At: i.Outcome.At, BeforeIntro: "深圳分店，每天 9:00-21:00 营业。", AfterIntro: i.Desired.Intro, AfterPicture: heldHash, Unknown: state == fleet.Unknown,
			})
		}
		if n == 8 {
			write.Merchants = append(write.Merchants, fleet.Merchant{AppID: i.Desired.AppID, Intro: &fleet.Applied{Value: "深圳分店，每天 9:00-21:00 营业。", At: begin}, Picture: &fleet.Applied{Value: heldHash, At: begin}})
		}
		run.Count[state]++
		write.Items, plan.Steps = append(write.Items, i), append(plan.Steps, step)
	}
	run.Why = "of the 2 canaries, wx2026000000000002 ended as held"
	if err := l.Write(t.Context(), write); err != nil {
		t.Fatal(err)
	}
	_, plan.Generation, _ = l.Position(t.Context())
	file, err := os.Create(filepath.Join(filepath.Dir(s.ledger), "spring.plan"))
	if err != nil {
		t.Fatal(err)
	}
	if err := plan.Save(file); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return "/fleet/runs/" + run.ID
}

// TestFleetPages follows a plan and a run by the keyboard, and watches a run that goes on.
func TestFleetPages(t *testing.T) {
	in := browser(t)
	s := start(t)
	b := open(t, in, s.ConsoleURL(), "en")
	b.goTo("/")
	b.until(`document.documentElement.classList.contains("connected")`)
	b.press(`nav a[href="/fleet"]`)
	b.shows("wxastore fleet plan examples/fleet.csv --on twin --out first.plan")
	b.shows(s.ledger)
	run := changeMany(t, s)
	b.goTo("/fleet")
	b.press(`a[href="/fleet/plans/spring.plan"]`)
	b.shows("7 changes, 7 uploads")
	b.shows("Shorten the introduction")
	b.press(`.tabs a[href$="action=blocked"]`)
	b.until(`document.querySelectorAll(".plansteps > li").length === 1`)
	b.press(`.tabs a[href$="action=change"]`)
	b.until(`[...document.querySelectorAll(".plansteps img")].some(i => i.naturalWidth === 60) && document.querySelector(".plansteps ins")`)
	b.press(`nav a[href="/fleet"]`)
	b.press(`a[href="` + run + `"]`)
	b.shows("8 of 9 have ended")
	b.shows("of the 2 canaries")
	b.press(`.counts a[href$="state=held"]`)
	b.until(`document.querySelectorAll(".fleetitems > li").length === 1`)
	b.press(`.fleetitems a`)
	b.until(`location.pathname === "` + run + `/wx2026000000000002"`)
	b.shows("Wait for the next calendar month")
	b.shows("not a call of this service")
	b.goTo(run + "/wx2026000000000001")
	b.until(`document.querySelector(".difference ins")`)

	// A run goes on: its page follows without being loaded again.
	l, release := heldLedger(t, s, "another process")
	going := fleet.Run{ID: "20260303-000000-zz99", State: fleet.Running, Began: begin, Holder: "another process", Count: map[fleet.State]int{fleet.Pending: 2}}
	item := func(n int, state fleet.State) fleet.Item {
		return fleet.Item{Run: going.ID, Position: n, State: state, Desired: fleet.Desired{Line: n + 2, AppID: fmt.Sprintf("wx%016d", n)}}
	}
	put := func(w fleet.Write) {
		t.Helper()
		if err := l.Write(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	put(fleet.Write{Run: &going, Items: []fleet.Item{item(0, fleet.Pending), item(1, fleet.Pending)}})
	b.goTo("/fleet/runs/" + going.ID)
	b.shows("0 of 2 have ended")
	b.script(`window.notReloaded = true`)
	put(fleet.Write{Items: []fleet.Item{item(0, fleet.Done)}})
	b.shows("1 of 2 have ended")
	b.until(`window.notReloaded === true`)
	release()
	b.shows("wxastore fleet resume " + going.ID)

	b.excepted = []string{"status of 404", "status of 400"}
	if err := os.WriteFile(filepath.Join(filepath.Dir(s.ledger), "broken.plan"), []byte("not a plan"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/fleet/runs/none", run + "/none", "/fleet/plans/none.plan", "/fleet/plans/broken.plan", "/fleet/plans/..%2ffleet.db", run + "?after=x"} {
		b.goTo(path)
		b.until(`document.querySelector(".notice.wrong")`)
	}
}

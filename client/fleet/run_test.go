package fleet_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/input"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestFaults disturbs 3 % of the merchants in every class, the unknown one too, and
// compares the run's numbers with the service's journal, by state and by code.
func TestFaults(t *testing.T) {
	const merchants = 500
	srv, ledger := serve(t, merchants), newLedger(t)
	accounts := accountsAt(t, srv.URL)
	plan := makePlan(t, planner(ledger, accounts), wanted(merchants, "after", writePNG(t, 1)))
	want := make(map[fleet.State]int)
	mix := []struct {
		do    wxastoretest.Disturbance
		state fleet.State
	}{
		{wxastoretest.AnswerCode(weixin.DailyQuota), fleet.Held}, {wxastoretest.AnswerCode(weixin.ModifyLimit), fleet.Held},
		{wxastoretest.AnswerCode(weixin.Verifying), fleet.Held}, {wxastoretest.AnswerCode(weixin.NotGranted), fleet.NeedsMerchant},
		{wxastoretest.AnswerCode(weixin.APIUnauthorized), fleet.NeedsMerchant}, {wxastoretest.AnswerCode(weixin.NoPermission), fleet.NeedsMerchant},
		{wxastoretest.AnswerCode(weixin.IllegalIntro), fleet.BadInput}, {wxastoretest.AnswerCode(weixin.DataFormat), fleet.BadInput},
		{wxastoretest.AnswerCode(weixin.InvalidIP), fleet.BadSetup}, {wxastoretest.AnswerCode(weixin.SystemError), fleet.Unknown},
		{wxastoretest.AnswerCode(65115), fleet.Failed}, {wxastoretest.CutConnection(), fleet.Unknown},
		{wxastoretest.AnswerGarbage(), fleet.Unknown}, {wxastoretest.AnswerNothing(), fleet.Unknown}, {wxastoretest.AnswerStatus(502), fleet.Unknown},
	}
	for n, m := range mix {
		srv.Inject(wxastoretest.Fault{Interface: weixin.ModifyMerchant.Name, AppID: appID(n), Do: m.do})
		want[m.state]++
	}
	want[fleet.Done] = merchants - len(mix)
	// The class later: it is tried again in the next minute, which begins soon.
	srv.Inject(wxastoretest.Fault{Interface: weixin.ModifyMerchant.Name, AppID: appID(len(mix)), Times: 1, Do: wxastoretest.AnswerCode(weixin.MinuteQuota)})
	r := runner(ledger, accounts)
	now := time.Now().Truncate(time.Minute).Add(time.Minute - 100*time.Millisecond)
	r.Now = func() time.Time { return now }
	run, err := r.Apply(t.Context(), plan)
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range fleet.States() {
		if run.Count[state] != want[state] {
			t.Errorf("%d merchants are %s, want %d", run.Count[state], state, want[state])
		}
	}
	if by := statesByJournal(srv); fmt.Sprint(by) != fmt.Sprint(run.Count) {
		t.Errorf("the run counts %v, the journal %v", run.Count, by)
	}
	answered := make(map[weixin.Code]int)
	for _, c := range srv.CallsOf(weixin.ModifyMerchant.Name) {
		if c.Kind == wxastoretest.CallAnswered {
			answered[weixin.OK]++
		} else if c.Code != 0 {
			answered[c.Code]++
		}
	}
	answered[weixin.SystemError] /= 2 // each is sent once more
	if answered[weixin.MinuteQuota] != 1 {
		t.Errorf("%d calls were told to wait for the next minute", answered[weixin.MinuteQuota])
	}
	delete(answered, weixin.MinuteQuota)
	told := map[weixin.Code]int{weixin.OK: run.Count[fleet.Done]}
	for i, err := range ledger.Items(t.Context(), run.ID) {
		if err != nil {
			t.Fatal(err)
		}
		if i.Outcome.Code != 0 {
			told[i.Outcome.Code]++
		}
		if i.State != fleet.Done && i.Remedy(weixin.Chinese) == "" {
			t.Errorf("%s is %s (%d) and has no remedy", i.Desired.AppID, i.State, i.Outcome.Code)
		}
	}
	if fmt.Sprint(told) != fmt.Sprint(answered) {
		t.Errorf("the run tells of %v, the journal of %v", told, answered)
	}
	srv.ClearFaults()
	run, err = runner(ledger, accounts).Retry(t.Context(), "", fleet.NeedsMerchant, fleet.BadInput, fleet.BadSetup, fleet.Failed, fleet.Unknown, fleet.Held)
	if err != nil || run.Count[fleet.Done] != merchants {
		t.Errorf("all are tried again: %v, %v", run.Count, err)
	}
}

// statesByJournal counts merchants by how the last call of each has ended at the service.
func statesByJournal(srv *wxastoretest.Server) map[fleet.State]int {
	last := make(map[string]wxastoretest.Call)
	for _, c := range srv.CallsOf(weixin.ModifyMerchant.Name) {
		last[c.AppID] = c
	}
	counts := make(map[fleet.State]int)
	for _, c := range last {
		switch {
		case c.Kind == wxastoretest.CallAnswered:
			counts[fleet.Done]++
		case c.Code == 0 || c.Code == weixin.SystemError: // nothing told what was done
			counts[fleet.Unknown]++
		case c.Code.Class() == weixin.ClassNone:
			counts[fleet.Failed]++
		default:
			counts[fleet.State(c.Code.Class())]++
		}
	}
	return counts
}

// TestLimits stops at a canary, and at failures of a class.
func TestLimits(t *testing.T) {
	srv, ledger := serve(t, 20), newLedger(t)
	accounts := accountsAt(t, srv.URL)
	srv.Inject(wxastoretest.Fault{Interface: weixin.ModifyMerchant.Name, Do: wxastoretest.AnswerCode(weixin.IllegalIntro)})
	for name, o := range map[string]fleet.Options{
		"canary": {Canary: 1, Parallel: 1}, "class": {Parallel: 1, MaxFailures: fleet.Limits{fleet.BadInput: 0}},
	} {
		p := planner(ledger, accounts)
		r := runner(ledger, accounts)
		r.Options = o
		run, err := r.Apply(t.Context(), makePlan(t, p, wanted(20, name, "")))
		if err != nil || run.State != fleet.Stopped || run.Count[fleet.BadInput] != 1 || run.Count[fleet.Pending] != 19 {
			t.Errorf("%s: %+v, %v", name, run, err)
		}
	}
}

// TestStop ends what is in flight and leaves the rest to a resume.
func TestStop(t *testing.T) {
	srv, ledger := serve(t, 20), newLedger(t)
	accounts := accountsAt(t, srv.URL)
	stop := make(chan struct{})
	r := runner(ledger, accounts)
	r.Options.Parallel, r.Stop = 1, stop
	r.Observe = func(run fleet.Run, _ fleet.Item) {
		if run.Count[fleet.Done] == 5 {
			r.Observe = nil
			close(stop)
		}
	}
	run, err := r.Apply(t.Context(), makePlan(t, planner(ledger, accounts), wanted(20, "after", "")))
	if err != nil || run.State != fleet.Interrupted || run.Count[fleet.Done] != 5 {
		t.Fatalf("%+v, %v", run, err)
	}
	run, err = runner(ledger, accounts).Resume(t.Context(), "")
	if err != nil || run.State != fleet.Finished || run.Count[fleet.Done] != 20 {
		t.Errorf("%+v, %v", run, err)
	}
	srv.CheckCalls(t, weixin.ModifyMerchant.Name, 20)
}

// TestTwoApplies refuses the second with the holder's name.
func TestTwoApplies(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fleet.db")
	release, err := openLedger(t, path).Hold(t.Context(), "zhang on build-1")
	if err != nil {
		t.Fatal(err)
	}
	second := openLedger(t, path)
	_, err = runner(second, nil).Apply(t.Context(), new(fleet.Plan))
	if held, ok := errors.AsType[fleet.HeldError](err); !ok || held.Holder != "zhang on build-1" {
		t.Errorf("the second: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if release, err = second.Hold(t.Context(), "li"); err != nil {
		t.Fatal(err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if err := second.Write(t.Context(), fleet.Write{Run: &fleet.Run{ID: "x"}}); !errors.Is(err, fleet.ErrHoldLost) {
		t.Errorf("a write without a hold: %v", err)
	}
}

// TestChangedInput refuses a plan whose CSV or picture changed, and names the merchants.
func TestChangedInput(t *testing.T) {
	dir, ledger := t.TempDir(), newLedger(t)
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	first, second := readFile(t, writePNG(t, 1)), readFile(t, writePNG(t, 2))
	const table = "appid,secret,intro,headimg\nwxfleet00000001,env:NO_SUCH_SECRET_1,a,\nwxfleet00000002,env:NO_SUCH_SECRET_1,b,head.png\n"
	write("a.csv", table)
	write("head.png", first)
	t.Setenv("NO_SUCH_SECRET_1", "KEEP-THIS-OUT")
	source := fleet.Source{Format: "csv", Path: filepath.Join(dir, "a.csv"), Folder: dir}
	rows := func() fleet.Rows { return input.Read(t.Context(), source, input.Options{}) }
	p := planner(ledger, accountsAt(t, "http://127.0.0.1:1"))
	p.Offline, p.Pictures.Folder = true, dir
	plan := makePlan(t, p, rows())
	if n := plan.Counts()[fleet.Modify]; n != 2 {
		t.Fatalf("%v", plan.Groups())
	}
	fresh := func() error { return plan.CheckFresh(t.Context(), ledger, rows(), &fleet.Pictures{Folder: dir}) }
	if err := fresh(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		table, picture string
		want           []string
	}{
		"intro":   {strings.Replace(table, ",a,", ",A,", 1), first, []string{"wxfleet00000001"}},
		"picture": {table, second, []string{"wxfleet00000002"}},
		"gone":    {table[:strings.Index(table, "wxfleet00000002")], first, []string{"wxfleet00000002"}},
	} {
		write("a.csv", c.table)
		write("head.png", c.picture)
		if stale, ok := errors.AsType[fleet.StaleError](fresh()); !ok || !slices.Equal(stale.AppIDs, c.want) {
			t.Errorf("%s: %v", name, stale)
		}
	}
	var saved bytes.Buffer
	if err := plan.Save(&saved); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(saved.String(), "KEEP-THIS-OUT") {
		t.Error("the plan holds a secret")
	}
	if _, err := fleet.ReadPlan(strings.NewReader(strings.Replace(saved.String(), `"a"`, `"z"`, 1))); err == nil {
		t.Error("a plan that was edited is read")
	}
	if _, err := fleet.ReadPlan(strings.NewReader(saved.String()[:saved.Len()/2])); err == nil {
		t.Error("a plan that was cut is read")
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestUploads makes one upload a merchant and picture, again after 2 days and 20 hours,
// and once more where the service does not know the medium.
func TestUploads(t *testing.T) {
	srv, ledger := serve(t, 1), newLedger(t)
	accounts := accountsAt(t, srv.URL)
	plan := makePlan(t, planner(ledger, accounts), wanted(1, "after", writePNG(t, 1)))
	srv.Inject(wxastoretest.Fault{Interface: weixin.ModifyMerchant.Name, Times: 1, Do: wxastoretest.AnswerCode(weixin.ModifyLimit)})
	now := time.Now()
	r := runner(ledger, accounts)
	r.Now = func() time.Time { return now }
	if _, err := r.Apply(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	srv.CheckCalls(t, weixin.UploadTempMedia.Name, 1)
	for _, c := range []struct {
		age     time.Duration
		uploads int
	}{{67 * time.Hour, 1}, {69 * time.Hour, 2}} {
		srv.Inject(wxastoretest.Fault{Interface: weixin.ModifyMerchant.Name, Times: 1, Do: wxastoretest.AnswerCode(weixin.ModifyLimit)})
		later := now.Add(c.age)
		r := runner(ledger, accounts)
		r.Now = func() time.Time { return later }
		if _, err := r.Retry(t.Context(), "", fleet.Held); err != nil {
			t.Fatal(err)
		}
		srv.CheckCalls(t, weixin.UploadTempMedia.Name, c.uploads)
	}
	srv.Inject(wxastoretest.Fault{Interface: weixin.ModifyMerchant.Name, Times: 1, Do: wxastoretest.AnswerCode(weixin.UnusableMedia)})
	run, err := runner(ledger, accounts).Retry(t.Context(), "", fleet.Held)
	if err != nil || run.Count[fleet.Done] != 1 {
		t.Errorf("%v, %v", run.Count, err)
	}
	srv.CheckCalls(t, weixin.UploadTempMedia.Name, 3)
}

// TestRevertAndTell goes back to what was told before a run.
func TestRevertAndTell(t *testing.T) {
	srv, ledger := serve(t, 2), newLedger(t)
	accounts := accountsAt(t, srv.URL)
	told := func(yield func(fleet.Desired, error) bool) {
		yield(fleet.Desired{AppID: appID(0), Intro: "before"}, nil)
	}
	if n, err := fleet.Tell(t.Context(), ledger, "the test", new(fleet.Pictures), told); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	run, err := runner(ledger, accounts).Apply(t.Context(), makePlan(t, planner(ledger, accounts), wanted(2, "after", "")))
	if err != nil || run.Count[fleet.Done] != 2 {
		t.Fatal(run.Count, err)
	}
	back := makePlan(t, planner(ledger, accounts), fleet.Before(t.Context(), ledger, run))
	if c := back.Counts(); c[fleet.Modify] != 1 || c[fleet.Block] != 1 || back.Groups()[0].Reason != fleet.NothingEarlier {
		t.Fatalf("%v %v", c, back.Groups())
	}
	if _, err := runner(ledger, accounts).Apply(t.Context(), back); err != nil {
		t.Fatal(err)
	}
	srv.CheckIntro(t, appID(0), "before")
	srv.CheckIntro(t, appID(1), "after 1")
}

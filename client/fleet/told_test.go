package fleet_test

import (
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

// TestTellRefused notes nothing of a file in which a row tells nothing, or cannot be read as
// it is meant, also not the rows before it.
func TestTellRefused(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want fleet.Reason
	}{
		"a column that is not there":  {"appid,intro\nwxfleet00000001,told\nwxfleet00000000,{{city}} open\n", fleet.MissingColumn},
		"a row that tells nothing":    {"appid,intro\nwxfleet00000001,told\nwxfleet00000000,\n", fleet.NothingWanted},
		"a picture that is not there": {"appid,headimg\nwxfleet00000000,missing.png\n", fleet.PictureUnread},
		"no app id":                   {"appid,intro\nwxfleet00000001,told\ngh_0123456789ab,told\n", fleet.NoAppID},
		"a secret":                    {"appid,secret,intro\nwxfleet00000000,0123456789abcdef,told\n", fleet.SecretInRow},
	} {
		t.Run(name, func(t *testing.T) {
			ledger := newLedger(t)
			unknown := fleet.Merchant{AppID: appID(0), Unknown: &fleet.Change{AppID: appID(0), AfterIntro: "after"}, HeldUntil: time.Now().Add(time.Hour).UTC().Truncate(time.Second)}
			release, err := ledger.Hold(t.Context(), "the test")
			if err := errors.Join(err, ledger.Write(t.Context(), fleet.Write{Merchants: []fleet.Merchant{unknown}}), release()); err != nil {
				t.Fatal(err)
			}
			_, generation, err := ledger.Position(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "told.csv")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			rows := input.Read(t.Context(), fleet.Source{Format: "csv", Path: path}, input.Options{})
			n, err := fleet.Tell(t.Context(), ledger, "the test", &fleet.Pictures{Folder: filepath.Dir(path)}, rows)
			if b, ok := errors.AsType[fleet.Blocker](err); !ok || b.Reason != c.want || n != 0 || !strings.HasPrefix(err.Error(), "line ") {
				t.Errorf("%d, %v", n, err)
			}
			if _, now, err := ledger.Position(t.Context()); err != nil || now != generation {
				t.Errorf("the ledger has generation %d after %d, %v", now, generation, err)
			}
			known, err := ledger.Merchants(t.Context(), []string{appID(0), appID(1)})
			if m := known[appID(0)]; err != nil || len(known) != 1 || m.Unknown == nil || !m.HeldUntil.Equal(unknown.HeldUntil) || m.Intro != nil {
				t.Errorf("%+v, %v", known, err)
			}
		})
	}
}

// TestTellTwice takes two rows of one merchant for one merchant, which has what both tell.
func TestTellTwice(t *testing.T) {
	ledger := newLedger(t)
	rows := func(yield func(fleet.Desired, error) bool) {
		_ = yield(fleet.Desired{Line: 2, AppID: appID(0), Intro: "told"}, nil) && yield(fleet.Desired{Line: 3, AppID: appID(0), Headimg: writePNG(t, 1)}, nil)
	}
	if n, err := fleet.Tell(t.Context(), ledger, "the test", new(fleet.Pictures), rows); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	known, err := ledger.Merchants(t.Context(), []string{appID(0)})
	if m := known[appID(0)]; err != nil || m.Intro == nil || m.Picture == nil || m.Intro.Value != "told" {
		t.Errorf("%+v, %v", known, err)
	}
}

// TestRevertAfterRetry plans each merchant of a run once, with what it had before the run,
// also where a change was sent twice: without an answer, and again by a retry.
func TestRevertAfterRetry(t *testing.T) {
	srv, ledger := serve(t, 3), newLedger(t)
	accounts, first := accountsAt(t, srv.URL), writePNG(t, 1)
	if _, err := runner(ledger, accounts).Apply(t.Context(), makePlan(t, planner(ledger, accounts), wanted(3, "first", first))); err != nil {
		t.Fatal(err)
	}
	srv.Inject(wxastoretest.Fault{Interface: weixin.ModifyMerchant.Name, AppID: appID(1), Times: 1, Do: wxastoretest.CutConnection()})
	run, err := runner(ledger, accounts).Apply(t.Context(), makePlan(t, planner(ledger, accounts), wanted(3, "second", writePNG(t, 2))))
	if err != nil || run.Count[fleet.Unknown] != 1 {
		t.Fatal(run.Count, err)
	}
	if run, err = runner(ledger, accounts).Retry(t.Context(), run.ID, fleet.Unknown); err != nil || run.Count[fleet.Done] != 3 {
		t.Fatal(run.Count, err)
	}
	back := makePlan(t, planner(ledger, accounts), fleet.Before(t.Context(), ledger, run))
	if c := back.Counts(); c[fleet.Modify] != 3 || len(back.Steps) != 3 {
		t.Fatalf("%v, %+v", c, back.Groups())
	}
	if _, err := runner(ledger, accounts).Apply(t.Context(), back); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		srv.CheckIntro(t, appID(i), fmt.Sprintf("first %d", i))
	}
}

// TestRevertedRows has a row of a run that reverts another say what it wants as a table
// does: read from one, it is planned as it was, with the picture that the ledger has.
func TestRevertedRows(t *testing.T) {
	srv, ledger := serve(t, 1), newLedger(t)
	accounts := accountsAt(t, srv.URL)
	var run fleet.Run
	for shade, intro := range []string{"first", "second"} {
		var err error
		if run, err = runner(ledger, accounts).Apply(t.Context(), makePlan(t, planner(ledger, accounts), wanted(1, intro, writePNG(t, uint8(shade))))); err != nil {
			t.Fatal(err)
		}
	}
	back := makePlan(t, planner(ledger, accounts), fleet.Before(t.Context(), ledger, run))
	srv.Inject(wxastoretest.Fault{Interface: weixin.ModifyMerchant.Name, Times: 1, Do: wxastoretest.AnswerCode(weixin.IllegalIntro)})
	run, err := runner(ledger, accounts).Apply(t.Context(), back)
	if err != nil || run.Count[fleet.BadInput] != 1 {
		t.Fatal(run.Count, err)
	}
	var table strings.Builder
	for i, err := range ledger.Items(t.Context(), run.ID) {
		if err != nil {
			t.Fatal(err)
		}
		var names, values []string
		for _, c := range i.Desired.Columns {
			names, values = append(names, c.Name), append(values, c.Value)
		}
		if !slices.Equal(names, []string{"appid", "intro", "headimg"}) {
			t.Errorf("the columns are %q", names)
		}
		table.WriteString(strings.Join(names, ",") + "\n" + strings.Join(values, ",") + "\n")
	}
	path := filepath.Join(t.TempDir(), "failed.csv")
	if err := os.WriteFile(path, []byte(table.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	source := fleet.Source{Format: "csv", Path: path, Folder: filepath.Dir(path)}
	rows := func() fleet.Rows {
		return input.Read(t.Context(), source, input.Options{Listed: func(string) bool { return true }})
	}
	again := makePlan(t, planner(ledger, accounts), rows())
	if again.Counts()[fleet.Modify] != 1 || again.Steps[0].Desired.Intro != "first 0" || again.Steps[0].Desired.Picture != back.Steps[0].Desired.Picture {
		t.Fatalf("%s: %+v, %+v", table.String(), again.Steps[0], again.Groups())
	}
	if err := again.CheckFresh(t.Context(), ledger, rows(), new(fleet.Pictures)); err != nil {
		t.Error(err)
	}
	gone := makePlan(t, planner(newLedger(t), accounts), rows())
	if g := gone.Groups(); len(g) != 1 || g[0].Reason != fleet.PictureUnread {
		t.Errorf("with a ledger that has not the picture: %+v", g)
	}
}

// TestChangedStorePicture refuses a plan of stores of which a local picture was changed,
// whatever stands before it.
func TestChangedStorePicture(t *testing.T) {
	ledger, picture := newLedger(t), writePNG(t, 1)
	p := planner(ledger, nil)
	p.Offline = true
	rows := func() fleet.Rows {
		return wantedStores(1, 1, picture, func(d *fleet.DesiredStore) {
			d.MapPoiID, d.Photo = "7", &fleet.Picture{From: "https://" + weixin.PictureHost + "/photo"}
		})
	}
	plan := makePlan(t, p, rows())
	if plan.Counts()[fleet.Modify] != 1 {
		t.Fatalf("%+v", plan.Groups())
	}
	if err := plan.CheckFresh(t.Context(), ledger, rows(), new(fleet.Pictures)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(picture, []byte(readFile(t, writePNG(t, 2))), 0o600); err != nil {
		t.Fatal(err)
	}
	if stale, ok := errors.AsType[fleet.StaleError](plan.CheckFresh(t.Context(), ledger, rows(), new(fleet.Pictures))); !ok || !slices.Equal(stale.AppIDs, []string{appID(0) + "/s0"}) {
		t.Errorf("%v", stale)
	}
}

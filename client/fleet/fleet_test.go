package fleet_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/sqlledger"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// secretOf is the secret of an account of the tests.
func secretOf(appID string) string { return "secret-of-" + appID }

func appID(n int) string { return fmt.Sprintf("wxfleet%08d", n) }

// serve starts a service with n accounts, each with an approved store Mini Program.
func serve(t testing.TB, n int, opts ...wxastoretest.Option) *wxastoretest.Server {
	t.Helper()
	var accounts []wxastoretest.Account
	for i := range n {
		accounts = append(accounts, wxastoretest.Account{
			AppID: appID(i), Secret: secretOf(appID(i)), Merchant: &wxastoretest.Merchant{Nickname: "店", Intro: "before"},
		})
	}
	return wxastoretest.Run(t, append(opts, wxastoretest.WithAccounts(accounts...))...)
}

func openLedger(t testing.TB, path string) *sqlledger.Ledger {
	t.Helper()
	db, err := sqlite.OpenPlain(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	l := sqlledger.New(db, sqlledger.Question, path+".lock")
	if err := l.Create(context.Background()); err != nil {
		t.Fatal(err)
	}
	return l
}

func newLedger(t testing.TB) *sqlledger.Ledger {
	return openLedger(t, filepath.Join(t.TempDir(), "fleet.db"))
}

// accountsAt calls a service with the secrets of the tests.
func accountsAt(t testing.TB, url string) *fleet.Accounts {
	t.Helper()
	base, err := client.New(client.WithBaseURL(url), client.WithTimeout(10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(base.CloseIdleConnections)
	return fleet.NewAccounts(base, nil, func(appID string) (string, bool) { return secretOf(appID), true })
}

// wanted are n rows with an introduction each, and a picture if there is one.
func wanted(n int, intro, headimg string) iter.Seq2[fleet.Desired, error] {
	return func(yield func(fleet.Desired, error) bool) {
		for i := range n {
			d := fleet.Desired{Line: i + 2, AppID: appID(i), Account: fleet.Listed, Intro: fmt.Sprintf("%s %d", intro, i), Headimg: headimg}
			if !yield(d, nil) {
				return
			}
		}
	}
}

// writePNG writes a picture into a new folder.
func writePNG(t testing.TB, shade uint8) string {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, 8, 8))
	picture.SetGray(0, 0, color.Gray{Y: shade})
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "head.png")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func planner(ledger fleet.Ledger, accounts *fleet.Accounts) *fleet.Planner {
	return &fleet.Planner{Ledger: ledger, Accounts: accounts, Pictures: new(fleet.Pictures), Parallel: 8, MaxIntro: 200}
}

// makePlan plans and saves, as the command does.
func makePlan(t testing.TB, p *fleet.Planner, rows fleet.Rows) *fleet.Plan {
	t.Helper()
	plan, err := p.Plan(t.Context(), fleet.Source{Format: "csv"}, rows)
	if err != nil {
		t.Fatal(err)
	}
	var saved bytes.Buffer
	if err := plan.Save(&saved); err != nil {
		t.Fatal(err)
	}
	read, err := fleet.ReadPlan(&saved)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func runner(ledger fleet.Ledger, accounts *fleet.Accounts) *fleet.Runner {
	return &fleet.Runner{Ledger: ledger, Accounts: accounts, Options: fleet.Options{Parallel: 8}, Holder: "the test"}
}

// TestApply changes ten merchants, plans again, and finds nothing to do.
func TestApply(t *testing.T) {
	srv, ledger := serve(t, 10), newLedger(t)
	accounts := accountsAt(t, srv.URL)
	headimg := writePNG(t, 1)
	plan := makePlan(t, planner(ledger, accounts), wanted(10, "after", headimg))
	if c := plan.Cost(8, 0); c.Changes != 10 || c.Uploads != 10 {
		t.Fatalf("%+v, %v", c, plan.Groups())
	}
	run, err := runner(ledger, accounts).Apply(t.Context(), plan)
	if err != nil || run.Count[fleet.Done] != 10 || run.State != fleet.Finished {
		t.Fatalf("%+v, %v", run, err)
	}
	for i := range 10 {
		srv.CheckIntro(t, appID(i), fmt.Sprintf("after %d", i))
		if h := srv.History(appID(i)); len(h) != 1 || len(h[0].AfterHeadimg) == 0 {
			t.Errorf("%s was changed %d times", appID(i), len(h))
		}
	}
	srv.CheckCalls(t, weixin.UploadTempMedia.Name, 10)
	again := makePlan(t, planner(ledger, accounts), wanted(10, "after", headimg))
	if n := again.Counts()[fleet.Nothing]; n != 10 {
		t.Errorf("the second plan: %v", again.Counts())
	}
	third := makePlan(t, planner(ledger, accounts), wanted(10, "again", headimg))
	if c := third.Cost(8, 0); c.Changes != 10 || c.Uploads != 0 {
		t.Errorf("a plan with the pictures as they are: %+v", c)
	}
	if plan.CheckFresh(t.Context(), ledger, nil, new(fleet.Pictures)) == nil {
		t.Error("the first plan is still fresh after its run")
	}
}

package fleet_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/sqlledger"
	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/wxastoretest"
)

// The variables that make the test binary apply or resume in place of its tests.
const (
	childLedger = "WXASTORE_FLEET_CHILD"
	childAPI    = "WXASTORE_FLEET_CHILD_API"
	childPlan   = "WXASTORE_FLEET_CHILD_PLAN"
)

// TestChild is the process that TestKilled and TestStoresKilled kill: it applies a plan, or resumes the last
// run if there is one.
func TestChild(t *testing.T) {
	path := os.Getenv(childLedger)
	if path == "" {
		return
	}
	ledger, accounts := openLedger(t, path), accountsAt(t, os.Getenv(childAPI))
	r := runner(ledger, accounts)
	if runs, err := ledger.Runs(t.Context(), 1); err != nil || len(runs) > 0 {
		if _, err := r.Resume(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		return
	}
	file, err := os.Open(os.Getenv(childPlan))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := fleet.ReadPlan(file)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("begins")
	if _, err := r.Apply(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
}

// TestKilled kills the process at random moments of a run, and lets another resume it.
// Each merchant is in one state then, none was changed twice, and those whose change is
// unknown are all that may have been changed without being listed as done.
func TestKilled(t *testing.T) {
	const merchants = 60
	times := rounds.Of(t, "WXASTORE_FLEET_KILLS", 1, 20)
	srv := serve(t, merchants)
	headimg := writePNG(t, 1)
	unknown, killed := 0, 0
	for round := range times {
		ledger := filepath.Join(t.TempDir(), "fleet.db")
		plan := savePlan(t, srv, ledger, wanted(merchants, fmt.Sprintf("round %d", round), headimg))
		killed += kill(t, srv, ledger, plan, time.Duration(rand.Int64N(int64(150*time.Millisecond))))
		child(t, srv, ledger, plan)
		unknown += checkKilled(t, srv, openLedger(t, ledger), round, merchants)
		if t.Failed() {
			return
		}
	}
	t.Logf("%d of %d killed in mid-run; %d merchants unknown", killed, times, unknown)
	if times >= 20 && killed == 0 {
		t.Error("no process was killed before its run had ended")
	}
}

// savePlan plans rows, without asking the service.
func savePlan(t testing.TB, srv *wxastoretest.Server, ledger string, rows fleet.Rows) string {
	t.Helper()
	p := planner(openLedger(t, ledger), accountsAt(t, srv.URL))
	p.Offline = true
	plan, err := p.Plan(t.Context(), fleet.Source{Format: "csv"}, rows)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.plan")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := plan.Save(file); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func command(srv *wxastoretest.Server, ledger, plan string) *exec.Cmd {
	c := exec.Command(os.Args[0], "-test.run=^TestChild$")
	c.Env = append(os.Environ(), childLedger+"="+ledger, childAPI+"="+srv.URL, childPlan+"="+plan)
	return c
}

// kill starts a run and kills it some time after it has begun; it returns 1 if the run
// had not ended.
func kill(t *testing.T, srv *wxastoretest.Server, ledger, plan string, after time.Duration) int {
	t.Helper()
	c := command(srv, ledger, plan)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan() && lines.Text() != "begins"; {
	}
	time.Sleep(after)
	_ = c.Process.Kill()
	if c.Wait() != nil {
		return 1
	}
	return 0
}

// child lets a process do what is left.
func child(t *testing.T, srv *wxastoretest.Server, ledger, plan string) {
	t.Helper()
	if out, err := command(srv, ledger, plan).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// checkKilled compares the last run with the history of the service, and returns how
// many merchants are unknown.
func checkKilled(t *testing.T, srv *wxastoretest.Server, ledger *sqlledger.Ledger, round, merchants int) (unknown int) {
	t.Helper()
	run, err := fleet.FindRun(context.Background(), ledger, "")
	if err != nil {
		t.Fatal(err)
	}
	seen, sent := make(map[string]bool), modifications(srv)
	for i, err := range ledger.Items(context.Background(), run.ID) {
		if err != nil {
			t.Fatal(err)
		}
		id := i.Desired.AppID
		if seen[id] {
			t.Errorf("round %d: %s is in two states", round, id)
		}
		seen[id] = true
		changes := 0
		for _, h := range srv.History(id) {
			if h.AfterIntro == i.Desired.Intro && h.BeforeIntro != h.AfterIntro {
				changes++
			}
		}
		switch {
		case i.State == fleet.Done && changes != 1:
			t.Errorf("round %d: %s is done and was changed %d times", round, id, changes)
		case i.State == fleet.Unknown && changes > 1:
			t.Errorf("round %d: %s is unknown and was changed %d times", round, id, changes)
		case i.State == fleet.Unknown:
			unknown++
		case !slices.Contains([]fleet.State{fleet.Done, fleet.Unknown}, i.State):
			t.Errorf("round %d: %s ended as %s: %s", round, id, i.State, i.Outcome.Text)
		}
		if n := sent[[2]string{id, i.Desired.Intro}]; n > 1 {
			t.Errorf("round %d: %s was sent %d times", round, id, n)
		}
	}
	if len(seen) != merchants {
		t.Errorf("round %d: %d merchants in the run", round, len(seen))
	}
	return unknown
}

package fleet_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/client/fleet"
)

// TestNoSecretIsKept looks for secrets and tokens in the plan, the ledger's files and
// what a run tells.
func TestNoSecretIsKept(t *testing.T) {
	srv := serve(t, 3)
	path := filepath.Join(t.TempDir(), "fleet.db")
	ledger, accounts := openLedger(t, path), accountsAt(t, srv.URL)
	p := planner(ledger, accounts)
	plan, err := p.Plan(t.Context(), fleet.Source{Format: "csv"}, wanted(3, "after", writePNG(t, 1)))
	if err != nil {
		t.Fatal(err)
	}
	var told bytes.Buffer
	if err := plan.Save(&told); err != nil {
		t.Fatal(err)
	}
	token := srv.TokenFor(appID(0), secretOf(appID(0)))
	r := runner(ledger, accounts)
	r.Observe = func(run fleet.Run, i fleet.Item) { told.WriteString(run.Why + i.Outcome.Text + i.Desired.String()) }
	if run, err := r.Apply(t.Context(), plan); err != nil || run.Count[fleet.Done] != 3 {
		t.Fatal(run.Count, err)
	}
	for _, file := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		told.Write(content)
	}
	if !strings.Contains(told.String(), appID(0)) {
		t.Fatal("the ledger is not where it was looked for")
	}
	for _, secret := range []string{secretOf(appID(0)), token} {
		if bytes.Contains(told.Bytes(), []byte(secret)) {
			t.Errorf("a plan, a ledger or a run holds a secret of %d characters", len(secret))
		}
	}
}

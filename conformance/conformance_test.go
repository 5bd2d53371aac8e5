package conformance

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
)

// baseURL is the route by which the judges reach the service: their base URL is
// the service's.
const baseURL = "base URL"

// TestConformance lets every client judge a service of its own, prints what
// came of it, and compares what each has left in the data folder.
func TestConformance(t *testing.T) {
	binary := buildService(t)
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "client\tversion\troute\tcalls\tpassed")
	for _, c := range judges() {
		t.Run(c.client, func(t *testing.T) {
			version := versionOf(t, c)
			v := hear(t, binary, c)
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d of %d\n", c.client, version, baseURL, v.calls, v.passed, v.steps)
		})
	}
	if err := w.Flush(); err != nil {
		t.Error(err)
	}
	t.Logf("\n%s", &table)
}

// verdict is what a judge has found.
type verdict struct{ calls, steps, passed int }

// hear runs the trial of one client.
func hear(t *testing.T, binary string, c contender) verdict {
	t.Helper()
	a := account{appID: "wx00112233445566ff", secret: "00112233445566778899aabbccddeeff"}
	service := startService(t, binary, writeSeed(t, a))
	tr := &trial{
		judge: c.make(t, service.api, a),
		// The second is longer than what any client or server keeps in one
		// piece.
		pictures: [2]picture{drawPicture(t, 1, 16), drawPicture(t, 2, 640)},
		want:     []shop{{intro: seeded}},
	}
	steps, tokens := tr.steps(), 1
	if client, ok := tr.judge.(stale); ok {
		steps = append(steps, step{"superseded token", func() error { return tr.superseded(t.Context(), client, service.api, a) }})
		tokens++
	}
	wrong := c.make(t, service.api, account{a.appID, "wrong"})
	steps = append(steps,
		step{"token for a wrong secret", func() error {
			_, err := wrong.token()
			return tr.refused("40125", err)
		}},
		step{"change with a wrong secret", func() error { return tr.refused("40125", wrong.modify(fields("", "never"))) }},
	)
	tokens += 2

	var v verdict
	v.steps, v.passed = runSteps(t, steps)
	if err := service.stop(); err != nil {
		t.Errorf("%v\n%s", err, service.log)
	}
	v.calls = service.calls("")
	if n := service.calls("/cgi-bin/token"); n != tokens {
		t.Errorf("the client fetched a token %d times, not %d: it loops or keeps none", n, tokens)
	}
	compare(t, service.data, a, tr)
	if t.Failed() {
		t.Logf("log of the service:\n%s", service.log)
	}
	return v
}

// compare holds what the service has left against what the trial did.
func compare(t *testing.T, data string, a account, tr *trial) {
	t.Helper()
	got := readStored(t, data, a.appID)
	if !slices.Equal(got.history, tr.want) {
		t.Errorf("the history is\n%q\nnot\n%q", got.history, tr.want)
	}
	if last := tr.want[len(tr.want)-1]; got.now != last {
		t.Errorf("the shop is %q, not %q", got.now, last)
	}
	for _, p := range tr.pictures {
		if err := checkBytes(data, p); err != nil {
			t.Error(err)
		}
	}
}

// versionOf returns the version of a client, and fails if the client was
// replaced by another.
func versionOf(t *testing.T, c contender) string {
	t.Helper()
	if c.module == "" {
		return c.version(t)
	}
	// The build information of a test does not name modules.
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-json", c.module).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var module struct {
		Version string
		Replace json.RawMessage
	}
	if err := json.Unmarshal(out, &module); err != nil {
		t.Fatal(err)
	}
	if module.Replace != nil {
		t.Fatalf("%s is replaced: a judge must be what its authors wrote", c.module)
	}
	return module.Version
}

package conformance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
)

// TestConformance lets every client judge a service of its own by each of its
// routes, prints what came of it, and compares what each has left in the data
// folder.
func TestConformance(t *testing.T) {
	programs, binary := buildClients(t), buildService(t)
	all := judges(programs)
	requireTools(t, all)
	var rows []*row
	t.Run("judge", func(t *testing.T) {
		for _, c := range all {
			for _, r := range c.routes {
				line := &row{client: c.client, route: r}
				rows = append(rows, line)
				t.Run(c.client+" by "+string(r), func(t *testing.T) {
					t.Parallel()
					line.verdict = hear(t, binary, c, r)
				})
			}
		}
	})
	t.Logf("\n%s", table(t, rows))
}

// row is a line of the table.
type row struct {
	client string
	route  route
	verdict
}

func table(t *testing.T, rows []*row) string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "client\tversion\troute\tcalls\tpassed")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d of %d\n", r.client, r.version, r.route, r.calls, r.passed, r.steps)
	}
	if err := w.Flush(); err != nil {
		t.Error(err)
	}
	text.WriteString("One trial more: the client recovers from a token that was superseded.\n")
	return text.String()
}

// verdict is what a judge has found.
type verdict struct {
	version              string
	calls, steps, passed int
}

// hear runs the trial of one client.
func hear(t *testing.T, binary string, c contender, r route) (v verdict) {
	t.Helper()
	who := account{appID: "wx00112233445566ff", secret: "00112233445566778899aabbccddeeff"}
	service := startService(t, binary, writeSeed(t, who), r)
	at := service.address(r)
	tr := &trial{
		judge: c.make(t, at, who),
		// The second is longer than what any client or server keeps in one
		// piece.
		pictures: [2]picture{drawPicture(t, 1, 16), drawPicture(t, 2, 640)},
		want:     []shop{{intro: seeded}},
	}
	v.version = tr.judge.version()
	steps, tokens := tr.steps(), 1
	if client, ok := tr.judge.(stale); ok {
		steps = append(steps, step{"superseded token", func() error { return tr.superseded(t.Context(), client, service.api, who) }})
		tokens++
	}
	if client, ok := tr.judge.(caller); ok && client.knowsMore() {
		steps = append(steps,
			step{"picture for good", func() error { return opens(t.Context(), client, tr.pictures[0], service.api) }},
			step{"ticket", func() error { return sameTicket(client) }},
		)
	}
	wrong := c.make(t, at, account{who.appID, "wrong"})
	steps = append(steps,
		step{"token for a wrong secret", func() error {
			_, err := wrong.token()
			return tr.refused("40125", err)
		}},
		step{"change with a wrong secret", func() error { return tr.refused("40125", wrong.modify(fields("", "never"))) }},
	)
	tokens += 2

	v.steps, v.passed = runSteps(t, steps)
	if err := service.stop(); err != nil {
		t.Errorf("%v\n%s", err, service.log)
	}
	v.calls = service.calls("")
	if n := service.calls("/cgi-bin/token"); n != tokens {
		t.Errorf("the client fetched a token %d times, not %d: it loops or keeps none", n, tokens)
	}
	compare(t, service, who, tr)
	if t.Failed() {
		t.Logf("log of the service:\n%s", service.log)
	}
	return v
}

// compare holds what the service has left against what the trial did.
func compare(t *testing.T, s *service, a account, tr *trial) {
	t.Helper()
	got := readStored(t, s, a.appID)
	if !slices.Equal(got.history, tr.want) {
		t.Errorf("the history is\n%q\nnot\n%q", got.history, tr.want)
	}
	if last := tr.want[len(tr.want)-1]; got.now != last {
		t.Errorf("the shop is %q, not %q", got.now, last)
	}
	for _, p := range tr.pictures {
		if err := checkBytes(s.data, p); err != nil {
			t.Error(err)
		}
	}
}

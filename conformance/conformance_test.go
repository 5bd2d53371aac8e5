package conformance

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
)

// TestConformance lets every client judge a service of its own by each of its
// routes, prints what came of it, and compares what each has left in the data
// folder. SDKs judge as third-party platforms as well, and requests that other SDKs
// send are sent. All of them share the binaries and the pictures.
func TestConformance(t *testing.T) {
	shared := prepare(t)
	all := judges(shared.programs)
	requireTools(t, all)
	var rows []*row
	var shops storeTable
	t.Run("all", func(t *testing.T) {
		for _, c := range all {
			for _, r := range c.routes {
				line := &row{client: c.client, route: r}
				rows = append(rows, line)
				t.Run(c.client+" by "+string(r), func(t *testing.T) {
					t.Parallel()
					line.verdict = hear(t, shared, c, r, &shops)
				})
			}
		}
		for _, p := range platforms(shared.programs) {
			for _, r := range []route{baseURL, proxy} {
				line := &row{client: p.client + ", as a platform", route: r}
				rows = append(rows, line)
				t.Run(line.client+" by "+string(r), func(t *testing.T) {
					t.Parallel()
					line.verdict = hearPlatform(t, shared, p, r, &shops)
				})
			}
		}
		t.Run("kept requests", func(t *testing.T) {
			t.Parallel()
			sendKept(t, shared, &shops)
		})
	})
	t.Logf("\n%s\n%s", table(t, rows), shops.text(t))
	shops.compareDocument(t)
}

// shared is what all judges use.
type shared struct {
	// binary is that of the service, programs the folder of the Go clients'.
	binary, programs string
	// pictures are to be uploaded. The second is longer than what any client or server
	// keeps in one piece.
	pictures [2]picture
}

func prepare(t *testing.T) shared {
	t.Helper()
	s := shared{pictures: [2]picture{drawPicture(t, 1, 16), drawPicture(t, 2, 640)}}
	var building sync.WaitGroup
	building.Go(func() { s.programs = buildClients(t) })
	building.Go(func() { s.binary = buildService(t) })
	building.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return s
}

// row is a line of the table.
type row struct {
	client string
	route  route
	verdict
}

func table(t *testing.T, rows []*row) string {
	t.Helper()
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

// The accounts that judges call for: one that has a store Mini Program, and one that
// has nothing.
func seededAccount() account {
	return account{"wx00112233445566ff", "00112233445566778899aabbccddeeff"}
}
func emptyAccount() account { return account{"wx00112233445566ee", "ffeeddccbbaa99887766554433221100"} }

// hear runs the trials of one client.
func hear(t *testing.T, with shared, c contender, r route, shops *storeTable) (v verdict) {
	t.Helper()
	who := seededAccount()
	service := startService(t, with.binary, writeSeed(t), r)
	at := service.address(r)
	tr := &trial{judge: c.make(t, at, who), pictures: with.pictures, want: []shop{{intro: seeded}}}
	v.version = tr.judge.version()
	steps, tokens := tr.steps(), 1
	if client, ok := tr.judge.(stale); ok {
		steps = append(steps, step{"superseded token", func() error { return tr.superseded(service.ctx, client, service.api, who) }})
		tokens++
	}
	if client, ok := tr.judge.(caller); ok && client.knowsMore() {
		steps = append(steps,
			step{"picture for good", func() error { return opens(service.ctx, client, tr.pictures[0], service.api) }},
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
	if client, ok := tr.judge.(storekeeper); ok && len(client.knows()) > 0 {
		keepStores(t, c, r, service, with.pictures[0], shops)
		tokens++
	}
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

// keepStores has a client take a store from start to finish for the account that has nothing.
func keepStores(t *testing.T, c contender, r route, on *service, p picture, shops *storeTable) {
	t.Helper()
	client := c.make(t, on.address(r), emptyAccount())
	tr := &storeTrial{
		shop:    client.(storekeeper),
		upload:  func() (string, error) { return client.upload(p.path) },
		address: func() (string, error) { return client.(caller).picture(p.path) },
	}
	shops.add(t, c.client, string(r), tr.run(), nil)
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

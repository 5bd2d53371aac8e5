package crash

import (
	"context"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// testUpgrade puts the binary in the place of one of an earlier commit, whose schema it
// has to migrate, while 64 clients change shops.
func testUpgrade(t *testing.T, binary string) {
	old := buildOld(t)
	t.Run("postgres", func(t *testing.T) { testUpgradeReplicas(t, old, binary) })
	t.Run("sqlite", func(t *testing.T) { testUpgradeFolder(t, old, binary) })
}

// upgradeCalls is how many changes are made in each stage of an upgrade.
const upgradeCalls = 300

// testUpgradeReplicas starts a new service next to an old one behind a balancer, which
// migrates their database, and then ends the old one: no call fails.
func testUpgradeReplicas(t *testing.T, old, binary string) {
	workers := newCrew()
	seed, shops := writeSeed(t, workers)
	ledger := newLedger(shops)
	kept := newDatabase(t).(database)
	before, after := newReplica(t, old, seed, kept), newReplica(t, binary, seed, kept)
	before.process = before.start()
	load := startUpgrade(t, workers, &http.Transport{MaxIdleConnsPerHost: crewSize}, startBalancer(t, []*replica{before, after}))
	load.await(t, upgradeCalls)

	made := load.done.Load()
	after.process = after.start()
	migrating := load.done.Load() - made
	waitReady(t, after)
	of := changes(t, before)
	load.await(t, upgradeCalls)
	if byOld, byNew := changes(t, before)-of, changes(t, after); byOld == 0 || byNew == 0 {
		t.Errorf("side by side the old service has made %d changes and the new one %d", byOld, byNew)
	}
	end(t, before.process)
	load.await(t, upgradeCalls)
	refusedDowngrade(t, old, kept)

	load.close(t, ledger)
	end(t, after.process)
	load.compare(t, kept, ledger)
	t.Logf("%d changes acknowledged of %d asked for, none refused, %d of them while the new service started and migrated",
		ledger.acknowledged(), len(ledger.changes), migrating)
}

// testUpgradeFolder stops an old service and starts a new one on its data folder. No
// call fails that was taken; one that was not is made again.
func testUpgradeFolder(t *testing.T, old, binary string) {
	workers := newCrew()
	seed, shops := writeSeed(t, workers)
	ledger := newLedger(shops)
	kept := newFolder(t)
	args := append(kept.args(), "--listen", freeAddress(t), "--seed", seed, "--log-level", "warn")
	service := startService(t, old, args...)
	for _, c := range workers.clients {
		c.patient = true
	}
	// A connection of its own for each call, as in testDrain.
	load := startUpgrade(t, workers, &http.Transport{DisableKeepAlives: true}, service.api)
	load.await(t, upgradeCalls)

	began := time.Now()
	end(t, service)
	service = startService(t, binary, args...)
	took := time.Since(began)
	load.await(t, upgradeCalls)

	load.close(t, ledger)
	end(t, service)
	refusedDowngrade(t, old, kept)
	load.compare(t, kept, ledger)
	t.Logf("%d changes acknowledged of %d asked for, none refused; %v from SIGTERM to the new service's listeners",
		ledger.acknowledged(), len(ledger.changes), took.Round(time.Millisecond))
}

// upgrade is the load during an upgrade.
type upgrade struct {
	*crew
	stop context.CancelFunc
	// done counts the changes that were answered.
	done atomic.Int64
}

func startUpgrade(t *testing.T, workers *crew, transport *http.Transport, api string) *upgrade {
	t.Helper()
	u := &upgrade{crew: workers}
	for _, c := range workers.clients {
		step := c.step
		c.step = func(ctx context.Context, via *http.Client, api string) error {
			err := step(ctx, via, api)
			if err == nil {
				u.done.Add(1)
			}
			return err
		}
	}
	var ctx context.Context
	ctx, u.stop = context.WithCancel(t.Context())
	t.Cleanup(func() {
		u.stop()
		transport.CloseIdleConnections()
	})
	if err := workers.start(ctx, transport, api); err != nil {
		t.Fatal(err)
	}
	return u
}

// await waits until more changes were answered.
func (u *upgrade) await(t *testing.T, more int64) {
	t.Helper()
	end := u.done.Load() + more
	for deadline := time.Now().Add(startTime); u.done.Load() < end; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d changes of %d are missing after %v", end-u.done.Load(), more, startTime)
		}
	}
}

// close ends the load.
func (u *upgrade) close(t *testing.T, l *ledger) {
	t.Helper()
	u.ending.Store(true)
	u.stop()
	show(t, "seen by the clients", u.wait(l))
}

// compare compares what is left with what was answered.
func (u *upgrade) compare(t *testing.T, kept state, l *ledger) {
	t.Helper()
	faults, err := kept.check(t, l, false, false)
	if err != nil {
		t.Fatal(err)
	}
	show(t, "left behind", faults)
}

// end ends a service by SIGTERM, which it has to follow in peace.
func end(t *testing.T, p *process) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.wait(startTime); err != nil {
		t.Fatalf("the service after SIGTERM: %v\n%s", err, p.log)
	}
}

// refusedDowngrade starts the old binary on a state that was migrated: it says why not.
func refusedDowngrade(t *testing.T, old string, kept state) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), startTime)
	defer cancel()
	said, err := exec.CommandContext(ctx, old, append([]string{"serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"}, kept.args()...)...).CombinedOutput()
	if err == nil || !strings.Contains(string(said), "the database was written by a newer wxastore") {
		t.Errorf("the old binary on the new schema: %v\n%s", err, said)
	}
}

// made is what /metrics counts of changes that were answered with success.
var made = regexp.MustCompile(`(?m)^wxastore_calls_total\{interface="modifywxastore",code="0"\} (\d+)$`)

// changes is how many changes a service has answered with success.
func changes(t *testing.T, r *replica) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+r.console+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+consoleToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("/metrics: %s, %v", resp.Status, err)
	}
	if m := made.FindSubmatch(text); m != nil {
		n, err := strconv.Atoi(string(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return 0
}

// buildOld builds the binary of the last commit before the newest migration.
func buildOld(t *testing.T) (binary string) {
	t.Helper()
	root, folder := filepath.Join("..", ".."), t.TempDir()
	run := func(dir, name string, args ...string) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), name, args...)
		command.Dir = dir
		said, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %q: %v\n%s", name, args, err, said)
		}
		return strings.TrimSpace(string(said))
	}
	if run(root, "git", "rev-parse", "--is-shallow-repository") == "true" {
		t.Fatal("the binary of an earlier commit is built from the history, which this checkout does not have: git fetch --unshallow")
	}
	newest := run(root, "git", "log", "-1", "--diff-filter=A", "--format=%H", "--", "internal/store/sqlstore/migrations")
	if newest == "" {
		t.Fatal("no commit has brought a migration")
	}
	source := filepath.Join(folder, "source")
	top := run(root, "git", "rev-parse", "--show-toplevel")
	run(folder, "git", "clone", "--quiet", "--shared", "--no-checkout", top, source)
	run(source, "git", "checkout", "--quiet", newest+"^")
	binary = filepath.Join(folder, "wxastore")
	// Without paths, so that the cache has what was compiled in another folder; and
	// nice, since other tests are waiting at the same time.
	run(source, "nice", "go", "build", "-trimpath", "-o", binary, "./cmd/wxastore")
	t.Logf("the old binary is %s", run(folder, binary, "version"))
	return binary
}

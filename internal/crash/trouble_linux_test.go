package crash

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/google/pprof/profile"

	"github.com/wxastore/wxastore/internal/built"
	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
)

const (
	// troubleSeconds are more than a statement may take, so that calls are answered while
	// the database is in trouble. WXASTORE_TROUBLE_SECONDS are others.
	troubleSeconds = 7
	// troubledWait is how long a call may wait for its answer meanwhile: for batches of
	// writes before its own, and for its own.
	troubledWait = 15 * time.Second
	// troubledPace leaves the processors to others.
	troubledPace = 100 * time.Millisecond
	// smallDisk has room for an empty database, and for a service's folder.
	smallDisk       = 192 << 20
	smallDataFolder = 24 << 20
)

// trouble is what befalls a database.
type trouble struct {
	server     func(t *testing.T) *pgtest.Server
	begin, end func(ctx context.Context, s *pgtest.Server) error
}

// TestDatabaseInTrouble lets the clients of a service go on while its database does not
// take writes, in each of the ways that operators see: calls are answered in time, nothing
// piles up, and afterwards the same process goes on.
func TestDatabaseInTrouble(t *testing.T) {
	binary := built.Program(t)
	own := func(t *testing.T) *pgtest.Server { return pgtest.Own(t) }
	var unlock func() error
	for name, c := range map[string]trouble{
		"table locked": {own, func(ctx context.Context, s *pgtest.Server) (err error) {
			unlock, err = s.LockTable(ctx, "merchants")
			return err
		}, func(context.Context, *pgtest.Server) error { return unlock() }},
		"frozen": {own, func(_ context.Context, s *pgtest.Server) error { return s.Freeze() },
			func(_ context.Context, s *pgtest.Server) error { return s.Thaw() }},
		"standby": {own, func(ctx context.Context, s *pgtest.Server) error { return s.Demote(ctx) },
			func(ctx context.Context, s *pgtest.Server) error { return s.Promote(ctx) }},
		"disk full": {func(t *testing.T) *pgtest.Server {
			needRoot(t)
			return pgtest.OwnOnSmallDisk(t, smallDisk)
		}, func(_ context.Context, s *pgtest.Server) error { return s.FillDisk() },
			func(_ context.Context, s *pgtest.Server) error { return s.FreeDisk() }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := c.server(t)
			s := &site{pace: troubledPace}
			s.open(t, binary, server.Address(), 1)
			s.trouble(t, name, func() error { return c.begin(t.Context(), server) }, func() error { return c.end(t.Context(), server) })
			s.close(t, name)
		})
	}
}

// needRoot skips a test that makes a disk, where nobody has said that all must run.
func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() == 0 {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("only root can make a disk")
	}
	t.Skip("only root can make a disk")
}

// trouble lets trouble begin and end under load.
func (s *site) trouble(t *testing.T, what string, begin, end func() error) {
	t.Helper()
	load()
	before := goroutines(t, s.replicas[0].process)
	if err := begin(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Duration(rounds.Of(t, "WXASTORE_TROUBLE_SECONDS", troubleSeconds, troubleSeconds)) * time.Second)
	during := goroutines(t, s.replicas[0].process)
	if err := end(); err != nil {
		t.Fatal(err)
	}
	s.back(t, "after the trouble")
	waited := time.Duration(s.waited.Load())
	t.Logf("%s: a call took %v at most; %d goroutines before, %d during", what, waited.Round(time.Millisecond), before, during)
	if waited > troubledWait {
		t.Errorf("a call waited %v", waited)
	}
	if s.refused.Load() == 0 {
		t.Error("no call was refused: there was no trouble")
	}
	if during > before+4*crewSize {
		t.Errorf("%d goroutines have become %d", before, during)
	}
}

// goroutines counts those of a service.
func goroutines(t *testing.T, p *process) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.console+"/debug/pprof/goroutine", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+consoleToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	found, err := profile.Parse(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, sample := range found.Sample {
		n += int(sample.Value[0])
	}
	return n
}

// TestDataFolderIsFull fills the disk of a service on SQLite under load.
func TestDataFolderIsFull(t *testing.T) {
	needRoot(t)
	t.Parallel()
	binary, data := built.Program(t), filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	s := &site{pace: troubledPace, workers: newCrew()}
	seed, shops := writeSeed(t, s.workers)
	s.ledger = newLedger(shops)
	mounted := fmt.Sprintf(`mount -t tmpfs -o size=%d,mode=700 none %q && exec "$0" "$@"`, smallDataFolder, data)
	p := startServiceBy(t, []string{"unshare", "--mount", "sh", "-c", mounted, binary}, "--data", data, "--seed", seed, "--log-level", "warn")
	s.replicas = []*replica{{process: p}}
	s.work(t, p.api)
	disk := fmt.Sprintf("/proc/%d/root%s", p.cmd.Process.Pid, data)
	s.trouble(t, "disk full", func() error { return pgtest.FillDisk(disk) }, func() error { return pgtest.FreeDisk(disk) })
	// What a crash leaves is on the disk, which is gone with the process.
	s.stop()
	faults := s.workers.wait(s.ledger)
	show(t, "seen by the clients", faults)
	if err := p.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	left := t.TempDir()
	if err := os.CopyFS(left, os.DirFS(disk)); err != nil {
		t.Fatal(err)
	}
	p.kill(t)
	faults, err := checkFolder(t.Context(), left, left, s.ledger, false)
	if err != nil {
		t.Fatal(err)
	}
	show(t, "left behind", faults)
	if t.Failed() {
		t.Logf("log of the service:\n%.8000s", p.log)
	}
	t.Logf("%d changes acknowledged of %d asked for, all there once", s.ledger.acknowledged(), len(s.ledger.changes))
}

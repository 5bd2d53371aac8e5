package crash

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/ncruces/go-sqlite3/driver"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/internal/snapshot"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobmem"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// replacedAccounts is how many accounts a state has that is replaced, and the other half
// as many again: enough that a restore is many writes.
const replacedAccounts = 400

// replaced are two states that replace each other.
type replaced struct {
	binary string
	kept   state
	seed   string
	// files are snapshots of the two, sums what they hold. The first is what the service
	// is started with.
	files [2][]byte
	sums  [2]string
	// took is how long a restore took that nobody cut off.
	took time.Duration
	// hit counts the kills by what they left.
	hit map[string]int
}

// testReplaced kills the service while it replaces everything: by a restore, an undo or a
// reset, at a random moment or as soon as the new state is there, which is while the old
// one is dropped. The next service finds one of the two states, whole, and the next
// restore works.
func testReplaced(t *testing.T, binary string, kept state) {
	r := &replaced{binary: binary, kept: kept, seed: writeAccounts(t, "first"), hit: make(map[string]int)}
	p, console := r.start(t)
	r.files[0], r.sums[0] = r.snapshot(t, console)
	second, err := os.Open(writeAccounts(t, "second"))
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if _, err := api.ApplySeed.Call(t.Context(), console, api.Seed{Body: second}); err != nil {
		t.Fatal(err)
	}
	r.files[1], r.sums[1] = r.snapshot(t, console)
	r.took = r.restore(t, console, 0)
	now := 0 // which state is there
	times := rounds.Of(t, "WXASTORE_CRASH_ROUNDS", 3, 3)
	for round := range times {
		if now == 0 && round%3 == 2 { // a reset would make it what it is
			r.restore(t, console, 1)
			now = 1
		}
		r.cut(t, p, console, round, now)
		p, console = r.start(t)
		now = r.found(t, console)
		if t.Failed() {
			t.Fatalf("round %d of %d; log of the service:\n%s", round+1, times, p.log)
		}
	}
	r.restore(t, console, 1-now)
	if got := r.found(t, console); got != 1-now {
		t.Errorf("after the last restore it is state %d, want %d", got, 1-now)
	}
	end(t, p)
	if left := kept.(replaceable).shadows(t); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	t.Logf("%d kills of what takes %v: %v", times, r.took.Round(time.Millisecond), r.hit)
}

// writeAccounts writes a seed file of accounts whose app ids and introductions have a
// name in them.
func writeAccounts(t *testing.T, name string) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("accounts:\n")
	for i := range replacedAccounts {
		fmt.Fprintf(&text, "  - {appid: wx%s%04d, secret: s, merchant: {nickname: a shop, intro: the %s state}}\n", name, i, name)
	}
	path := filepath.Join(t.TempDir(), name+".yaml")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (r *replaced) start(t *testing.T) (*process, *api.Client) {
	t.Helper()
	p := startService(t, r.binary, append(r.kept.args(), "--seed", r.seed, "--log-level", "warn")...)
	console, err := api.NewClient(p.console, consoleToken)
	if err != nil {
		t.Fatal(err)
	}
	return p, console
}

// snapshot is the state of a service and a sum of what it says of accounts and their
// merchants.
func (r *replaced) snapshot(t *testing.T, console *api.Client) (content []byte, sum string) {
	t.Helper()
	file, err := api.TakeSnapshot.Call(t.Context(), console, api.None{})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if content, err = io.ReadAll(file); err != nil {
		t.Fatal(err)
	}
	s, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := snapshot.Restore(t.Context(), bytes.NewReader(content), snapshot.Target{Store: s, Blobs: new(blobmem.Blobs)}); err != nil {
		t.Fatal(err)
	}
	var rows []string
	err = s.ReadAll(t.Context(), func(table store.Table, row []any) error {
		if table.Name == "accounts" || table.Name == "merchants" {
			rows = append(rows, fmt.Sprint(table.Name, row[:4])) // a reset makes others at another time
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(rows)
	return content, fmt.Sprintf("%d rows, %.8x", len(rows), sha256.Sum256([]byte(strings.Join(rows, "\n"))))
}

// restore restores one of the two states and returns how long that took.
func (r *replaced) restore(t *testing.T, console *api.Client, which int) time.Duration {
	t.Helper()
	began := time.Now()
	if _, err := api.Restore.Call(t.Context(), console, api.Snapshot{Body: bytes.NewReader(r.files[which])}); err != nil {
		t.Fatalf("a restore: %v", err)
	}
	return time.Since(began)
}

// cut has a service replace the state that is there and kills it meanwhile.
func (r *replaced) cut(t *testing.T, p *process, console *api.Client, round, now int) {
	t.Helper()
	what := []string{"restore", "undo", "reset"}[round%3]
	undoable, err := api.ShowUndo.Call(t.Context(), console, api.None{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	confirmed := api.Replacement{Body: api.Confirm{Confirm: true}}
	go func() {
		var err error
		switch what {
		case "restore":
			_, err = api.Restore.Call(ctx, console, api.Snapshot{Body: bytes.NewReader(r.files[1-now])})
		case "undo":
			_, err = api.Undo.Call(ctx, console, confirmed)
		default:
			_, err = api.Reset.Call(ctx, console, confirmed)
		}
		ended <- err
	}()
	if round%2 == 0 {
		time.Sleep(rand.N(r.took))
	} else {
		// What only one of the states has comes or goes when they are exchanged.
		one := api.AccountID{AppID: "wxsecond0000"}
		_, before := api.ShowAccount.Call(ctx, console, one)
		for len(ended) == 0 {
			if _, err := api.ShowAccount.Call(ctx, console, one); (err == nil) != (before == nil) {
				break
			}
		}
	}
	p.kill(t)
	stop()
	if err := <-ended; err == nil {
		what += ", done"
	}
	left := r.kept.(replaceable).shadows(t)
	switch {
	case len(left) > 0:
		what += ", with shadows"
	case undoable.What == "":
		what += ", nothing to undo"
	}
	r.hit[what]++
	said, err := exec.CommandContext(t.Context(), r.binary, append([]string{"check"}, r.kept.args()...)...).CombinedOutput()
	if err != nil {
		t.Errorf("check after a kill in the %s: %v\n%s", what, err, said)
	}
}

// found is which of the two states a service has. What can be undone after a kill can be.
func (r *replaced) found(t *testing.T, console *api.Client) int {
	t.Helper()
	_, sum := r.snapshot(t, console)
	which := slices.Index(r.sums[:], sum)
	if which < 0 {
		t.Errorf("the service has neither state: %s, want %q", sum, r.sums)
	}
	undoable, err := api.ShowUndo.Call(t.Context(), console, api.None{})
	if err != nil || undoable.What == "" {
		t.Errorf("nothing can be undone: %+v, %v", undoable, err)
	}
	return which
}

// replaceable is a state in which shadows of tables can be looked for.
type replaceable interface {
	// shadows are those that a service has left which is gone.
	shadows(t *testing.T) []string
}

func (f folder) shadows(t *testing.T) (names []string) {
	t.Helper()
	at := t.TempDir()
	if err := copyDatabase(string(f), at); err != nil {
		t.Fatal(err)
	}
	db, err := driver.Open(filepath.Join(at, "wxastore.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `SELECT name FROM sqlite_schema WHERE name LIKE ?`, sqldb.Shadow("%"))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return names
}

func (d database) shadows(t *testing.T) []string {
	t.Helper()
	if err := d.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), d.address)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := conn.Query(t.Context(), `SELECT relname FROM pg_class WHERE relname LIKE $1`, sqldb.Shadow("%"))
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err = errors.Join(err, conn.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	return names
}

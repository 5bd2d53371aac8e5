package sqljournal_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
)

// numberedCalls are n calls of a few hundred bytes that cannot be compressed.
func numberedCalls(first, n int) []journal.Entry {
	random := rand.NewChaCha8([32]byte{byte(first), byte(first >> 8)})
	calls := make([]journal.Entry, n)
	for i := range calls {
		calls[i] = journal.Entry{
			RID: fmt.Sprintf("69cb0000-%08x-00000000", first+i), AppID: fmt.Sprint("wx", i%10),
			Request: randomText(random, 200+i), At: time.UnixMilli(int64(first + i)),
		}
	}
	return calls
}

func randomText(random *rand.ChaCha8, n int) string {
	text := make([]byte, n)
	_, _ = random.Read(text) // it has no error
	return "q" + string(text)
}

func mustAppend(t *testing.T, j journal.Store, calls []journal.Entry) {
	t.Helper()
	if err := j.AppendCalls(context.Background(), calls); err != nil {
		t.Fatalf("AppendCalls: %v", err)
	}
}

// works appends a call and reads it.
func works(t *testing.T, j journal.Store) {
	t.Helper()
	calls := numberedCalls(1_000_000, 1)
	mustAppend(t, j, calls)
	if got, err := j.Call(context.Background(), calls[0].RID); err != nil || got.RID != calls[0].RID {
		t.Errorf("Call = %+v, %v, want the one that was appended", got, err)
	}
	if err := j.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// openLogged opens a journal whose log can be read.
func openLogged(t *testing.T, dir string) (journal.Store, *bytes.Buffer) {
	t.Helper()
	log := new(bytes.Buffer)
	j, err := sqljournal.Open(t.Context(), sqlite.JournalFile(dir), slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatalf("OpenJournal: %v", err)
	}
	return j, log
}

// setAside checks that a damaged journal was set aside, once, with a warning.
func setAside(t *testing.T, dir string, log *bytes.Buffer) {
	t.Helper()
	broken, err := filepath.Glob(filepath.Join(dir, "journal.db.broken-*[0-9]"))
	if err != nil || len(broken) != 1 {
		t.Errorf("set aside are %v, %v, want one file", broken, err)
	}
	if n := strings.Count(log.String(), "level=WARN"); n != 1 || !strings.Contains(log.String(), "begins again") {
		t.Errorf("the log has %d warnings, want one that it begins again:\n%s", n, log)
	}
}

func TestJournalKeepsCalls(t *testing.T) {
	dir := t.TempDir()
	j := openJournal(t, dir)
	calls := numberedCalls(0, 600)
	mustAppend(t, j, calls)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j, log := openLogged(t, dir)
	got, err := j.Calls(t.Context(), journal.Filter{}, 1000)
	if err != nil || len(got) != 600 || got[0].RID != calls[599].RID {
		t.Errorf("%d calls after it was opened again, %v, want 600", len(got), err)
	}
	works(t, j)
	if log.Len() > 0 {
		t.Errorf("a sound journal is logged:\n%s", log)
	}
}

// TestDamagedJournalBeginsAnew damages the file of a journal that is closed in
// ways that show when it is opened or only later.
func TestDamagedJournalBeginsAnew(t *testing.T) {
	for name, damage := range map[string]func(path string, size int64) error{
		"text": func(path string, _ int64) error {
			return os.WriteFile(path, []byte(strings.Repeat("this is not a database\n", 1000)), 0o600)
		},
		"one byte":          func(path string, _ int64) error { return os.WriteFile(path, []byte("S"), 0o600) },
		"cut in the header": func(path string, _ int64) error { return os.Truncate(path, 60) },
		"cut after a page":  func(path string, _ int64) error { return os.Truncate(path, 4096) },
		"cut in the middle": func(path string, size int64) error { return os.Truncate(path, size/2+100) },
		"overwritten except the header": func(path string, size int64) error {
			return overwrite(path, 4096, size)
		},
		"the second half overwritten": func(path string, size int64) error {
			return overwrite(path, size/2, size)
		},
		"a directory": func(path string, _ int64) error {
			if err := os.Remove(path); err != nil {
				return err
			}
			return os.Mkdir(path, 0o700)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "journal.db")
			j := openJournal(t, dir)
			mustAppend(t, j, numberedCalls(0, 500))
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := damage(path, info.Size()); err != nil {
				t.Fatal(err)
			}
			j, log := openLogged(t, dir)
			// A new call is appended at the end, which may be sound. The others are
			// read, too.
			if _, err := j.Calls(t.Context(), journal.Filter{Text: "q"}, 1000); err != nil {
				t.Errorf("Calls: %v", err)
			}
			works(t, j)
			setAside(t, dir, log)
			j, log = openLogged(t, dir)
			works(t, j)
			if log.Len() > 0 {
				t.Errorf("the new journal is not sound:\n%s", log)
			}
		})
	}
}

// overwrite replaces the bytes of a file between two offsets.
func overwrite(path string, from, to int64) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteAt(bytes.Repeat([]byte{0xa5}, int(to-from)), from)
	return err
}

// TestDamageUnderManyCallers lets many find the damage at the same time.
func TestDamageUnderManyCallers(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "journal.db")
	j := openJournal(t, dir)
	mustAppend(t, j, numberedCalls(0, 2000))
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := overwrite(path, info.Size()/2, info.Size()); err != nil {
		t.Fatal(err)
	}
	j, log := openLogged(t, dir)
	if log.Len() > 0 {
		t.Fatalf("the damage shows at once, so the test proves nothing:\n%s", log)
	}
	var all sync.WaitGroup
	for i := range 32 {
		all.Go(func() {
			if err := j.AppendCalls(context.Background(), numberedCalls(i*10, 10)); err != nil {
				t.Errorf("AppendCalls: %v", err)
			}
			if _, err := j.Calls(context.Background(), journal.Filter{}, 10); err != nil {
				t.Errorf("Calls: %v", err)
			}
		})
	}
	all.Wait()
	if got, err := j.Calls(t.Context(), journal.Filter{}, 1000); err != nil || len(got) != 320 {
		t.Errorf("%d calls, %v, want the 320 that were appended", len(got), err)
	}
	works(t, j)
	setAside(t, dir, log)
}

// TestCrashedJournal opens copies of a journal as a crash leaves it: with its
// log, whole or cut. No such thing is damage.
func TestCrashedJournal(t *testing.T) {
	dir := t.TempDir()
	running := openJournal(t, dir)
	defer running.Close()
	for i := range 50 {
		mustAppend(t, running, numberedCalls(i*10, 10))
	}
	files := make(map[string][]byte)
	for _, name := range []string{"journal.db", "journal.db-wal"} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = content
	}
	all := files["journal.db-wal"]
	for _, share := range []float64{0, 0.3, 0.7, 1} {
		copied := t.TempDir()
		files["journal.db-wal"] = all[:int(share*float64(len(all)))]
		for name, content := range files {
			if err := os.WriteFile(filepath.Join(copied, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		j, log := openLogged(t, copied)
		calls, err := j.Calls(t.Context(), journal.Filter{}, 1000)
		// Each append is kept or lost as a whole.
		if err != nil || len(calls)%10 != 0 || share == 1 && len(calls) != 500 {
			t.Errorf("with %v of the log %d calls are left, %v", share, len(calls), err)
		}
		works(t, j)
		if log.Len() > 0 {
			t.Errorf("with %v of the log there are warnings:\n%s", share, log)
		}
	}
}

// TestLogOfDamagedJournal leaves a log next to a damaged journal. It must not
// be applied to the new one.
func TestLogOfDamagedJournal(t *testing.T) {
	dir, copied := t.TempDir(), t.TempDir()
	running := openJournal(t, dir)
	defer running.Close()
	mustAppend(t, running, numberedCalls(0, 500))
	if _, err := rawDB(t, dir, "journal.db").Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, running, numberedCalls(500, 100))
	log, err := os.ReadFile(filepath.Join(dir, "journal.db-wal"))
	if err != nil || len(log) == 0 {
		t.Fatalf("the log has %d bytes, %v", len(log), err)
	}
	for name, content := range map[string][]byte{"journal.db": []byte("no database"), "journal.db-wal": log} {
		if err := os.WriteFile(filepath.Join(copied, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	j, warnings := openLogged(t, copied)
	if calls, err := j.Calls(t.Context(), journal.Filter{}, 10); err != nil || len(calls) > 0 {
		t.Errorf("Calls = %v, %v, want none", calls, err)
	}
	works(t, j)
	setAside(t, copied, warnings)
}

func openJournal(t testing.TB, dir string) journal.Store {
	t.Helper()
	j, err := sqljournal.Open(t.Context(), sqlite.JournalFile(dir), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return j
}

package sqljournal_test

import (
	"database/sql"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3/driver"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
)

// TestJournalDoesNotGrow appends and trims many times what the journal may hold
// and looks at the size of its files.
func TestJournalDoesNotGrow(t *testing.T) {
	const limit, batch = 1 << 20, 128
	random := rand.NewChaCha8([32]byte{})
	dir := t.TempDir()
	j := openJournal(t, dir)
	defer j.Close()
	size := func() (bytes int64) {
		for _, file := range []string{"journal.db", "journal.db-wal"} {
			info, err := os.Stat(filepath.Join(dir, file))
			if err != nil {
				t.Fatal(err)
			}
			bytes += info.Size()
		}
		return bytes
	}
	var written, early int64
	for i := 0; written < 24*limit; i++ {
		calls := numberedCalls(i*batch, batch)
		// Most calls are small, some are not: pages that are freed must fit both.
		for n := range calls {
			calls[n].Response = randomText(random, 1000+i%500)
		}
		calls[i%batch].Response = randomText(random, 50_000)
		for _, c := range calls {
			written += int64(len(c.Request) + len(c.Response))
		}
		mustAppend(t, j, calls)
		if _, err := j.TrimCalls(t.Context(), time.Time{}, 0, limit); err != nil {
			t.Fatal(err)
		}
		if early == 0 && written > 12*limit {
			early = size()
		}
	}
	late := size()
	if late > early*11/10 {
		t.Errorf("the journal grew from %d to %d bytes under steady load", early, late)
	}
	// The log adds its 16 MiB, and what a batch of deletes appends at once.
	if most := int64(limit*3/2 + 20<<20); late > most {
		t.Errorf("the journal has %d bytes, want at most %d", late, most)
	}
	if left, err := j.Calls(t.Context(), journal.Filter{}, 100_000); err != nil || len(left) < 250 {
		t.Errorf("%d calls are left, %v, want many", len(left), err)
	}
}

func TestNewerJournalIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := openJournal(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	db := rawDB(t, dir, "journal.db")
	if _, err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)"); err != nil {
		t.Fatal(err)
	}
	j, err := sqljournal.Open(t.Context(), sqlite.JournalFile(dir), slog.New(slog.DiscardHandler))
	if err == nil {
		j.Close()
		t.Fatal("OpenJournal of a newer schema succeeded")
	}
	if !strings.Contains(err.Error(), "was written by a newer wxastore") {
		t.Errorf("OpenJournal of a newer schema says: %v", err)
	}
}

func TestJournalFilesArePrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "data")
	j := openJournal(t, dir)
	defer j.Close()
	mustAppend(t, j, numberedCalls(0, 1))
	for _, file := range []string{"journal.db", "journal.db-wal"} {
		info, err := os.Stat(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o, want 600", file, info.Mode().Perm())
		}
	}
}

func rawDB(t *testing.T, dir, file string) *sql.DB {
	t.Helper()
	db, err := driver.Open(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

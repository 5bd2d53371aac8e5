package sqlite_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqlstore/sqlite"
)

// TestJournalDoesNotGrow appends and trims many times what the journal may hold
// and looks at the size of its files.
func TestJournalDoesNotGrow(t *testing.T) {
	const limit, batch = 2 << 20, 128
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
			calls[n].Response = strings.Repeat("a", 1000+i%500)
		}
		calls[i%batch].Response = strings.Repeat("a", 50_000)
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
	if left, err := j.Calls(t.Context(), store.CallFilter{}, 100_000); err != nil || len(left) < 500 {
		t.Errorf("%d calls are left, %v, want many", len(left), err)
	}
}

// TestJournalSeeks asks SQLite how it would find what is looked up most.
func TestJournalSeeks(t *testing.T) {
	dir := t.TempDir()
	if err := openJournal(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	db := rawDB(t, dir, "journal.db")
	const before = "seq < (SELECT min(b.seq) FROM calls AS b WHERE b.rid = 'r')"
	for query, want := range map[string]string{
		"WHERE rid = 'r' ORDER BY seq DESC LIMIT 1":                        "SEARCH calls USING INDEX calls_rid (rid=?)",
		"ORDER BY seq DESC LIMIT 9":                                        "SCAN calls",
		"WHERE " + before + " ORDER BY seq DESC LIMIT 9":                   "SEARCH calls USING INTEGER PRIMARY KEY (rowid<?)",
		"WHERE app_id = 'a' ORDER BY seq DESC LIMIT 9":                     "SEARCH calls USING INDEX calls_app_id (app_id=?)",
		"WHERE app_id = 'a' AND " + before + " ORDER BY seq DESC LIMIT 9":  "SEARCH calls USING INDEX calls_app_id (app_id=? AND rowid<?)",
		"WHERE called_at >= 1 AND called_at < 2 ORDER BY seq DESC LIMIT 9": "SEARCH calls USING INDEX calls_called_at (called_at>? AND called_at<?)",
		"WHERE called_at < 2 ORDER BY called_at LIMIT 9":                   "SEARCH calls USING INDEX calls_called_at (called_at<?)",
	} {
		rows, err := db.Query("EXPLAIN QUERY PLAN SELECT * FROM calls " + query)
		if err != nil {
			t.Fatal(err)
		}
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, detail)
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if len(plan) == 0 || plan[0] != want {
			t.Errorf("%s\nis found by %q, want %q", query, plan, want)
		}
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
	j, err := sqlite.OpenJournal(t.Context(), dir, slog.New(slog.DiscardHandler))
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

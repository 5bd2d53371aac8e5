package sqlite_test

import (
	"log/slog"
	"testing"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

func TestContractOnFile(t *testing.T) {
	storetest.Exercise(t, func(t *testing.T) store.Store { return openFile(t, t.TempDir()) })
}

func TestContractInMemory(t *testing.T) {
	storetest.Exercise(t, func(t *testing.T) store.Store { return openMemory(t) })
}

func TestJournalContractOnFile(t *testing.T) {
	storetest.ExerciseJournal(t, func(t *testing.T) journal.Store { return openJournal(t, t.TempDir()) })
}

func TestJournalContractInMemory(t *testing.T) {
	storetest.ExerciseJournal(t, func(t *testing.T) journal.Store {
		j, err := sqljournal.Open(t.Context(), sqlite.MemoryJournal(), slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		return j
	})
}

func openFile(t testing.TB, dir string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlite.Folder(dir), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func openMemory(t testing.TB) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func openJournal(t testing.TB, dir string) journal.Store {
	t.Helper()
	j, err := sqljournal.Open(t.Context(), sqlite.JournalFile(dir), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return j
}

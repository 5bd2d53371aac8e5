package postgres_test

import (
	"log/slog"
	"testing"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

func TestContract(t *testing.T) {
	storetest.Exercise(t, func(t *testing.T) store.Store { return open(t, pgtest.Address(t)) })
}

func TestJournalContract(t *testing.T) {
	storetest.ExerciseJournal(t, func(t *testing.T) journal.Store { return openJournal(t, pgtest.Address(t)) })
}

func open(t testing.TB, address string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), postgres.At(address), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func openJournal(t testing.TB, address string) journal.Store {
	t.Helper()
	j, err := sqljournal.Open(t.Context(), postgres.JournalAt(address), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func BenchmarkStore(b *testing.B) {
	storetest.Benchmark(b, func(b *testing.B) store.Store { return open(b, pgtest.Address(b)) })
}

func BenchmarkJournal(b *testing.B) {
	storetest.BenchmarkJournal(b, func(b *testing.B) journal.Store { return openJournal(b, pgtest.Address(b)) })
}

func BenchmarkLarge(b *testing.B) {
	storetest.BenchmarkLarge(b, func(b *testing.B) store.Store { return open(b, pgtest.Address(b)) })
}

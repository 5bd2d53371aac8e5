package postgres_test

import (
	"log/slog"
	"testing"

	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/search/sqlsearch"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

func openSearch(t testing.TB) search.Store {
	s, err := sqlsearch.Open(t.Context(), postgres.JournalAt(pgtest.Address(t)), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSearch(t *testing.T) {
	storetest.Search(t, func(t *testing.T) search.Store { return openSearch(t) })
}

func BenchmarkSearch(b *testing.B) {
	storetest.BenchmarkSearch(b, func(b *testing.B) search.Store { return openSearch(b) })
}

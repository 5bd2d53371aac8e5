package sqlite_test

import (
	"log/slog"
	"testing"

	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/search/sqlsearch"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

func openSearch(t testing.TB, source sqldb.Source) search.Store {
	s, err := sqlsearch.Open(t.Context(), source, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSearchOnFile(t *testing.T) {
	storetest.Search(t, func(t *testing.T) search.Store { return openSearch(t, sqlite.SearchFile(t.TempDir())) })
}

func TestSearchInMemory(t *testing.T) {
	storetest.Search(t, func(t *testing.T) search.Store { return openSearch(t, sqlite.MemorySearch()) })
}

func BenchmarkSearch(b *testing.B) {
	storetest.BenchmarkSearch(b, func(b *testing.B) search.Store { return openSearch(b, sqlite.SearchFile(b.TempDir())) }, func(*testing.B) {})
}

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

func openSearch(t testing.TB) search.Store { return openSearchAt(t, pgtest.Address(t)) }

func openSearchAt(t testing.TB, address string) search.Store {
	s, err := sqlsearch.Open(t.Context(), postgres.JournalAt(address), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSearch(t *testing.T) {
	storetest.Search(t, func(t *testing.T) search.Store { return openSearch(t) })
}

// BenchmarkSearch makes the index of the grams when all docs are in their table.
func BenchmarkSearch(b *testing.B) {
	address := pgtest.Address(b)
	run := func(b *testing.B, statements ...string) {
		b.Helper()
		conn := admin(b, address)
		for _, statement := range statements {
			if _, err := conn.Exec(b.Context(), statement); err != nil {
				b.Fatal(err)
			}
		}
	}
	storetest.BenchmarkSearch(b, func(b *testing.B) search.Store {
		s := openSearchAt(b, address)
		run(b, `DROP INDEX search_docs_grams`)
		return s
	}, func(b *testing.B) {
		run(b, `SET maintenance_work_mem = '512MB'`, `CREATE INDEX CONCURRENTLY search_docs_grams ON search_docs USING gin (grams)`, `VACUUM ANALYZE search_docs`)
	})
}

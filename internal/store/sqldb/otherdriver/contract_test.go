package otherdriver_test

import (
	"database/sql"
	"database/sql/driver"
	"log/slog"
	"net/url"
	"path/filepath"
	"testing"

	modernc "modernc.org/sqlite"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// TestContractOnOtherDriver keeps a second SQLite driver working, in case the
// first has to be left.
func TestContractOnOtherDriver(t *testing.T) {
	storetest.Exercise(t, func(t *testing.T) store.Store { return openModernc(t, t.TempDir()) })
}

func TestJournalContractOnOtherDriver(t *testing.T) {
	storetest.ExerciseJournal(t, func(t *testing.T) journal.Store {
		j, err := sqljournal.Open(t.Context(), moderncEngine(t, t.TempDir()), slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		return j
	})
}

func openModernc(t testing.TB, dir string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), moderncEngine(t, dir), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func moderncEngine(t testing.TB, dir string) sqldb.Engine {
	t.Helper()
	connector := func(pragmas ...string) driver.Connector {
		t.Helper()
		query := url.Values{"_pragma": append([]string{"busy_timeout(5000)", "synchronous(FULL)"}, pragmas...)}
		name := url.URL{Scheme: "file", OmitHost: true, Path: filepath.Join(dir, "wxastore.db"), RawQuery: query.Encode()}
		c, err := modernc.NewConnector(name.String())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	writer := sql.OpenDB(connector("journal_mode(WAL)", "cache_size(-65536)"))
	writer.SetMaxOpenConns(1)
	if err := writer.Ping(); err != nil {
		t.Fatal(err)
	}
	reader := sql.OpenDB(connector("query_only(ON)", "cache_size(-16384)"))
	reader.SetMaxOpenConns(4)
	reader.SetMaxIdleConns(4)
	return sqldb.Engine{Dialect: sqldb.SQLite, Writer: writer, Reader: reader, Begin: "BEGIN IMMEDIATE"}
}

func BenchmarkOtherDriver(b *testing.B) {
	storetest.Benchmark(b, func(b *testing.B) store.Store { return openModernc(b, b.TempDir()) })
}

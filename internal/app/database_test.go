package app_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// database is where a service keeps its state. On SQLite that is the service's
// own folder; on PostgreSQL all services of one value share it.
type database struct {
	openStore   func(ctx context.Context, data string, log *slog.Logger) (store.Store, error)
	openJournal func(ctx context.Context, data string, log *slog.Logger) (journal.Store, error)
}

func onSQLite(*testing.T) database { return database{openSQLite, openSQLiteJournal} }

func onPostgres(t *testing.T) database {
	t.Helper()
	address := pgtest.Address(t)
	return database{
		func(ctx context.Context, _ string, log *slog.Logger) (store.Store, error) {
			return sqlstore.Open(ctx, postgres.At(address), log)
		},
		func(ctx context.Context, _ string, log *slog.Logger) (journal.Store, error) {
			return sqljournal.Open(ctx, postgres.JournalAt(address), log)
		},
	}
}

// onEach runs a test on each kind of database, with -short on SQLite alone: that
// PostgreSQL keeps the store's contract is tried with it. Each call of on makes
// another.
func onEach(t *testing.T, test func(t *testing.T, on func(*testing.T) database)) {
	t.Run("SQLite", func(t *testing.T) { test(t, onSQLite) })
	if testing.Short() {
		return
	}
	t.Run("PostgreSQL", func(t *testing.T) { test(t, onPostgres) })
}

func openSQLiteJournal(ctx context.Context, data string, log *slog.Logger) (journal.Store, error) {
	return sqljournal.Open(ctx, sqlite.JournalFile(data), log)
}

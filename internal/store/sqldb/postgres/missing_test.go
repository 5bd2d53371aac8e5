package postgres_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// TestMissing opens a database that has lost the tables of its state next to a
// journal: it does not begin empty without a word. While a service runs, it is
// not ready.
func TestMissing(t *testing.T) {
	ctx, log, address := t.Context(), slog.New(slog.DiscardHandler), pgtest.Address(t)
	s, j := open(t, address), openJournal(t, address)
	defer j.Close()
	if err := s.Ping(ctx); err != nil {
		t.Fatal(err)
	}
	if got, err := sqlstore.Open(ctx, postgres.NewAt(address), log); err == nil {
		got.Close()
		t.Error("OpenNew opened what is there")
	} else if !strings.Contains(err.Error(), "leave --new out") {
		t.Error(err)
	}
	drop := `DROP TABLE goose_db_version`
	for _, table := range s.Tables() {
		drop += ", " + table.Name
	}
	if _, err := admin(t, address).Exec(ctx, drop); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(ctx); err == nil {
		t.Error("ready without tables")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	var missing sqldb.Missing
	if got, err := sqlstore.Open(ctx, postgres.At(address), log); !errors.As(err, &missing) {
		if err == nil {
			got.Close()
		}
		t.Errorf("Open: %v", err)
	}
	if _, _, err := postgres.Migrate(ctx, address, sqlstore.Schema(), sqljournal.Schema()); !errors.As(err, &missing) {
		t.Errorf("Migrate: %v", err)
	}
	got, err := sqlstore.Open(ctx, postgres.NewAt(address), log)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(got.Ping(ctx), got.Close()); err != nil {
		t.Error(err)
	}
	if err := open(t, address).Close(); err != nil {
		t.Error(err)
	}
}

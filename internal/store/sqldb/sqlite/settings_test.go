package sqlite

import (
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/wxastore/wxastore/internal/store/sqldb"
)

func openEngine(t *testing.T, limit int64) (sqldb.Engine, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), databaseName)
	name, err := privateFile(path)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := openNamed(t.Context(), name, limit, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, closing := range []func() error{engine.Writer.Close, engine.Reader.Close, engine.Close} {
			if err := closing(); err != nil {
				t.Error(err)
			}
		}
	})
	return engine, path
}

// TestSettings asks every kind of connection for its settings. synchronous=2 is
// FULL, without which a commit is not on disk when it is acknowledged.
func TestSettings(t *testing.T) {
	var pages walPages
	engine, path := openEngine(t, restartPages)
	aside, err := startCheckpoints(t.Context(), fileName(path, "mode", "rw"), &pages, restartPages, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer aside.close()
	for name, db := range map[string]*sql.DB{"writer": engine.Writer, "reader": engine.Reader, "checkpoints": aside.db} {
		want := map[string]string{"synchronous": "2", "journal_mode": "wal", "busy_timeout": "5000", "query_only": "0"}
		if name == "reader" {
			want["query_only"] = "1"
		}
		// Several connections at once, so that not only the first is asked.
		for range min(3, max(1, db.Stats().MaxOpenConnections)) {
			conn, err := db.Conn(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			for pragma, value := range want {
				var got string
				if err := conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != value {
					t.Errorf("%s: %s = %s, %v, want %s", name, pragma, got, err, value)
				}
			}
		}
	}
}

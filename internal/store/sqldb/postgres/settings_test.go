package postgres

import (
	"context"
	"database/sql"
	"testing"

	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
)

// TestSettings asks connections for their settings, on a server that would
// acknowledge what is not on disk.
func TestSettings(t *testing.T) {
	for name, c := range map[string]struct {
		parameters string
		tuning     tuning
		want       string // of synchronous_commit
	}{
		"store":                     {"", forStore(), "on"},
		"store, off":                {"&synchronous_commit=off", forStore(), "on"},
		"store, local":              {"&synchronous_commit=local", forStore(), "on"},
		"store, with more":          {"&synchronous_commit=remote_apply", forStore(), "remote_apply"},
		"journal":                   {"", forJournal(), "off"},
		"journal, on a careful one": {"&synchronous_commit=remote_apply", forJournal(), "off"},
	} {
		t.Run(name, func(t *testing.T) {
			engine, err := connect(t.Context(), pgtest.Address(t)+c.parameters, c.tuning)
			if err != nil {
				t.Fatal(err)
			}
			defer engine.Reader.Close()
			defer engine.Writer.Close()
			for setting, want := range map[string]string{
				"synchronous_commit": c.want, "idle_in_transaction_session_timeout": "10s", "application_name": "wxastore", "jit": "off",
			} {
				if got := show(t, engine.Writer, setting); got != want {
					t.Errorf("%s = %s, want %s", setting, got, want)
				}
			}
		})
	}
}

func show(t *testing.T, db *sql.DB, setting string) (value string) {
	t.Helper()
	if err := db.QueryRowContext(context.Background(), "SHOW "+setting).Scan(&value); err != nil {
		t.Error(err)
	}
	return value
}

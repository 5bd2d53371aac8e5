package postgres

import (
	"context"
	"database/sql"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// A service makes the journal's tables after those of the state.
const selectHeld = `SELECT count(*) FILTER (WHERE table_name = 'goose_db_version') > 0, count(*) FILTER (WHERE table_name = 'goose_journal_version') > 0
	FROM information_schema.tables WHERE table_schema = current_schema()`

// holds reports whether a database has the tables of a state, and of a journal.
func holds(ctx context.Context, db *sql.DB) (state, journal bool, err error) {
	if err := db.QueryRowContext(ctx, selectHeld).Scan(&state, &journal); err != nil {
		return false, false, said.Errorf("store: look for a state: %w", err)
	}
	return state, journal, nil
}

// refuseMissing refuses a database that has lost the tables of its state.
func refuseMissing(ctx context.Context, db *sql.DB) error {
	state, journal, err := holds(ctx, db)
	if err == nil && journal && !state {
		return sqldb.Missing("the database has a journal of calls, and the tables of its state are missing: " +
			"restore a backup (wxastore restore FILE --database URL), or start with an empty state by --new")
	}
	return err
}

// refuseState refuses a database that has the tables of a state.
func refuseState(ctx context.Context, db *sql.DB) error {
	state, _, err := holds(ctx, db)
	if err == nil && state {
		err = said.Errorf("store: the database holds a state already: leave --new out")
	}
	return err
}

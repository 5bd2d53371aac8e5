package sqlstore

import (
	"context"
	"database/sql"
)

// Tx is what a function handed to Write works with.
type Tx = tx

// Exec runs a statement inside a write.
func (t *tx) Exec(ctx context.Context, query string, args ...any) error {
	_, err := t.exec(ctx, query, args...)
	return err
}

// Write runs a function inside the writer, as the methods of the ports do.
func (s *Store) Write(ctx context.Context, run func(context.Context, *Tx) error) error {
	return s.write(ctx, "test", "write", run)
}

// Queued is how many writes wait.
func (s *Store) Queued() int {
	n := 0
	for _, w := range s.writers {
		w.mu.Lock()
		n += len(w.queue)
		w.mu.Unlock()
	}
	return n
}

// Has reports, inside a write, whether there is an account.
func (t *tx) Has(ctx context.Context, appID string) (bool, error) {
	var one int
	return t.row(ctx, "SELECT 1 FROM accounts WHERE app_id = ?1", []any{appID}, &one)
}

// ListQueries are the queries by which lists and histories are read, by what
// they do.
func ListQueries() map[string]string {
	return map[string]string{
		"accounts by id": selectAccountsByID, "accounts by name": selectAccountsByName,
		"merchants by id": selectMerchantsByID, "merchants by nickname": selectMerchantsByName,
		"merchants of a state by id": selectMerchantsOfStateByID, "merchants of a state by nickname": selectMerchantsOfStateName,
		"latest changes": selectLatestChanges, "live tokens": selectLiveTokens, "token to revoke": selectSuperseded, "line to forget": forgetCurrent,
	}
}

// ChunkQueries are the queries by which a journal is read, by what they find.
func ChunkQueries() map[string]string {
	return map[string]string{
		"of a second": selectChunksOfSecond, "summaries": selectSummaries, "body": selectBody,
		"old": selectOldChunks, "first": selectFirstChunks, "sizes": selectSizes, "bodies": selectBodies,
	}
}

// Plan is how the database would run a query, a step a line.
func (d *database) Plan(ctx context.Context, query string) (steps []string, err error) {
	err = d.reader.rows(ctx, "EXPLAIN QUERY PLAN "+query, nil, func(rows *sql.Rows) error {
		var id, parent, unused int
		var step string
		err := rows.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	})
	return steps, err
}

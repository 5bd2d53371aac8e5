package sqlstore

import "context"

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

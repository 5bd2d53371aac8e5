package sqlstore

import (
	"context"
	"errors"
	"fmt"
)

// selectAnything looks into a table of the schema.
const selectAnything = `SELECT 1 FROM settings LIMIT 1`

// Ping reports whether the database answers, holds the tables, and lets a write
// begin: somebody else who holds its lock would keep all calls waiting. The write
// writes nothing, and shares a commit with those that do. Those who ask at the
// same time get the same answer.
func (s *Store) Ping(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("store: ping: %w", err)
	}
	// Whoever does not wait for the answer leaves it to others.
	answer := s.probe.DoChan("", func() (any, error) {
		return nil, s.write(context.WithoutCancel(ctx), "begin", "a write", func(ctx context.Context, t *tx) error {
			var one int
			_, err := t.row(ctx, selectAnything, nil, &one)
			return err
		})
	})
	select {
	case got := <-answer:
		if got.Err != nil {
			return fmt.Errorf("store: ping: %w", got.Err)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("store: ping: %w", errors.Join(errNoWrite, ctx.Err()))
	}
}

var errNoWrite = errors.New("no write could be begun; another process may hold the lock of the database")

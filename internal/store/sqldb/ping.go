package sqldb

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/internal/said"
)

// Ping reports whether the database answers, holds the tables, and lets a write
// begin: another process that holds its lock would keep all calls waiting. The write
// writes nothing, and shares a commit with those that do. Concurrent calls
// share one probe.
func (d *Database) Ping(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return said.Errorf("store: ping: %w", err)
	}
	// A caller that does not wait for the answer leaves it to others.
	answer := d.probe.DoChan("", func() (any, error) {
		run := func(ctx context.Context, t *Tx) error {
			var one int
			_, err := t.Row(ctx, d.schema.Probe, nil, &one)
			return err
		}
		return nil, d.Write(context.WithoutCancel(ctx), &Write{Doing: "begin", What: "a write", Run: run})
	})
	select {
	case got := <-answer:
		if got.Err != nil {
			return said.Errorf("store: ping: %w", got.Err)
		}
		return nil
	case <-ctx.Done():
		return said.Errorf("store: ping: %w", errors.Join(errNoWrite, ctx.Err()))
	}
}

var errNoWrite = said.Errorf("no write could be begun; another process may hold the lock of the database")

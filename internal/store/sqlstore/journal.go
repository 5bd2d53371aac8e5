package sqlstore

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"

	"github.com/wxastore/wxastore/internal/journal"
)

// Journal is a journal.Store in an SQL database of its own.
//
// A row is a chunk of many calls, compressed. A chunk that cannot be read is an
// error of whoever reads it; calls are appended beside it, and trimming drops
// it.
type Journal struct {
	*database
	packer *packer
	// settled is the number of a chunk before which there is nothing to join,
	// seen that of the newest when chunks were last joined. They spare and delay
	// work; nothing is lost with them.
	settled, seen atomic.Int64
}

var _ journal.Store = (*Journal)(nil)

// NewJournal brings the engine's schema up to date and starts the journal. It
// takes over the engine: if it fails, the engine is closed.
//
// It refuses a database whose schema is newer than this program.
func NewJournal(ctx context.Context, engine Engine, log *slog.Logger) (*Journal, error) {
	d, err := start(ctx, engine, string(engine.Dialect)+journalFolder, log)
	if err != nil {
		return nil, err
	}
	return &Journal{database: d, packer: newPacker()}, nil
}

// AppendCalls adds calls in one write. Calls of the same rid are all kept.
func (j *Journal) AppendCalls(ctx context.Context, calls []journal.Entry) error {
	if len(calls) == 0 {
		return nil
	}
	what := fmt.Sprintf("%d from %s on", len(calls), calls[0].RID)
	chunks, err := j.packer.pack(calls)
	if err != nil {
		return fmt.Errorf("store: append calls %s: %w", what, err)
	}
	return j.write(ctx, "append calls", what, func(ctx context.Context, t *tx) error {
		var bytes int64
		for i := range chunks {
			if err := chunks[i].insert(ctx, t); err != nil {
				return err
			}
			bytes += chunks[i].bytes
		}
		_, err := t.exec(ctx, addTotals, len(calls), bytes)
		return err
	})
}

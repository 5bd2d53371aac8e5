package sqljournal

import (
	"context"
	"embed"
	"fmt"
	"log/slog"
	"sync/atomic"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// migrations has a folder for each dialect.
//
//go:embed migrations
var migrations embed.FS

var schema = sqldb.Schema{Migrations: migrations, Versions: "goose_journal_version"}

// Schema is what the journal keeps.
func Schema() *sqldb.Schema { return &schema }

// Journal is a journal.Store in an SQL database of its own.
//
// A row is a chunk of many calls, compressed. Reading a chunk that is damaged is an
// error; appending goes on, and trimming drops the chunk.
type Journal struct {
	db     *sqldb.Database
	packer *packer
	recent recent
	// settled is the number of a chunk before which there is nothing to join,
	// seen that of the newest when chunks were last joined. They spare and delay
	// work; nothing is lost with them.
	settled, seen atomic.Int64
}

var _ journal.Store = (*Journal)(nil)

// Open opens the journal in the database of a source. If that may begin again when
// it is damaged, it does so, now or later: damage stops nothing.
func Open(ctx context.Context, source sqldb.Source, log *slog.Logger) (journal.Store, error) {
	if expendable, ok := source.(sqldb.Expendable); ok {
		return openHealing(ctx, expendable, log)
	}
	j, err := open(ctx, source, log)
	if err != nil {
		return nil, err // not j, which as a journal.Store is not nil
	}
	return j, nil
}

func open(ctx context.Context, source sqldb.Source, log *slog.Logger) (*Journal, error) {
	db, err := sqldb.Open(ctx, source, &schema, nil, log)
	if err != nil {
		return nil, err
	}
	p := newPacker()
	return &Journal{db: db, packer: p, recent: recent{packer: p}}, nil
}

// Close waits for the writes under way and closes the database.
func (j *Journal) Close() error { return j.db.Close() }

// write runs a function inside the writer.
func (j *Journal) write(ctx context.Context, doing, what string, run func(context.Context, *sqldb.Tx) error) error {
	return j.db.Write(ctx, &sqldb.Write{Doing: doing, What: what, Run: run})
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
	return j.write(ctx, "append calls", what, func(ctx context.Context, t *sqldb.Tx) error {
		var bytes int64
		for i := range chunks {
			if err := chunks[i].insert(ctx, t); err != nil {
				return err
			}
			bytes += chunks[i].bytes
		}
		_, err := t.Exec(ctx, addTotals, len(calls), bytes)
		return err
	})
}

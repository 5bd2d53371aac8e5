package wxastoretest

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
)

// callJournal is the journal of calls, in memory. Most tests end before a call is
// written to it, and none can read it after its end: so it is opened when it is
// first used, and what comes to it at the end is dropped.
type callJournal struct {
	log *slog.Logger

	mu    sync.Mutex
	kept  journal.Store // nil until it is used
	ended bool
}

var _ journal.Store = (*callJournal)(nil)

// use returns the journal, or store.ErrClosed after the end.
func (j *callJournal) use(ctx context.Context) (journal.Store, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.ended {
		return nil, store.ErrClosed
	}
	if j.kept == nil {
		opened, err := sqljournal.Open(ctx, sqlite.MemoryJournal(), j.log)
		if err != nil {
			return nil, err
		}
		j.kept = opened
	}
	return j.kept, nil
}

// end drops what comes from now on.
func (j *callJournal) end() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ended = true
}

func (j *callJournal) hasEnded() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.ended
}

// release closes what is kept. It comes after end.
func (j *callJournal) release() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.kept == nil {
		return nil
	}
	return j.kept.Close()
}

// AppendCalls adds calls.
func (j *callJournal) AppendCalls(ctx context.Context, calls []journal.Entry) error {
	if j.hasEnded() {
		return nil
	}
	kept, err := j.use(ctx)
	if err != nil {
		return err
	}
	return kept.AppendCalls(ctx, calls)
}

// Call returns the call of a rid.
func (j *callJournal) Call(ctx context.Context, rid string) (journal.Entry, error) {
	kept, err := j.use(ctx)
	if err != nil {
		return journal.Entry{}, err
	}
	return kept.Call(ctx, rid)
}

// Calls returns calls, newest first.
func (j *callJournal) Calls(ctx context.Context, f journal.Filter, limit int) ([]journal.Entry, error) {
	kept, err := j.use(ctx)
	if err != nil {
		return nil, err
	}
	return kept.Calls(ctx, f, limit)
}

// CountCalls counts calls by how they ended.
func (j *callJournal) CountCalls(ctx context.Context, f journal.Filter, most int, within time.Duration) ([]journal.Count, bool, error) {
	kept, err := j.use(ctx)
	if err != nil {
		return nil, false, err
	}
	return kept.CountCalls(ctx, f, most, within)
}

// TrimCalls deletes calls that are too old or too many.
func (j *callJournal) TrimCalls(ctx context.Context, before time.Time, maxCalls int, maxBytes int64) (int, error) {
	kept, err := j.use(ctx)
	if err != nil {
		return 0, err
	}
	return kept.TrimCalls(ctx, before, maxCalls, maxBytes)
}

// Close does nothing: the journal outlives the service that closes it.
func (j *callJournal) Close() error { return nil }
